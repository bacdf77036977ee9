using Weathervane.Learners.Formats.Parts;
using Weathervane.Learners.Trees;

namespace Weathervane.Learners.Formats.XgBoostJson;

/// <summary>One tree of an XGBoost file.</summary>
internal static class XgBoostTree
{
    private const int NoChild = -1, Categorical = 1, MostCategories = 1 << 24;

    /// <summary>Reads one tree.</summary>
    /// <param name="tree">The tree's object.</param>
    /// <param name="features">How many columns there are.</param>
    /// <param name="weight">Factor of the leaf values: DART's, else 1.</param>
    internal static Tree Read(JsonPlace tree, int features, float weight)
    {
        if ((tree.Get("tree_param").Find("size_leaf_vector")?.Int(0, int.MaxValue) ?? 0) > 1)
        {
            throw tree.Bad("only trees with one value in a leaf can be read.");
        }

        var left = tree.Get("left_children").Ints(-1, NoChild, int.MaxValue);
        var count = left.Length;
        var right = tree.Get("right_children").Ints(count, NoChild, int.MaxValue);
        var feature = tree.Get("split_indices").Ints(count, 0, int.MaxValue);
        var condition = tree.Get("split_conditions").SinglesOrNaN(count);
        var defaultLeft = tree.Get("default_left").Ints(count, 0, 1);
        var kind = tree.Find("split_type")?.Ints(count, 0, Categorical) ?? new int[count];
        var cover = tree.Get("sum_hessian").Singles(count);
        var gain = tree.Get("loss_changes").Singles(count);
        var sets = Sets(tree, kind);
        var nextSet = 0;
        var nodes = new LooseNode[count];
        for (var i = 0; i < count; i++)
        {
            var node = new LooseNode { Feature = feature[i], Cover = cover[i], Gain = gain[i], MissingLeft = defaultLeft[i] == 1 };
            nodes[i] = left[i] == NoChild
                ? node with { IsLeaf = true, Value = weight == 1 ? condition[i] : weight * condition[i], Gain = 0 }
                : kind[i] != Categorical
                    ? node with { Value = SingleThreshold.Below(condition[i]), Left = left[i], Right = right[i] }
                    // XGBoost sends the categories of its set to the right; ours go left, so the children change places.
                    : node with { Kind = SplitKind.InSet, Value = nextSet++, Left = right[i], Right = left[i], MissingLeft = defaultLeft[i] == 0 };
        }

        return TreeAssembly.Assemble(nodes, features, hasGain: true, hasCover: true, sets, tree.Path);
    }

    /// <summary>The category sets of the categorical nodes, in the order of the nodes.</summary>
    private static uint[][] Sets(JsonPlace tree, int[] kind)
    {
        if (!kind.Contains(Categorical))
        {
            return [];
        }

        var at = tree.Get("categories_nodes").Ints(kind.Count(k => k == Categorical), 0, kind.Length - 1);
        var starts = tree.Get("categories_segments").Ints(at.Length, 0, int.MaxValue);
        var sizes = tree.Get("categories_sizes").Ints(at.Length, 0, int.MaxValue);
        var categories = tree.Get("categories").Ints(-1, 0, MostCategories - 1);
        var sets = new uint[at.Length][];
        for (var i = 0; i < sets.Length; i++)
        {
            if (kind[at[i]] != Categorical || (i > 0 && at[i] <= at[i - 1]) || (long)starts[i] + sizes[i] > categories.Length)
            {
                throw tree.Bad($"the category set {i} belongs to no categorical node or lies outside the categories.");
            }

            sets[i] = SetOf(categories.AsSpan(starts[i], sizes[i]));
        }

        return sets;
    }

    private static uint[] SetOf(ReadOnlySpan<int> categories)
    {
        var most = -1;
        foreach (var category in categories)
        {
            most = Math.Max(most, category);
        }

        var bits = new uint[(most / 32) + 1];
        foreach (var category in categories)
        {
            bits[category / 32] |= 1u << (category % 32);
        }

        return bits;
    }
}
