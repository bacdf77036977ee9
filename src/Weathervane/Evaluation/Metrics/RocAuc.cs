namespace Weathervane.Evaluation.Metrics;

/// <summary>Chance that a random up has a larger probability than a random down, ties counting half; NaN unless there are both.</summary>
public static class RocAuc
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "roc_auc",
        Summary = "Chance that an up is ranked above a down.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Probability,
        Function = Score,
        Coin = _ => 0.5,
    };

    private static double Score(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        // Twice the number of (up, down) pairs in order stays a whole number, so nothing is rounded before the division.
        long twice = 0, ups = 0, downs = 0;
        foreach (var (_, up, down) in Thresholds.Descending(labels, probabilities))
        {
            twice += down * ((2 * ups) + up);
            (ups, downs) = (ups + up, downs + down);
        }

        return ups == 0 || downs == 0 ? double.NaN : twice / (2.0 * ups * downs);
    }
}
