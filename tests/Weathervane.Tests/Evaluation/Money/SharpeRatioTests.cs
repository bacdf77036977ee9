using Weathervane.Evaluation.Money;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Money;

public sealed class SharpeRatioTests
{
    [Fact]
    public void Is_mean_over_deviation_a_year()
    {
        // Mean 0.01, deviation 0.02: 0.5, times the root of 252.
        var found = SharpeRatio.Of([0.03, -0.01, 0.03, -0.01, 0.03, -0.01], 252);
        Assert.Equal(0.5 * Math.Sqrt(252), found.Value, 1e-12);
        Assert.True(found.Low <= found.Value && found.Value <= found.High);
        Assert.Equal(double.NaN, SharpeRatio.Of([0.01, 0.01, 0.01, 0.01], 252).Value);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void The_interval_covers_the_true_ratio_of_autocorrelated_heavy_tailed_returns(double correlation)
    {
        // AR(1) with a mean of 0.1 deviations; Student-like tails by mixing two deviations. 400 runs of 600: a share of 0.95 has a deviation of 0.011.
        var covered = 0;
        for (var seed = 0UL; seed < 400; seed++)
        {
            var (random, returns, state) = (new SeededRandom(seed), new double[600], 0.0);
            for (var i = 0; i < returns.Length; i++)
            {
                state = (correlation * state) + (random.NextGaussian() * (random.NextInt(10) == 0 ? 3 : 1) / Math.Sqrt(1.8));
                returns[i] = state + (0.1 / Math.Sqrt(1 - (correlation * correlation)));
            }

            var found = SharpeRatio.Of(returns, 1);
            covered += found.Low <= 0.1 && found.High >= 0.1 ? 1 : 0;
        }

        Assert.InRange(covered / 400.0, 0.95 - (4 * 0.011), 0.95 + (4 * 0.011));
    }

    [Fact]
    public void A_long_series_taken_in_blocks_gives_nearly_the_same_margin()
    {
        var random = new SeededRandom(1);
        double[] values = [.. Enumerable.Range(0, 60_000).Select(_ => random.NextGaussian())];
        // The margin of 60,000 independent values is 1.96 / sqrt(60,000); with 128 degrees of freedom its own deviation is 6 %.
        Assert.Equal(1.98 / Math.Sqrt(60_000), SharpeRatio.OfMean(values, 0).Margin, 0.25 * 1.98 / Math.Sqrt(60_000));
    }
}
