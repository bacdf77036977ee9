using Weathervane.Features;

namespace Weathervane.Learners.Trees;

/// <summary>One finished tree. Children come after their parent, and each node and leaf has one; a tree of one leaf has no node.</summary>
/// <param name="nodes">[nodes].</param>
/// <param name="leaves">[nodes + 1] values of the leaves.</param>
/// <param name="gains">[nodes] what each split gained, in units of the loss; empty where it is not known.</param>
/// <param name="nodeCover">[nodes] weight of the training rows that passed: their number, or the sum of their hessians; empty where it is not known.</param>
/// <param name="leafCover">[leaves] weight of the training rows that ended there; empty where it is not known.</param>
internal sealed class Tree(TreeNode[] nodes, double[] leaves, double[] gains, double[] nodeCover, double[] leafCover)
{
    internal TreeNode[] Nodes { get; } = nodes;

    internal double[] Leaves { get; } = leaves;

    internal double[] Gains { get; } = gains;

    internal double[] NodeCover { get; } = nodeCover;

    internal double[] LeafCover { get; } = leafCover;

    /// <summary>[sets][words] bits of the categories that <see cref="SplitKind.InSet"/> nodes send left.</summary>
    internal uint[][] CategorySets { get; init; } = [];

    /// <summary>Whether the training rows' weights are known, without which there is no expected value.</summary>
    internal bool HasCover => LeafCover.Length == Leaves.Length && NodeCover.Length == Nodes.Length;

    /// <summary>The same tree with every leaf value times a factor.</summary>
    internal Tree Scaled(double factor) =>
        new(Nodes, [.. Leaves.Select(v => factor * v)], Gains, NodeCover, LeafCover) { CategorySets = CategorySets };

    /// <summary>Adds the tree's values, times a factor, to the scores of neighbouring rows.</summary>
    /// <param name="features">[rows x columns].</param>
    /// <param name="from">The first row.</param>
    /// <param name="factor">Factor on each leaf's value.</param>
    /// <param name="scores">The scores from that row on.</param>
    internal void AddTo(FeatureMatrix features, int from, double factor, Span<double> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] += factor * Leaves[LeafOf(features, from + i)];
        }
    }

    /// <summary>The leaf that one row of a table falls into.</summary>
    internal int LeafOf(FeatureMatrix features, int row)
    {
        var at = Nodes.Length > 0 ? 0 : ~0;
        while (at >= 0)
        {
            at = Nodes[at].Next(features[row, Nodes[at].Feature], CategorySets);
        }

        return ~at;
    }

    /// <summary>The leaf that a row falls into.</summary>
    internal int LeafOf(ReadOnlySpan<double> row)
    {
        var at = Nodes.Length > 0 ? 0 : ~0;
        while (at >= 0)
        {
            ref readonly var node = ref Nodes[at];
            at = node.Next(row[node.Feature], CategorySets);
        }

        return ~at;
    }

    /// <summary>The share of a node's training weight that went on to one of its children; one half where none passed at all.</summary>
    internal double ShareOf(int node, int child)
    {
        var (left, right) = (CoverOf(Nodes[node].Left), CoverOf(Nodes[node].Right));
        return left + right == 0 ? 0.5 : CoverOf(child) / (left + right);
    }

    private double CoverOf(int child) => child >= 0 ? NodeCover[child] : LeafCover[~child];
}
