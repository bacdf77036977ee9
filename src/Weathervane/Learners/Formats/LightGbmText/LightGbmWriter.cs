using System.Globalization;
using System.Text;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.LightGbmText;

/// <summary>Writes LightGBM's text model, version 4.</summary>
/// <remarks>Log odds become objective <c>binary</c>; a probability or a value becomes <c>regression</c>, for LightGBM has no score that is a
/// probability already. What the sum starts from goes into the first tree's leaves: the sum keeps its bits.</remarks>
internal static class LightGbmWriter
{
    /// <summary>The file's content.</summary>
    /// <exception cref="InputException">A feature's name has a space, or a node splits on equality.</exception>
    internal static byte[] Write(TreeModel model)
    {
        Writable.RequireKinds(model, "LightGBM's text", SplitKind.AtMost, SplitKind.AtMostZeroMissing, SplitKind.InSet);
        if (model.FeatureNames.FirstOrDefault(n => n.Any(char.IsWhiteSpace)) is { } name)
        {
            throw new InputException("model", $"the feature '{name}' has a space in its name, at which LightGBM's text separates names.");
        }

        var folded = new FoldedScore(model, meanToo: false);
        var trees = model.Trees.Select((tree, i) => LightGbmTreeWriter.Write(tree, i, Leaves(tree, i, folded))).ToList();
        if (trees.Count == 0)
        {
            trees.Add(LightGbmTreeWriter.Write(new Tree([], [folded.Start], [], [], [0]), 0, [folded.Start]));
        }

        return Encoding.UTF8.GetBytes(Head(model, trees) + string.Concat(trees) + Tail(model));
    }

    private static double[] Leaves(Tree tree, int index, FoldedScore folded)
    {
        var leaves = new double[tree.Leaves.Length];
        for (var leaf = 0; leaf < leaves.Length; leaf++)
        {
            // 0 + (start + leaf) is start + leaf to the bit.
            leaves[leaf] = index == 0 ? folded.Start + folded.Leaf(0, leaf) : folded.Leaf(index, leaf);
        }

        return leaves;
    }

    private static string Head(TreeModel model, List<string> trees)
    {
        var lines = new List<string>
        {
            "tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0",
            string.Create(CultureInfo.InvariantCulture, $"max_feature_idx={model.FeatureNames.Count - 1}"),
            model.Score.Link == TreeLink.Logistic
                ? string.Create(CultureInfo.InvariantCulture, $"objective=binary sigmoid:{model.Score.Steepness:R}")
                : "objective=regression",
        };
        if (model.Score.Mean)
        {
            lines.Add("average_output");
        }

        lines.Add("feature_names=" + string.Join(' ', model.FeatureNames));
        lines.Add("feature_infos=" + string.Join(' ', model.FeatureNames.Select(_ => "none")));
        lines.Add("tree_sizes=" + string.Join(' ', trees.Select(t => t.Length)));
        return string.Join('\n', lines) + "\n\n";
    }

    private static string Tail(TreeModel model)
    {
        var counts = model.Trees.SelectMany(t => t.Nodes).GroupBy(n => n.Feature).OrderByDescending(g => g.Count()).ThenBy(g => g.Key);
        var importances = counts.Select(g => string.Create(CultureInfo.InvariantCulture, $"{model.FeatureNames[g.Key]}={g.Count()}\n"));
        return $"end of trees\n\nfeature_importances:\n{string.Concat(importances)}\nparameters:\n[boosting: {(model.Score.Mean ? "rf" : "gbdt")}]\n\nend of parameters\n\npandas_categorical:[]\n";
    }
}
