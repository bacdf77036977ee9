namespace Weathervane.Evaluation.Metrics;

/// <summary>Mean of the precision at each threshold, weighted by the recall that it adds; NaN unless there are ups and downs.</summary>
public static class AveragePrecision
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "average_precision",
        Summary = "Precision averaged over recall.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Probability,
        Function = Score,
        Coin = up => up,
    };

    private static double Score(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var sum = 0.0;
        long ups = 0, downs = 0;
        foreach (var (_, up, down) in Thresholds.Descending(labels, probabilities))
        {
            (ups, downs) = (ups + up, downs + down);
            sum += up * ((double)ups / (ups + downs));
        }

        return ups == 0 || downs == 0 ? double.NaN : sum / ups;
    }
}
