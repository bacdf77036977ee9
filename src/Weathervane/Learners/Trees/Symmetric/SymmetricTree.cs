namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Makes a tree of nodes from one question for each level.</summary>
internal static class SymmetricTree
{
    /// <summary>The tree: the last question at the root, so that leaves have the numbers that CatBoost gives them.</summary>
    /// <param name="splits">[depth] the questions, that of the lowest bit first.</param>
    /// <param name="data">The bins.</param>
    /// <param name="values">[2^depth].</param>
    /// <param name="sums">[2^depth] gradients and weights of the training rows.</param>
    /// <param name="l2">The penalty, for the gains.</param>
    internal static Tree Of(
        IReadOnlyList<(int Feature, int Bin)> splits, BorderedRows data, ReadOnlySpan<double> values, ReadOnlySpan<(double G, double Weight)> sums, double l2)
    {
        var inner = values.Length - 1;
        var (nodes, gains, cover, below) = (new TreeNode[inner], new double[inner], new double[inner], new (double G, double Weight)[2 * values.Length]);
        sums.CopyTo(below.AsSpan(inner));
        for (var i = inner - 1; i >= 0; i--)
        {
            var (left, right) = (below[(2 * i) + 1], below[(2 * i) + 2]);
            below[i] = (left.G + right.G, left.Weight + right.Weight);
            // One question serves all nodes of a level, and may do harm in some.
            gains[i] = Math.Max(Score(left) + Score(right) - Score(below[i]), 0);
            cover[i] = below[i].Weight;
            var (feature, bin) = splits[splits.Count - 1 - int.Log2(i + 1)];
            nodes[i] = new TreeNode(
                data.Bins.Edges[feature][bin], feature, Child((2 * i) + 1), Child((2 * i) + 2), !data.MissingIsAbove[feature]);
        }

        var leafCover = new double[values.Length];
        for (var leaf = 0; leaf < leafCover.Length; leaf++)
        {
            leafCover[leaf] = sums[leaf].Weight;
        }

        return new Tree(nodes, values.ToArray(), gains, cover, leafCover);

        // Level by level, the last level's nodes have the leaves below them in the order of their numbers.
        int Child(int heap) => heap < inner ? heap : ~(heap - inner);

        double Score((double G, double Weight) node) => node.Weight + l2 > 0 ? node.G * node.G / (node.Weight + l2) : 0;
    }
}
