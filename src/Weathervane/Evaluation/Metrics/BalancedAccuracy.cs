namespace Weathervane.Evaluation.Metrics;

/// <summary>Mean of the shares of ups and of downs that were found; NaN unless there are both.</summary>
public static class BalancedAccuracy
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "balanced_accuracy",
        Summary = "Mean of the shares of ups and of downs that were found.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Decision,
        CountScore = m => m.BalancedAccuracy,
        Coin = _ => 0.5,
    };
}
