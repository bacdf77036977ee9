namespace Weathervane.Monitoring.DriftTests;

/// <summary>The first Wasserstein distance: how far values must be moved on average to make one distribution the other, in their own unit.</summary>
/// <remarks>Source: Vallender (1974), Theory of Probability and Its Applications 18(4).</remarks>
public static class Wasserstein
{
    /// <summary>The test, as the catalogue lists it.</summary>
    public static DriftTest Test { get; } = new("wasserstein", "How far must values be moved on average?", Distance, 2);

    private static double Distance(DistributionPair pair)
    {
        var (sum, area) = (0.0, 0.0);
        for (var i = 0; i + 1 < pair.Points.Length; i++)
        {
            sum += pair.Reference[i] - pair.Current[i];
            area += Math.Abs(sum) * (pair.Points[i + 1] - pair.Points[i]);
        }

        return area;
    }
}
