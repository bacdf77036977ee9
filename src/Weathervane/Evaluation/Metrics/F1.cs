namespace Weathervane.Evaluation.Metrics;

/// <summary>Harmonic mean of precision and recall; 0 where both are 0. Always saying up often wins it.</summary>
public static class F1
{
    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "f1",
        Summary = "Harmonic mean of precision and recall.",
        Direction = MetricDirection.Higher,
        Needs = MetricNeed.Decision,
        CountScore = m => m.F1,
        Coin = up => up / (up + 0.5),
        Ceiling = up => 2 * up / (1 + up),
    };
}
