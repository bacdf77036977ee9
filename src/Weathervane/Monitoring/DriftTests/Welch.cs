using Weathervane.Numerics;

namespace Weathervane.Monitoring.DriftTests;

/// <summary>Welch's t: how far the means are apart, in standard errors of independent rows.</summary>
/// <remarks>Source: Welch (1947), Biometrika 34(1-2).</remarks>
public static class Welch
{
    /// <summary>The test, as the catalogue lists it: the distance from 0 on either side.</summary>
    public static DriftTest Test { get; } = new("welch", "Has the mean moved?", pair => Math.Abs(T(pair).T), 2);

    /// <summary>The reference's mean less the current one, in standard errors, and its degrees of freedom.</summary>
    /// <param name="pair">Two samples of at least two values each.</param>
    /// <returns>T is 0 where neither sample varies and the means agree.</returns>
    public static (double T, double Degrees) T(DistributionPair pair)
    {
        var (m, n) = (pair.ReferenceRows, pair.CurrentRows);
        var (a, b) = (pair.Variance / (m - 1), pair.CurrentVariance / (n - 1));
        return pair.CurrentShift == 0
            ? (0, m + n - 2)
            : (-pair.CurrentShift / Math.Sqrt(a + b), (a + b) * (a + b) / ((a * a / (m - 1)) + (b * b / (n - 1))));
    }

    /// <summary>The textbook's two-sided p-value. It holds for independent rows only; bars are not.</summary>
    /// <param name="pair">Two samples.</param>
    public static double PValueOfIndependentRows(DistributionPair pair)
    {
        var (t, degrees) = T(pair);
        return StudentT.TwoSided(t, degrees);
    }
}
