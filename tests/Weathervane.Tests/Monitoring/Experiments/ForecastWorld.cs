using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring.Experiments;

/// <summary>Two forecasters and a market whose law is known.</summary>
/// <param name="Champion">[bars] probability of up.</param>
/// <param name="Challenger">[bars] probability of up.</param>
/// <param name="Outcomes">[bars] 1 up, 0 down.</param>
/// <param name="Means">[bars] the challenger's true mean advantage in nats, given both forecasts.</param>
internal sealed record WorldPath(double[] Champion, double[] Challenger, int[] Outcomes, double[] Means);

/// <summary>A law that paths are drawn from.</summary>
/// <param name="Name">Said in tables.</param>
/// <param name="Horizon">How many bars ahead the labels look.</param>
/// <param name="Draw">A path of so many bars.</param>
internal sealed record ForecastWorld(string Name, int Horizon, Func<SeededRandom, int, WorldPath> Draw)
{
    /// <summary>Worlds where no challenger is better.</summary>
    internal static IReadOnlyList<ForecastWorld> Nulls { get; } =
    [
        new("both noisy, alike", 1, (random, bars) => Each(random, bars, _ =>
        {
            // The break-even chance: neither gains, whatever both say.
            var (p, q) = (Near(random, 0, 0.2), Near(random, 0, 0.2));
            return (p, q, BreakEven(p, q));
        })),
        new("challenger wild now and then", 1, (random, bars) =>
        {
            var wild = false;
            return Each(random, bars, _ =>
            {
                wild = random.NextDouble() < 0.005 ? !wild : wild;
                var (p, q) = (Near(random, 0, 0.1), Near(random, 0, wild ? 2.0 : 0.05));
                return (p, q, BreakEven(p, q));
            });
        }),
        new("small gains, rare great losses", 1, (random, bars) => Each(random, bars, _ =>
        {
            // One bar in 200 the challenger is sure of what is a coin's toss: it loses ln(0.5 / 0.0995) = 1.61 nats in the mean, 0.00807 a bar.
            // On the others it knows a coin that comes up with 0.5634, worth 0.00806: with 199 bars of 200 that is 0.00005 a bar less than nothing in all.
            return random.NextDouble() < 0.005 ? (0.5, 0.99, 0.5) : (0.5, 0.5634, 0.5634);
        })),
        new("regimes: worse and better in turn, 500 bars each", 1, (random, bars) => Each(random, bars, i => Regime(random, better: i / 500 % 2 == 1))),
        new("4 bars ahead, overlapping", 4, (random, bars) => Overlapping(random, bars, 4)),
        new("24 bars ahead, overlapping", 24, (random, bars) => Overlapping(random, bars, 24)),
    ];

    /// <summary>Regimes that last 500 bars in the mean and begin with either: the running mean is above 0 at some times and below at others.</summary>
    internal static ForecastWorld HiddenRegimes { get; } = new("hidden regimes, 500 bars in the mean", 1, (random, bars) =>
    {
        var better = random.NextDouble() < 0.5;
        return Each(random, bars, _ =>
        {
            better = random.NextDouble() < 0.002 ? !better : better;
            return Regime(random, better);
        });
    });

    /// <summary>The champion says what the base rate says; the challenger knows the chance, whose log odds have this deviation.</summary>
    internal static ForecastWorld Knows(double deviation) => new("champion knows nothing, challenger the true chance", 1, (random, bars) => Each(random, bars, _ =>
    {
        var chance = Near(random, 0, deviation);
        return (0.5, chance, chance);
    }));

    /// <summary>Both know one cause of deviation 0.2, the challenger one more.</summary>
    internal static ForecastWorld Adds(double deviation) => new("both know one cause, challenger one more", 1, (random, bars) => Each(random, bars, _ =>
    {
        var (shared, own) = (0.2 * random.NextGaussian(), deviation * random.NextGaussian());
        return (FixedMath.Sigmoid(shared), FixedMath.Sigmoid(shared + own), FixedMath.Sigmoid(shared + own));
    }));

    /// <summary>The challenger knows more on one bar in five, and says the same on the others.</summary>
    internal static ForecastWorld KnowsSome(double deviation) => new("challenger knows more on one bar in five", 1, (random, bars) => Each(random, bars, _ =>
    {
        var shared = 0.15 * random.NextGaussian();
        var own = random.NextDouble() < 0.2 ? deviation * random.NextGaussian() : 0;
        return (FixedMath.Sigmoid(shared), FixedMath.Sigmoid(shared + own), FixedMath.Sigmoid(shared + own));
    }));

    /// <summary>The champion's log odds are off by noise of this deviation, the challenger's by half of the same noise.</summary>
    internal static ForecastWorld HalfTheNoise(double deviation) => new("challenger is off by half as much as the champion", 1, (random, bars) => Each(random, bars, _ =>
    {
        var (truth, noise) = (0.15 * random.NextGaussian(), deviation * random.NextGaussian());
        return (FixedMath.Sigmoid(truth + noise), FixedMath.Sigmoid(truth + (noise / 2)), FixedMath.Sigmoid(truth));
    }));

    /// <summary>As <see cref="Adds"/>, and both are off by noise of their own.</summary>
    internal static ForecastWorld AddsUnderNoise(double deviation, double noise) => new(
        FormattableString.Invariant($"challenger knows one more cause, both off by noise of {noise} of their own"), 1, (random, bars) => Each(random, bars, _ =>
        {
            var (shared, own) = (0.15 * random.NextGaussian(), deviation * random.NextGaussian());
            return (Near(random, shared, noise), Near(random, shared + own, noise), FixedMath.Sigmoid(shared + own));
        }));

    /// <summary>A challenger that knows a lasting cause of a label that looks 4 bars ahead: forecasts and labels both overlap.</summary>
    internal static ForecastWorld KnowsAhead(double drift, int horizon) => new(FormattableString.Invariant($"{horizon} bars ahead, challenger knows the drift"), horizon, (random, bars) =>
    {
        var state = random.NextGaussian();
        var (returns, states) = (new double[bars + horizon], new double[bars + horizon]);
        for (var i = 0; i < returns.Length; i++)
        {
            state = (0.97 * state) + (Math.Sqrt(1 - (0.97 * 0.97)) * random.NextGaussian());
            (states[i], returns[i]) = (state, (drift * state) + random.NextGaussian());
        }

        // Drift of the next bars: state (0.97 + ... + 0.97^h). The challenger leaves out how far the state moves meanwhile, which is next to nothing.
        var weight = Enumerable.Range(1, horizon).Sum(k => FixedMath.Pow(0.97, k));
        var path = Blank(bars);
        for (var i = 0; i < bars; i++)
        {
            path.Champion[i] = 0.5;
            path.Challenger[i] = Normal.Cdf(drift * weight * states[i] / Math.Sqrt(horizon));
            path.Outcomes[i] = Rises(returns, i, horizon);
            path.Means[i] = Mean(0.5, path.Challenger[i], path.Challenger[i]);
        }

        return path;
    });

    /// <summary>The mean advantage where up has this chance.</summary>
    internal static double Mean(double champion, double challenger, double chance) =>
        (chance * FixedMath.Log(challenger / champion)) + ((1 - chance) * FixedMath.Log((1 - challenger) / (1 - champion)));

    private static (double, double, double) Regime(SeededRandom random, bool better)
    {
        // As good a coin known to one of them: worth 0.0050 nats a bar.
        var known = random.NextDouble() < 0.5 ? 0.55 : 0.45;
        return better ? (0.5, known, known) : (known, 0.5, known);
    }

    private static double Near(SeededRandom random, double logOdds, double deviation) => FixedMath.Sigmoid(logOdds + (deviation * random.NextGaussian()));

    private static double BreakEven(double p, double q)
    {
        var (up, down) = (FixedMath.Log(q / p), FixedMath.Log((1 - q) / (1 - p)));
        return up == down ? 0.5 : down / (down - up);
    }

    private static WorldPath Each(SeededRandom random, int bars, Func<int, (double Champion, double Challenger, double Chance)> next)
    {
        var path = Blank(bars);
        for (var i = 0; i < bars; i++)
        {
            var (p, q, chance) = next(i);
            (path.Champion[i], path.Challenger[i], path.Means[i]) = (p, q, Mean(p, q, chance));
            path.Outcomes[i] = random.NextDouble() < chance ? 1 : 0;
        }

        return path;
    }

    /// <summary>A market without drift, one that says so with a lasting whim, and one that says the opposite: neither knows anything, but for long stretches one seems to.</summary>
    private static WorldPath Overlapping(SeededRandom random, int bars, int horizon)
    {
        var returns = Enumerable.Range(0, bars + horizon).Select(_ => random.NextGaussian()).ToArray();
        var (path, whim) = (Blank(bars), random.NextGaussian());
        for (var i = 0; i < bars; i++)
        {
            whim = (0.97 * whim) + (Math.Sqrt(1 - (0.97 * 0.97)) * random.NextGaussian());
            path.Challenger[i] = FixedMath.Sigmoid(0.2 * whim);
            path.Champion[i] = 1 - path.Challenger[i];
            path.Outcomes[i] = Rises(returns, i, horizon);
        }

        return path;
    }

    private static int Rises(double[] returns, int bar, int horizon)
    {
        var sum = 0.0;
        for (var k = 1; k <= horizon; k++)
        {
            sum += returns[bar + k];
        }

        return sum > 0 ? 1 : 0;
    }

    private static WorldPath Blank(int bars) => new(new double[bars], new double[bars], new int[bars], new double[bars]);
}
