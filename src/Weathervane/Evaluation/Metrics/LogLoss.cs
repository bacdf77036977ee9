using Weathervane.Numerics;

namespace Weathervane.Evaluation.Metrics;

/// <summary>Mean of -ln of the probability that was given to what happened; probabilities are clipped at 2.2e-16 from 0 and 1.</summary>
public static class LogLoss
{
    // The distance from 1 to the next double, as scikit-learn clips: an infinite loss would hide all other rows.
    private const double Clip = 2.220446049250313e-16;

    /// <summary>The metric, as the catalogue lists it.</summary>
    public static Metric Metric { get; } = new()
    {
        Name = "log_loss",
        Summary = "Mean surprise at what happened, in nats.",
        Direction = MetricDirection.Lower,
        Needs = MetricNeed.Probability,
        RowScore = RowScore,
        Coin = _ => -FixedMath.Log(0.5),
    };

    private static double RowScore(double label, double probability) =>
        -FixedMath.Log(Math.Clamp(label > 0.5 ? probability : 1 - probability, Clip, 1 - Clip));
}
