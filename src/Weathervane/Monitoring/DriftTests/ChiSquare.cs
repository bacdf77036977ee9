namespace Weathervane.Monitoring.DriftTests;

/// <summary>Pearson's chi-square of both samples' counts in the reference's deciles; for a column of few values these are its values.</summary>
/// <remarks>Source: Pearson (1900), Philosophical Magazine 50.</remarks>
public static class ChiSquare
{
    /// <summary>The test, as the catalogue lists it.</summary>
    public static DriftTest Test { get; } = new("chi-square", "Do the counts in bins fit one law?", Statistic, 1);

    private static double Statistic(DistributionPair pair)
    {
        var (m, n) = (pair.ReferenceRows, pair.CurrentRows);
        var sum = 0.0;
        for (var i = 0; i < pair.BinCount; i++)
        {
            var (difference, pooled) = (pair.ReferenceBins[i] - pair.CurrentBins[i], (m * pair.ReferenceBins[i]) + (n * pair.CurrentBins[i]));
            sum += pooled > 0 ? difference * difference / pooled : 0;
        }

        return sum * m * n;
    }
}
