using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Normal numbers by the ten thousand for the scores of cuts: one of 4096 evenly likely ones for each hash.</summary>
internal static class ScoreNoise
{
    private const int Bits = 12;

    private static readonly double[] Quantiles = [.. Enumerable.Range(0, 1 << Bits).Select(i => Quantile((i + 0.5) / (1 << Bits)))];

    /// <summary>A number of the standard normal distribution, given by seed and index alone.</summary>
    internal static double Of(ulong seed, int index) => Quantiles[SeededRandom.Mix(seed, (ulong)index) >> (64 - Bits)];

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
