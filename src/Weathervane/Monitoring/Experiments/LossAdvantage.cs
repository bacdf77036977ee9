using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>By how much a challenger's log loss on one bar is below the champion's, in nats.</summary>
/// <remarks>Probabilities are clipped to [0.01, 0.99] first, so that one bar can neither win nor lose more than ln 99: without a bound no number of bars
/// could prove a mean.</remarks>
public static class LossAdvantage
{
    /// <summary>Probabilities are taken to be at least this, and at most 1 less it.</summary>
    public const double Clip = 0.01;

    /// <summary>The most that one bar can tell either way, in nats: ln 99.</summary>
    public static double Bound { get; } = FixedMath.Log((1 - Clip) / Clip);

    /// <summary>The advantage once the outcome is known.</summary>
    /// <param name="champion">The champion's probability of up, 0 to 1.</param>
    /// <param name="challenger">The challenger's.</param>
    /// <param name="outcome">1 for up, 0 for down.</param>
    /// <returns>Nats, above 0 where the challenger was better; NaN where a probability is.</returns>
    public static double Of(double champion, double challenger, int outcome) => outcome == 1
        ? FixedMath.Log(Clipped(challenger) / Clipped(champion))
        : FixedMath.Log((1 - Clipped(challenger)) / (1 - Clipped(champion)));

    private static double Clipped(double probability) => Math.Clamp(probability, Clip, 1 - Clip);
}
