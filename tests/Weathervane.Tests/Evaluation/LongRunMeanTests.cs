using Weathervane.Evaluation;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation;

public sealed class LongRunMeanTests
{
    [Theory]
    [InlineData(0.0, 1, 300)]
    [InlineData(0.3, 1, 1000)]
    [InlineData(0.5, 1, 1000)]
    [InlineData(0.5, 1, 2000)]
    public void Under_no_edge_hardly_more_than_5_in_100_series_are_called_significant(double correlation, int horizon, int rows)
    {
        // 1,000 series, seeded. At 5 % the count is 50 with a deviation of 7; 70 leaves room for three of them and little more.
        var (above, below) = (0, 0);
        for (var run = 0; run < 1_000; run++)
        {
            var test = LongRunMean.Of(Autoregressive(SeededRandom.Fork(17, (ulong)run), rows, correlation), horizon);
            (above, below) = (above + (test.Low > 0 ? 1 : 0), below + (test.High < 0 ? 1 : 0));
        }

        Assert.InRange(above + below, 30, 70);
        Assert.InRange(above, 10, 42);
        Assert.InRange(below, 10, 42);
    }

    [Fact]
    public void Overlapping_labels_do_not_make_it_sure_of_itself()
    {
        // Moving sums of 24: a test that takes rows for independent would call 60 of 100 such series significant.
        var rejected = 0;
        for (var run = 0; run < 1_000; run++)
        {
            var random = SeededRandom.Fork(18, (ulong)run);
            var noise = Autoregressive(random, 1_023, 0);
            double[] sums = [.. Enumerable.Range(0, 1_000).Select(i => noise.AsSpan(i, 24).ToArray().Sum())];
            rejected += LongRunMean.Of(sums, horizon: 24).PValue < 0.05 ? 1 : 0;
        }

        Assert.InRange(rejected, 30, 75);
    }

    [Theory]
    // What bench/results/statistics/coverage.md says the interval holds: 90.4, 93.0, 72.7, 82.3 of 100, and 94.6 and 94.7 where nothing is to be warned of.
    [InlineData(0.9, 1_000, 90, 100)]
    [InlineData(0.9, 5_000, 75, 100)]
    [InlineData(0.97, 1_000, 99, 100)]
    [InlineData(0.97, 5_000, 99, 100)]
    [InlineData(0.97, 15_000, 95, 100)]
    [InlineData(0.5, 1_000, 0, 4)]
    [InlineData(0.5, 5_000, 0, 0)]
    [InlineData(0.0, 1_000, 0, 2)]
    public void Warns_where_neighbours_resemble_each_other_for_so_long_that_the_interval_is_too_short(double correlation, int rows, int least, int most)
    {
        var warned = Enumerable.Range(0, 100).Count(run => !LongRunMean.Of(Autoregressive(SeededRandom.Fork(21, (ulong)run), rows, correlation)).IsTrusted);
        Assert.InRange(warned, least, most);
    }

    [Fact]
    public void Warns_of_a_slow_part_that_noise_hides_from_neighbours()
    {
        // A tenth of the variance is slow (0.97): neighbours correlate by 0.1 only, and yet it is most of the long-run variance.
        var warned = Enumerable.Range(0, 50).Count(run =>
        {
            var random = SeededRandom.Fork(22, (ulong)run);
            var slow = Autoregressive(random, 5_000, 0.97);
            double[] mixed = [.. slow.Select(s => (s * Math.Sqrt(1 - (0.97 * 0.97)) / 3) + random.NextGaussian())];
            return !LongRunMean.Of(mixed).IsTrusted;
        });
        Assert.InRange(warned, 40, 50);
    }

    [Fact]
    public void Overlapping_labels_whose_horizon_is_known_are_no_reason_to_warn()
    {
        var warned = Enumerable.Range(0, 50).Count(run =>
        {
            var noise = Autoregressive(SeededRandom.Fork(23, (ulong)run), 5_023, 0);
            double[] sums = [.. Enumerable.Range(0, 5_000).Select(i => noise.AsSpan(i, 24).ToArray().Sum())];
            return !LongRunMean.Of(sums, horizon: 24).IsTrusted;
        });
        Assert.InRange(warned, 0, 1);
    }

    [Fact]
    public void What_is_seen_of_the_variance_is_the_spectrum_over_the_band()
    {
        // 117 cosines of 5,000 rows; the spectrum of an autoregression is 1 / (1 - 2 r cos w + r^2).
        var test = LongRunMean.Of(Autoregressive(new SeededRandom(24), 5_000, 0.97));
        var spectrum = Enumerable.Range(1, 116).Average(j => 0.03 * 0.03 / (1 - (2 * 0.97 * Math.Cos(Math.PI * j / 5_000)) + (0.97 * 0.97)));
        Assert.Equal(116, test.DegreesOfFreedom);
        Assert.Equal(spectrum, test.ShareSeen, 0.12);
        Assert.Contains($"is about {100 * (1 - Math.Sqrt(test.ShareSeen)):0} % too short: 5,000 rows are too few to trust it", test.Distrust, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimates_the_long_run_variance_of_an_autoregression()
    {
        // Innovations of variance 1 and correlation 0.5: long-run variance 1 / (1 - 0.5)^2 = 4, variance 1 / (1 - 0.25).
        // 20,000 rows use 128 cosines: the estimate's deviation is 4 sqrt(2 / 128) = 0.5, of which 3 are allowed.
        var test = LongRunMean.Of(Autoregressive(new SeededRandom(19), 20_000, 0.5));
        Assert.Equal(128, test.DegreesOfFreedom);
        Assert.Equal(4, test.LongRunVariance, 1.5);
        Assert.Equal(20_000 / 3.0, test.EffectiveRows, 2_500.0);
    }

    [Fact]
    public void Is_worked_out_by_hand_for_four_rows()
    {
        // 0.4 * 4^(2/3) = 1.008: one cosine, cos(pi (t + 1/2) / 4) = .92388 .38268 -.38268 -.92388. For 1 2 3 6 the mean is 3 and
        // the projection -2 * .92388 - 1 * .38268 - 3 * .92388 = -5.00208; its square times 2/4 is 12.5104.
        var test = LongRunMean.Of([1, 2, 3, 6]);
        Assert.Equal((3.0, 1), (test.Mean, test.DegreesOfFreedom));
        Assert.Equal(12.5104, test.LongRunVariance, 1e-4);
        // One degree: p = 1 - 2 atan(t) / pi with t = 3 / sqrt(12.5104 / 4) = 1.69637.
        Assert.Equal(1 - (2 * Math.Atan(1.69637) / Math.PI), test.PValue, 1e-5);
    }

    [Fact]
    public void Equal_rows_are_certain_and_zeros_prove_nothing()
    {
        var same = LongRunMean.Of([0.1, 0.1, 0.1]);
        Assert.Equal((0.1, 0.1, 0.1, 0.0), (same.Mean, same.Low, same.High, same.PValue));
        var zeros = LongRunMean.Of([0, 0, 0]);
        Assert.Equal((0.0, 0.0, 1.0), (zeros.Low, zeros.High, zeros.PValue));
    }

    [Fact]
    public void Refuses_too_few_rows_and_numbers_that_are_none()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LongRunMean.Of([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LongRunMean.Of([1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LongRunMean.Of([1, 2], horizon: 0));
    }

    internal static double[] Autoregressive(SeededRandom random, int rows, double correlation)
    {
        var values = new double[rows];
        // Starts in the stationary distribution.
        var value = random.NextGaussian() / Math.Sqrt(1 - (correlation * correlation));
        for (var i = 0; i < rows; i++)
        {
            values[i] = value;
            value = (correlation * value) + random.NextGaussian();
        }

        return values;
    }
}
