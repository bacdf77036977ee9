namespace Weathervane.Learners.Trees.Growth;

/// <summary>When a node may be split and what a leaf may be worth, in units of the loss.</summary>
/// <param name="MaxLeaves">Most leaves of a tree.</param>
/// <param name="MaxDepth">Most splits between root and leaf; 0 for no limit.</param>
/// <param name="MinRows">Fewest rows in a leaf.</param>
/// <param name="MinHessian">Smallest sum of hessians in a leaf.</param>
/// <param name="L1">Penalty on the size of a leaf's value.</param>
/// <param name="L2">Penalty on its square.</param>
/// <param name="MinGain">A split must gain more than this.</param>
internal sealed record GrowthRules(int MaxLeaves, int MaxDepth, int MinRows, double MinHessian, double L1, double L2, double MinGain)
{
    /// <summary>Which leaf is split next.</summary>
    internal GrowthOrder Order { get; init; }

    /// <summary>Largest size of a leaf's value; 0 for no limit.</summary>
    internal double MaxStep { get; init; }

    /// <summary>How many rows' weight a leaf gives to its parent's value; 0 for none.</summary>
    internal double PathSmooth { get; init; }

    /// <summary>[columns] 1 where the forecast may only rise with the feature, -1 where it may only fall, 0 where it is free; null for all free.</summary>
    internal int[]? Monotone { get; init; }

    /// <summary>Whether only one random cut is looked at in each column.</summary>
    internal bool RandomCuts { get; init; }

    /// <summary>Shares of the columns that a tree, a level of it, and a node may cut; each drawn from the one before.</summary>
    internal (double Tree, double Level, double Node) Columns { get; init; } = (1, 1, 1);

    /// <summary>Whether leaf values depend on more than the sums of their rows, so that gains must be worked out from the values.</summary>
    internal bool LimitsValues => MaxStep > 0 || PathSmooth > 0 || Monotone is not null;

    /// <summary>Whether depth alone bounds the tree, so that the order of splits changes nothing.</summary>
    internal bool AnyOrder => MaxDepth is > 0 and < 31 && MaxLeaves >= 1 << MaxDepth;

    /// <summary>Whether depth allows a node to be split.</summary>
    internal bool Allows(int depth) => MaxDepth == 0 || depth < MaxDepth;

    /// <summary>The value of a leaf: the Newton step that lowers the penalised loss most, within its limits.</summary>
    /// <param name="g">Sum of gradients.</param>
    /// <param name="h">Sum of hessians.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="limits">What its ancestors allow.</param>
    internal double LeafValue(double g, double h, int rows, in LeafLimits limits)
    {
        var shrunk = Math.Max(Math.Abs(g) - L1, 0);
        // A leaf without curvature and without penalty has no finite best step; it keeps still.
        var step = h + L2 > 0 ? (g > 0 ? -shrunk : shrunk) / (h + L2) : 0;
        return Limit(step, rows, limits);
    }

    /// <summary>Brings a leaf's best step within its limits, which are worked out only where <see cref="LimitsValues"/>.</summary>
    internal double Limit(double step, int rows, in LeafLimits limits)
    {
        if (!LimitsValues)
        {
            return step;
        }

        if (MaxStep > 0)
        {
            step = Math.Clamp(step, -MaxStep, MaxStep);
        }

        if (PathSmooth > 0)
        {
            step = ((step * rows) + (limits.Parent * PathSmooth)) / (rows + PathSmooth);
        }

        return Math.Clamp(step, limits.Lowest, limits.Highest);
    }
}

/// <summary>What the ancestors of a node allow it to be worth.</summary>
/// <param name="Lowest">The lowest value that keeps the order of monotone columns.</param>
/// <param name="Highest">The highest one.</param>
/// <param name="Parent">The parent's own value.</param>
internal readonly record struct LeafLimits(double Lowest, double Highest, double Parent)
{
    /// <summary>Those of the root.</summary>
    internal static LeafLimits None => new(double.NegativeInfinity, double.PositiveInfinity, 0);
}
