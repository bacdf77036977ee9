using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Normal numbers by the ten thousand for the scores of cuts: one of 4096 evenly likely ones for each hash.</summary>
internal static class ScoreNoise
{
    private const int Bits = 12, Mask = (1 << Bits) - 1;

    /// <summary>Numbers from one hash of 64 bits.</summary>
    private const int Draws = 64 / Bits;

    private static readonly double[] Quantiles = [.. Enumerable.Range(0, 1 << Bits).Select(i => Quantile((i + 0.5) / (1 << Bits)))];

    /// <summary>Adds numbers of the normal distribution, given by seed and stream alone.</summary>
    /// <param name="values">Changed in place.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="seed">Of the whole level.</param>
    /// <param name="stream">The number of the column.</param>
    internal static void Add(Span<double> values, double deviation, ulong seed, int stream)
    {
        var key = SeededRandom.Mix(seed, (ulong)stream);
        for (var i = 0; i < values.Length; i += Draws)
        {
            var bits = SeededRandom.Mix(key, (ulong)i);
            foreach (ref var value in values.Slice(i, Math.Min(Draws, values.Length - i)))
            {
                value += deviation * Quantiles[bits & Mask];
                bits >>= Bits;
            }
        }
    }

    private static double Quantile(double p)
    {
        var (low, high) = (-8.0, 8.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Normal.Cdf(middle) < p ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
