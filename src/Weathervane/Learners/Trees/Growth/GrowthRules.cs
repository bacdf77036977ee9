namespace Weathervane.Learners.Trees.Growth;

/// <summary>When a node may be split, in units of the loss.</summary>
/// <param name="MaxLeaves">Most leaves of a tree.</param>
/// <param name="MaxDepth">Most splits between root and leaf; 0 for no limit.</param>
/// <param name="MinRows">Fewest rows in a leaf.</param>
/// <param name="MinHessian">Smallest sum of hessians in a leaf.</param>
/// <param name="L1">Penalty on the size of a leaf's value.</param>
/// <param name="L2">Penalty on its square.</param>
/// <param name="MinGain">A split must gain more than this.</param>
internal sealed record GrowthRules(int MaxLeaves, int MaxDepth, int MinRows, double MinHessian, double L1, double L2, double MinGain)
{
    /// <summary>Whether depth allows a node to be split.</summary>
    internal bool Allows(int depth) => MaxDepth == 0 || depth < MaxDepth;

    /// <summary>The value of a leaf: the Newton step that lowers the penalised loss most.</summary>
    internal double LeafValue(double g, double h)
    {
        var shrunk = Math.Max(Math.Abs(g) - L1, 0);
        // A leaf without curvature and without penalty has no finite best step; it keeps still.
        return h + L2 > 0 ? (g > 0 ? -shrunk : shrunk) / (h + L2) : 0;
    }
}
