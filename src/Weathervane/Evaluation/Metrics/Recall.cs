namespace Weathervane.Evaluation.Metrics;

/// <summary>Share of the ups that were called up; 0 where nothing was up.</summary>
public static class Recall
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "recall",
        Summary = "Share of the ups that were called up.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Decision,
        CountScore = m => m.Recall,
        Coin = _ => 0.5,
        Ceiling = _ => 1,
    };
}
