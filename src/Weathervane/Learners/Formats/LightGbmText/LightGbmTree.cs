using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.LightGbmText;

/// <summary>One tree of a LightGBM file.</summary>
internal static class LightGbmTree
{
    internal const int CategoricalBit = 1, DefaultLeftBit = 2, MissingShift = 2;
    internal const int MissingNone = 0, MissingZero = 1, MissingNaN = 2;

    private const int MostLeaves = 1 << 26;

    internal static Tree Read(LightGbmBlock block, int features)
    {
        if (block.Int("is_linear", 0, 1, 0) == 1)
        {
            throw new InputException(block.Where, "trees with linear models in their leaves cannot be read.");
        }

        var count = block.Int("num_leaves", 1, MostLeaves);
        var leaves = block.Doubles("leaf_value", count);
        if (leaves.FirstOrDefault(v => !double.IsFinite(v)) is var bad && !double.IsFinite(bad))
        {
            throw new InputException(block.Where, FormattableString.Invariant($"'leaf_value' holds {bad}."));
        }

        if (count == 1)
        {
            return new Tree([], leaves, [], [], [0]);
        }

        var sets = Sets(block);
        var nodes = Nodes(block, count - 1, features, sets.Length);
        if (TreeLinks.Fault(nodes) is { } fault)
        {
            throw new InputException(block.Where, fault + ".");
        }

        return new Tree(nodes, leaves, Counted("split_gain", count - 1), Counted("internal_count", count - 1), Counted("leaf_count", count)) { CategorySets = sets };

        double[] Counted(string key, int length)
        {
            var values = block.Doubles(key, length, optional: true);
            return Array.TrueForAll(values, double.IsFinite) && (key == "split_gain" || Array.TrueForAll(values, v => v >= 0))
                ? values
                : throw new InputException(block.Where, $"'{key}' holds a number that is not allowed.");
        }
    }

    private static TreeNode[] Nodes(LightGbmBlock block, int count, int features, int sets)
    {
        var feature = block.Ints("split_feature", count, 0, features - 1);
        var threshold = block.Doubles("threshold", count);
        var decision = block.Ints("decision_type", count, 0, 11);
        var left = block.Ints("left_child", count, ~count, count - 1);
        var right = block.Ints("right_child", count, ~count, count - 1);
        var nodes = new TreeNode[count];
        for (var i = 0; i < count; i++)
        {
            var kind = (decision[i] & CategoricalBit) != 0 ? SplitKind.InSet
                : decision[i] >> MissingShift == MissingZero ? SplitKind.AtMostZeroMissing
                : SplitKind.AtMost;
            if (double.IsNaN(threshold[i]) || (kind == SplitKind.InSet && !(threshold[i] >= 0 && threshold[i] < sets && double.IsInteger(threshold[i]))))
            {
                throw new InputException(block.Where, FormattableString.Invariant($"node {i} has the threshold {threshold[i]}."));
            }

            nodes[i] = new TreeNode(threshold[i], feature[i], left[i], right[i], MissingLeft(kind, decision[i], threshold[i]), kind);
        }

        return nodes;
    }

    /// <summary>Where NaN goes: to the right of categories; as 0 where no value was missing in training; else the default way.</summary>
    private static bool MissingLeft(SplitKind kind, int decision, double threshold) => kind switch
    {
        SplitKind.InSet => false,
        SplitKind.AtMost when decision >> MissingShift == MissingNone => threshold >= 0,
        _ => (decision & DefaultLeftBit) != 0,
    };

    private static uint[][] Sets(LightGbmBlock block)
    {
        var count = block.Int("num_cat", 0, MostLeaves, 0);
        if (count == 0)
        {
            return [];
        }

        var ends = block.Ints("cat_boundaries", count + 1, 0, int.MaxValue);
        var words = block.Words("cat_threshold", ends[^1]);
        var sets = new uint[count][];
        for (var i = 0; i < count; i++)
        {
            if (ends[i + 1] < ends[i] || ends[0] != 0 || ends[i + 1] - ends[i] > FormatLimits.CategoryWords)
            {
                throw new InputException(block.Where, $"'cat_boundaries' goes from {ends[i]} to {ends[i + 1]}.");
            }

            sets[i] = words[ends[i]..ends[i + 1]];
        }

        return sets;
    }
}
