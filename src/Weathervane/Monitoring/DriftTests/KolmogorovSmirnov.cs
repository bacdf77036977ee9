using Weathervane.Numerics;

namespace Weathervane.Monitoring.DriftTests;

/// <summary>Kolmogorov and Smirnov's: the largest distance between the two cumulated distributions.</summary>
/// <remarks>Source: Smirnov (1939), Bulletin of Moscow University 2(2).</remarks>
public static class KolmogorovSmirnov
{
    /// <summary>The test, as the catalogue lists it.</summary>
    public static DriftTest Test { get; } = new("ks", "Where are the cumulated distributions farthest apart?", Distance, 2);

    /// <summary>The distance, in [0, 1].</summary>
    /// <param name="pair">Two samples.</param>
    public static double Distance(DistributionPair pair)
    {
        var (sum, largest) = (0.0, 0.0);
        for (var i = 0; i < pair.Points.Length; i++)
        {
            sum += pair.Reference[i] - pair.Current[i];
            largest = Math.Max(largest, Math.Abs(sum));
        }

        return largest;
    }

    /// <summary>The textbook's p-value: a sample of m n / (m + n) values against a law that is known. It holds for independent rows only; bars are not.</summary>
    /// <param name="pair">Two samples.</param>
    public static double PValueOfIndependentRows(DistributionPair pair)
    {
        var (m, n) = (pair.ReferenceRows, pair.CurrentRows);
        return KolmogorovDistribution.Survival((int)Math.Round(m * n / (m + n)), Distance(pair));
    }
}
