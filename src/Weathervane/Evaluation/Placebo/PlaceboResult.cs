namespace Weathervane.Evaluation.Placebo;

/// <summary>Where a real score stands among scores from worlds without an edge.</summary>
/// <param name="Kind">Which worlds.</param>
/// <param name="Real">The real gain over the baseline; more is better.</param>
/// <param name="Gains">The gains in those worlds, in the order of their seeds.</param>
public sealed record PlaceboResult(PlaceboKind Kind, double Real, IReadOnlyList<double> Gains)
{
    /// <summary>Chance of a gain as large as the real one in a world without an edge: (1 + placebos at least as good) / (1 + placebos). It is never below
    /// 1 / (1 + placebos), and valid for any number of them. NaN where there is no distribution.</summary>
    /// <remarks>Source: Phipson and Smyth (2010), Permutation p-values should never be zero.</remarks>
    public double PValue => Kind.IsSingle || Gains.Count == 0 ? double.NaN : (1.0 + Gains.Count(g => g >= Real)) / (1 + Gains.Count);

    /// <summary>How many placebos the real gain beats.</summary>
    public int Beaten => Gains.Count(g => g < Real);

    /// <summary>A quantile of the placebos' gains: the smallest that at least that share does not exceed; NaN where there are none.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        Check.InRange(share, 0.0, 1.0);
        double[] sorted = [.. Gains.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
    }
}
