using Weathervane.Numerics;

namespace Weathervane.Bench.Statistics;

/// <summary>A way in which numbers follow each other; mean 0, variance 1.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Horizon">The horizon that the tests are told: how far rows overlap.</param>
/// <param name="IsRequired">Whether intervals must cover under it, or are reported only.</param>
/// <param name="Draw">[rows] numbers of a stream.</param>
internal sealed record Process(string Name, int Horizon, bool IsRequired, Func<SeededRandom, int, double[]> Draw)
{
    internal static IReadOnlyList<Process> All { get; } =
    [
        new("iid", 1, true, (random, n) => Autoregressive(random, n, 0)),
        new("AR(1) 0.3", 1, true, (random, n) => Autoregressive(random, n, 0.3)),
        new("AR(1) 0.5", 1, true, (random, n) => Autoregressive(random, n, 0.5)),
        new("MA(23), labels 24 bars ahead", 24, true, (random, n) => MovingSums(random, n, 24)),
        new("GARCH(1,1)", 1, true, Garch),
        new("AR(1) 0.9", 1, false, (random, n) => Autoregressive(random, n, 0.9)),
        new("AR(1) 0.97", 1, false, (random, n) => Autoregressive(random, n, 0.97)),
    ];

    internal static double[] Autoregressive(SeededRandom random, int rows, double correlation)
    {
        var values = new double[rows];
        var scale = Math.Sqrt(1 - (correlation * correlation));
        for (var i = 0; i < rows; i++)
        {
            values[i] = i == 0 ? random.NextGaussian() : (correlation * values[i - 1]) + (scale * random.NextGaussian());
        }

        return values;
    }

    private static double[] MovingSums(SeededRandom random, int rows, int length)
    {
        var noise = Autoregressive(random, rows + length - 1, 0);
        var values = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < length; j++)
            {
                sum += noise[i + j];
            }

            values[i] = sum / Math.Sqrt(length);
        }

        return values;
    }

    /// <summary>Variance 0.05 + 0.1 of the last square + 0.85 of the last variance, from its long-run mean of 1.</summary>
    private static double[] Garch(SeededRandom random, int rows)
    {
        var values = new double[rows];
        var variance = 1.0;
        for (var i = -500; i < rows; i++)
        {
            var value = Math.Sqrt(variance) * random.NextGaussian();
            variance = 0.05 + (0.1 * value * value) + (0.85 * variance);
            if (i >= 0)
            {
                values[i] = value;
            }
        }

        return values;
    }
}
