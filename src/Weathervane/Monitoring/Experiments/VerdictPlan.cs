using Weathervane.Numerics;

namespace Weathervane.Monitoring.Experiments;

/// <summary>How long an experiment will likely take: figures to plan by, before it starts. A verdict itself needs none of them.</summary>
/// <remarks>A gambler's log wealth over many bars is nearly a Brownian motion, whose chance to have passed a level by a day is known. The luckiest of the <see cref="BetRule.Folding"/> gamblers
/// counts alone, and what folds or lies open does not: in 2,000 simulated runs each, up to 13 points more were found within 10,000 bars than it says (docs/ab.md).</remarks>
public static class VerdictPlan
{
    private const long Most = 1_000_000_000;

    /// <summary>So many bars are enough to plan by their own spread: it is known to about an eighth then.</summary>
    private const long EnoughBars = 30;

    private static readonly double[] Gains = [0.003, 0.01];

    /// <summary>What to expect of an experiment: the bars that a gain as markets give it, and one three times that, take from its start.</summary>
    /// <param name="options">What the test promises.</param>
    /// <param name="standing">How it stands; null before it starts.</param>
    /// <returns>By the spread of the bars so far where there are 30 and it is not 0, else as if neither model were noisy.</returns>
    public static IReadOnlyList<PlannedGain> Of(RunningTestOptions options, RunningStanding? standing = null)
    {
        var measured = standing is { Bars: >= EnoughBars } && standing.Deviation > 0 && standing.Deviation < LossAdvantage.Bound;
        return [.. Gains.Select(gain => (Gain: gain, Deviation: measured ? standing!.Deviation : LeastDeviation(gain)))
            .Select(g => new PlannedGain(g.Gain, g.Deviation, measured, BarsFor(g.Gain, g.Deviation, options)))];
    }

    /// <summary>The chance that a challenger that is better is found within so many bars.</summary>
    /// <param name="bars">Bars with an outcome; 1 and more.</param>
    /// <param name="gain">How much lower its log loss is in the mean, in nats a bar; above 0.</param>
    /// <param name="deviation">Standard deviation of a bar's advantage in nats; above 0. <see cref="LeastDeviation"/> is that of two models without noise.</param>
    /// <param name="options">What the test promises; its rule of betting is taken to be <see cref="BetRule.Folding"/>.</param>
    /// <returns>0 to 1.</returns>
    public static double Chance(long bars, double gain, double deviation, RunningTestOptions options)
    {
        Check.InRange(bars, 1, long.MaxValue);
        Check.Inside(gain, 0, LossAdvantage.Bound);
        Check.Inside(deviation, 0, LossAdvantage.Bound);
        var (level, rates, most) = (FixedMath.Log(options.Threshold), FoldingBets.Rates(options.Horizon), 0.0);
        for (var i = 0; i < rates.Length; i++)
        {
            var variance = rates[i] * rates[i] * deviation * deviation * FoldingBets.Overlap(options.Horizon);
            most = Math.Max(most, Passed(bars, (rates[i] * gain) - (variance / 2), variance, level - FoldingBets.LogStakes[i]));
        }

        return most;
    }

    /// <summary>Within how many bars a challenger that is better is found with a chance.</summary>
    /// <param name="gain">As in <see cref="Chance"/>.</param>
    /// <param name="deviation">As in <see cref="Chance"/>.</param>
    /// <param name="options">As in <see cref="Chance"/>.</param>
    /// <param name="power">The chance, above 0 and below 1.</param>
    /// <returns>Bars; null where a thousand million are not enough.</returns>
    public static long? BarsFor(double gain, double deviation, RunningTestOptions options, double power = 0.8)
    {
        Check.Inside(power, 0, 1);
        var (few, enough) = (0L, Most);
        if (Chance(enough, gain, deviation, options) < power)
        {
            return null;
        }

        while (enough - few > 1)
        {
            var middle = few + ((enough - few) / 2);
            (few, enough) = Chance(middle, gain, deviation, options) < power ? (middle, enough) : (few, middle);
        }

        return enough;
    }

    /// <summary>The standard deviation of a bar's advantage where the challenger says the true chance and the champion says nothing, as a small gain makes it: noise of either adds to it.</summary>
    /// <param name="gain">In nats a bar; above 0.</param>
    public static double LeastDeviation(double gain) => Math.Sqrt(2 * Check.Inside(gain, 0, LossAdvantage.Bound));

    /// <summary>The chance that a Brownian motion with a drift and a variance a bar has passed a level: the inverse Gaussian law.</summary>
    private static double Passed(double bars, double drift, double variance, double level)
    {
        var spread = Math.Sqrt(variance * bars);
        var (direct, turned) = (Normal.Cdf(((drift * bars) - level) / spread), 2 * drift * level / variance);
        // So far out the second part is next to nothing, and its factor beyond what a double holds.
        return turned > 500 ? direct : direct + (FixedMath.Exp(turned) * Normal.Cdf(((-drift * bars) - level) / spread));
    }
}
