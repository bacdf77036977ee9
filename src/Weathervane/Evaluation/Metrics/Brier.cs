namespace Weathervane.Evaluation.Metrics;

/// <summary>Mean squared distance of probability and label, 0 to 1.</summary>
public static class Brier
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "brier",
        Summary = "Mean squared distance of probability and label.",
        Direction = MetricDirection.Lower,
        Needs = MetricNeed.Probability,
        RowScore = RowScore,
        Coin = _ => 0.25,
    };

    private static double RowScore(double label, double probability) => (probability - label) * (probability - label);
}
