using Weathervane.Numerics;

namespace Weathervane.Monitoring.DriftTests;

/// <summary>Population stability index on the reference's deciles, in nats; shares below 1e-4 count as that.</summary>
/// <remarks>The custom of calling 0.1 or 0.25 a drift knows neither the window's length nor that bars resemble their neighbours; here it gets a p-value. Source: Siddiqi,
/// Credit Risk Scorecards (2006).</remarks>
public static class PopulationStability
{
    private const double ShareMin = 1e-4;

    /// <summary>The test, as the catalogue lists it.</summary>
    public static DriftTest Test { get; } = new("psi", "Have the shares of the reference's tenths changed?", Index, 1);

    private static double Index(DistributionPair pair)
    {
        var sum = 0.0;
        for (var i = 0; i < pair.BinCount; i++)
        {
            var (reference, current) = (Math.Max(pair.ReferenceBins[i], ShareMin), Math.Max(pair.CurrentBins[i], ShareMin));
            sum += (current - reference) * FixedMath.Log(current / reference);
        }

        return sum;
    }
}
