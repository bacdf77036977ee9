namespace Weathervane.Evaluation.Metrics;

/// <summary>Share of right decisions.</summary>
public static class Accuracy
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "accuracy",
        Summary = "Share of right decisions.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Decision,
        RowScore = (label, probability) => (label > 0.5) == (probability > 0.5) ? 1 : 0,
        Coin = _ => 0.5,
    };
}
