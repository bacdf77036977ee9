namespace Weathervane.Monitoring.DriftTests;

/// <summary>Mann and Whitney's: how far the chance that a current value is above one of the reference lies from one half.</summary>
/// <remarks>It is the area under the curve of this column alone, as a classifier that tells the samples apart. Source: Mann and Whitney (1947), Annals of
/// Mathematical Statistics 18(1).</remarks>
public static class RankShift
{
    /// <summary>The test, as the catalogue lists it: in [0, 0.5].</summary>
    public static DriftTest Test { get; } = new("rank-shift", "Are current values ranked above or below the reference's?", Distance, 2);

    private static double Distance(DistributionPair pair)
    {
        var (below, chance) = (0.0, 0.0);
        for (var i = 0; i < pair.Points.Length; i++)
        {
            chance += pair.Current[i] * (below + (pair.Reference[i] / 2));
            below += pair.Reference[i];
        }

        return Math.Abs(chance - 0.5);
    }
}
