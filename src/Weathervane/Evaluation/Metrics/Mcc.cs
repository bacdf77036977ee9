namespace Weathervane.Evaluation.Metrics;

/// <summary>Matthews correlation of decisions and labels, -1 to 1; 0 where either never changes.</summary>
public static class Mcc
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "mcc",
        Summary = "Correlation of decisions and labels.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Decision,
        CountScore = m => m.Mcc,
        Coin = _ => 0,
    };
}
