namespace Weathervane.Evaluation.Metrics;

/// <summary>Share of right ones among those called up; 0 where nothing was.</summary>
public static class Precision
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "precision",
        Summary = "Share of right ones among those called up.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Decision,
        CountScore = m => m.Precision,
        Coin = up => up,
    };
}
