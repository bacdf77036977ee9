using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>What split search needs to know of a node, in the units of the cells.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="G">Sum of gradients.</param>
/// <param name="H">Sum of hessians.</param>
/// <param name="MinChildH">Smallest sum of hessians in a child.</param>
/// <param name="MinChildRows">Fewest rows in a child where rows are counted; 0 where <paramref name="MinChildH"/> stands for them.</param>
/// <param name="L1">Penalty on size.</param>
/// <param name="L2">Penalty on square.</param>
/// <param name="MinGain">A split must gain more.</param>
internal readonly record struct NodeToSplit(
    int Rows, double G, double H, double MinChildH, int MinChildRows, double L1, double L2, double MinGain)
{
    /// <summary>The limits of the children's values; null where their sums alone decide.</summary>
    internal ValueLimits? Limits { get; init; }

    /// <summary>Decides the one cut of each column that is looked at; null where all are.</summary>
    internal ulong? CutSeed { get; init; }

    /// <summary>What the node scores as one leaf.</summary>
    internal double Score
    {
        get
        {
            var shrunk = Math.Max(Math.Abs(G) - L1, 0);
            if (Limits is { } limits)
            {
                var pull = G > 0 ? shrunk : -shrunk;
                return -((2 * pull * limits.Own) + ((H + L2) * limits.Own * limits.Own));
            }

            return H + L2 > 0 ? shrunk * shrunk / (H + L2) : 0;
        }
    }

    /// <summary>A node of boosting, whose rows are counted by their hessians as LightGBM does: rows in proportion to them.</summary>
    internal static NodeToSplit Of(GrowthRules rules, CellScale scale, int rows, double g, double h) => new(
        rows, g, h,
        Math.Max(Math.Max(rules.MinHessian / scale.H, (rules.MinRows - 0.5) * h / rows), double.Epsilon),
        0, rules.L1 / scale.G, rules.L2 / scale.H, rules.MinGain / scale.Gain);

    /// <summary>The bin behind which the random cut of a column with so many bins lies.</summary>
    internal int CutOf(int feature, int bins) => (int)(SeededRandom.Mix(CutSeed!.Value, (ulong)feature) % (ulong)Math.Max(bins - 1, 1));
}

/// <summary>What the children of a node may be worth, in the units of the cells (gradient by hessian).</summary>
/// <param name="Own">The node's own value.</param>
/// <param name="Step">Largest size of a best step.</param>
/// <param name="Smooth">A child of hessian h weighs h against this much of <paramref name="Own"/>; 0 for none.</param>
/// <param name="Lowest">The lowest value of a child.</param>
/// <param name="Highest">The highest value of a child.</param>
/// <param name="Order">1 where the right child must not be worth less than the left one, -1 where not more, 0 where either may be.</param>
internal readonly record struct ValueLimits(double Own, double Step, double Smooth, double Lowest, double Highest, double Order = 0)
{
    /// <summary>Those of a node whose value is known.</summary>
    internal static ValueLimits Of(GrowthRules rules, CellScale scale, int rows, double h, double own, in LeafLimits limits)
    {
        var unit = scale.G / scale.H;
        var step = rules.MaxStep > 0 ? rules.MaxStep / unit : double.PositiveInfinity;
        return new(own / unit, step, rules.PathSmooth * h / rows, limits.Lowest / unit, limits.Highest / unit);
    }
}
