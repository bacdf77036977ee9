using System.Text;
using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.LightGbmText;

/// <summary>Reads LightGBM's text model (<c>save_model</c>, versions 2 to 4): binary, cross entropy, regression and ranking models with one output.</summary>
/// <remarks>Raw scores have LightGBM's bits: doubles, summed in tree order. <c>shrinkage</c> is ignored as LightGBM itself does: the leaf
/// values hold it already. A random forest's raw score is the mean over its trees, from which LightGBM makes its probability
/// (its own <c>raw_score=True</c> shows the sum).</remarks>
internal static class LightGbmReader
{
    private static readonly string[] Logistic = ["binary", "cross_entropy", "xentropy"];

    private static readonly string[] Plain =
        ["regression", "regression_l2", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank", "rank_xendcg", "custom"];

    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="source">The file's name, for problems.</param>
    /// <exception cref="InputException">The file is damaged or holds a kind of model that is not read.</exception>
    internal static TreeModel Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var (head, blocks) = Blocks(bytes, source);
        if (head.Int("num_class", 1, 1, 1) != 1 || head.Int("num_tree_per_iteration", 1, 1, 1) != 1)
        {
            throw new InputException(source, "only models with one output can be read.");
        }

        var features = head.Int("max_feature_idx", 0, FormatLimits.Features - 1) + 1;
        var names = FeatureNames.Of(head.Text("feature_names").Split(' ', StringSplitOptions.RemoveEmptyEntries), features, head.Where);
        var trees = blocks.Select(block => LightGbmTree.Read(block, features)).ToArray();
        var score = ScoreOf(head);
        return score.Mean && trees.Length == 0
            ? throw new InputException(source, "a forest without trees has no mean.")
            : new TreeModel(names, trees, score);
    }

    private static (LightGbmBlock Head, List<LightGbmBlock> Trees) Blocks(ReadOnlyMemory<byte> bytes, string source)
    {
        var head = new LightGbmBlock(source + ", head");
        var (trees, block, ended) = (new List<LightGbmBlock>(), head, false);
        foreach (var text in Encoding.UTF8.GetString(bytes.Span).Split('\n'))
        {
            var line = text.Trim();
            if (line == "end of trees")
            {
                ended = true;
                break;
            }

            if (line.StartsWith("Tree=", StringComparison.Ordinal))
            {
                trees.Add(block = new LightGbmBlock($"{source}, tree {trees.Count}"));
            }
            else if (line.Length > 0)
            {
                block.Add(line);
            }
        }

        return ended ? (head, trees) : throw new InputException(source, "the file ends before 'end of trees'.", "Copy it again from its source.");
    }

    private static TreeScore ScoreOf(LightGbmBlock head)
    {
        var words = (head.Has("objective") ? head.Text("objective") : "custom").Split(' ');
        if (!Logistic.Contains(words[0]) && !Plain.Contains(words[0]))
        {
            throw new InputException(head.Where, $"the objective '{words[0]}' cannot be read.", $"Allowed: {string.Join(", ", Logistic.Concat(Plain))}.");
        }

        if (words.Contains("sqrt"))
        {
            throw new InputException(head.Where, "the objective 'regression sqrt' cannot be read: its score is a square.");
        }

        return new TreeScore
        {
            Link = Logistic.Contains(words[0]) ? TreeLink.Logistic : TreeLink.Value,
            Mean = head.Has("average_output"),
            Steepness = Steepness(words, head.Where),
        };
    }

    private static double Steepness(string[] words, string where)
    {
        var text = words.FirstOrDefault(w => w.StartsWith("sigmoid:", StringComparison.Ordinal))?["sigmoid:".Length..] ?? "1";
        return double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1e9
            ? value
            : throw new InputException(where, $"'sigmoid:{text}' must be a number above 0.");
    }
}
