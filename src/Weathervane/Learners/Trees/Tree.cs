using Weathervane.Features;

namespace Weathervane.Learners.Trees;

/// <summary>An inner node: rows with feature &lt;= threshold go left.</summary>
/// <param name="Threshold">The largest value that goes left.</param>
/// <param name="Feature">The column.</param>
/// <param name="Left">The left child: a node, or ~leaf where negative.</param>
/// <param name="Right">The right child.</param>
/// <param name="MissingLeft">Whether NaN goes left.</param>
internal readonly record struct TreeNode(double Threshold, int Feature, int Left, int Right, bool MissingLeft)
{
    /// <summary>The child that a value goes to.</summary>
    internal int Next(double value) => value <= Threshold || (MissingLeft && double.IsNaN(value)) ? Left : Right;
}

/// <summary>One finished tree. Children come after their parent; a tree of one leaf has no node.</summary>
/// <param name="nodes">[nodes].</param>
/// <param name="leaves">[nodes + 1] values of the leaves.</param>
/// <param name="gains">[nodes] what each split gained, in units of the loss.</param>
/// <param name="nodeRows">[nodes] training rows that passed.</param>
/// <param name="leafRows">[leaves] training rows that ended there.</param>
internal sealed class Tree(TreeNode[] nodes, double[] leaves, double[] gains, int[] nodeRows, int[] leafRows)
{
    internal TreeNode[] Nodes { get; } = nodes;

    internal double[] Leaves { get; } = leaves;

    internal double[] Gains { get; } = gains;

    internal int[] NodeRows { get; } = nodeRows;

    internal int[] LeafRows { get; } = leafRows;

    /// <summary>The leaf that one row of a table falls into.</summary>
    internal int LeafOf(FeatureMatrix features, int row)
    {
        var at = Nodes.Length > 0 ? 0 : ~0;
        while (at >= 0)
        {
            at = Nodes[at].Next(features[row, Nodes[at].Feature]);
        }

        return ~at;
    }

    /// <summary>The leaf that a row falls into.</summary>
    internal int LeafOf(ReadOnlySpan<double> row)
    {
        var at = Nodes.Length > 0 ? 0 : ~0;
        while (at >= 0)
        {
            at = Nodes[at].Next(row[Nodes[at].Feature]);
        }

        return ~at;
    }
}
