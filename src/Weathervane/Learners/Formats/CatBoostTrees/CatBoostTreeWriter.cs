using System.Text.Json;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.CatBoostTrees;

/// <summary>One tree of a CatBoost JSON file.</summary>
internal static class CatBoostTreeWriter
{
    internal static void Write(Utf8JsonWriter json, Tree tree, CatBoostFeature[] features, Func<int, double> leaf)
    {
        var (levels, leaves) = Levels(tree);
        json.WriteStartObject();
        json.WriteStartArray("leaf_values");
        Array.ForEach(leaves, l => json.WriteNumberValue(leaf(l)));
        json.WriteEndArray();
        if (tree.HasCover)
        {
            json.WriteStartArray("leaf_weights");
            Array.ForEach(leaves, l => json.WriteNumberValue(tree.LeafCover[l]));
            json.WriteEndArray();
        }

        // The root's question is the highest bit and comes last.
        json.WriteStartArray("splits");
        foreach (var node in levels.AsEnumerable().Reverse())
        {
            var border = SingleThreshold.Floor(node.Threshold);
            json.WriteStartObject();
            json.WriteNumber("border", (double)border);
            json.WriteNumber("float_feature_index", node.Feature);
            json.WriteNumber("split_index", features.Take(node.Feature).Sum(f => f.Borders.Length) + Array.IndexOf(features[node.Feature].Borders, border));
            json.WriteString("split_type", "FloatFeature");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>One node for each level from the root, and the leaves from left to right.</summary>
    private static (List<TreeNode> Levels, int[] Leaves) Levels(Tree tree)
    {
        var (levels, row) = (new List<TreeNode>(), new List<int> { tree.Nodes.Length > 0 ? 0 : ~0 });
        while (row[0] >= 0)
        {
            var first = tree.Nodes[row[0]];
            if (levels.Count == CatBoostForest.DeepestTree || row.Any(at => at < 0 || Differs(tree.Nodes[at], first)))
            {
                throw NotSymmetric();
            }

            levels.Add(first);
            row = [.. row.SelectMany(at => new[] { tree.Nodes[at].Left, tree.Nodes[at].Right })];
        }

        return row.All(at => at < 0) ? (levels, [.. row.Select(at => ~at)]) : throw NotSymmetric();
    }

    private static bool Differs(TreeNode node, TreeNode first) =>
        node.Feature != first.Feature || node.Threshold != first.Threshold || node.MissingLeft != first.MissingLeft;

    private static InputException NotSymmetric() =>
        new("model", $"a tree is not symmetric, or has more than {CatBoostForest.DeepestTree} levels, and so has no place in CatBoost's file.", "Choose another format.");
}
