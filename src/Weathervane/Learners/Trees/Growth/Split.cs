using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>The best cut of a node found so far; sums in the units of the cells.</summary>
/// <param name="Gain">What the cut gains over the node as a leaf; 0 or less for none.</param>
/// <param name="Feature">The column.</param>
/// <param name="Bin">Codes up to and including this go left.</param>
/// <param name="MissingLeft">Whether missing values go left.</param>
/// <param name="LeftG">Sum of gradients on the left.</param>
/// <param name="LeftH">Sum of hessians on the left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool MissingLeft, double LeftG, double LeftH)
{
    internal static Split None => new(0, -1, 0, false, 0, 0);

    internal bool Exists => Feature >= 0;
}

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
    /// <summary>What the node scores as one leaf.</summary>
    internal double Score
    {
        get
        {
            var shrunk = Math.Max(Math.Abs(G) - L1, 0);
            return H + L2 > 0 ? shrunk * shrunk / (H + L2) : 0;
        }
    }

    /// <summary>A node of boosting, whose rows are counted by their hessians as LightGBM does: rows in proportion to them.</summary>
    internal static NodeToSplit Of(GrowthRules rules, CellScale scale, int rows, double g, double h) => new(
        rows, g, h,
        Math.Max(Math.Max(rules.MinHessian / scale.H, (rules.MinRows - 0.5) * h / rows), double.Epsilon),
        0, rules.L1 / scale.G, rules.L2 / scale.H, rules.MinGain / scale.Gain);
}
