using FsCheck.Fluent;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Tests.Features.Windows;

/// <summary>The windows against a loop over the window's own values: they must not know what has left.</summary>
public sealed class RollingWindowTests
{
    [Fact]
    public void Sum_minimum_and_maximum_equal_a_loop_over_the_window_for_whole_numbers() =>
        // Whole numbers add without rounding, so equality is exact whatever the order.
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<int[]>(),
            Gen.Choose(1, 12).ToArbitrary(),
            (values, length) =>
            {
                double[] numbers = [.. values.Select(v => v % 1000 == 7 ? double.NaN : v % 1000)];
                return Same(numbers, length, new RollingFold<Sum>(length), w => w.Sum())
                    && Same(numbers, length, new RollingFold<Minimum>(length), w => w.Any(double.IsNaN) ? double.NaN : w.Min())
                    && Same(numbers, length, new RollingFold<Maximum>(length), w => w.Any(double.IsNaN) ? double.NaN : w.Max());
            }));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(720)]
    public void Deviation_keeps_twelve_digits_on_rising_prices(int length)
    {
        var random = new SeededRandom(3);
        var (window, values) = (new RollingMoments(length), new List<double>());
        for (var i = 0; i < 5_000; i++)
        {
            // Prices near 100,000 that rise by 10 a bar and move by about 1: a running sum of squares loses half its digits here.
            values.Add(100_000 + (10 * i) + random.NextGaussian());
            window.Push(values[i]);
            if (i + 1 >= length)
            {
                var exact = values.GetRange(i + 1 - length, length);
                var mean = exact.Average();
                var deviation = Math.Sqrt(exact.Sum(x => (x - mean) * (x - mean)) / (length - 1));
                Assert.Equal(mean, window.Mean, 1e-12 * mean);
                Assert.Equal(deviation, window.SampleDeviation(), 1e-12 * deviation * length);
            }
        }
    }

    [Fact]
    public void A_huge_value_that_has_left_is_forgotten()
    {
        // 1e12 in the sums would leave an error of 1e-4 in a mean and far more in a deviation.
        var (moments, sum) = (new RollingMoments(5), new RollingFold<Sum>(5));
        for (var i = 0; i < 40; i++)
        {
            var value = i == 11 ? 1e12 : 1 + (i % 2);
            moments.Push(value);
            var total = sum.Push(value);
            if (i is >= 5 and < 11 or >= 16)
            {
                // Five values of 1 and 2 in turn: two or three of each, squared differences 5 * 0.6 * 0.4 = 1.2.
                Assert.Equal(i % 2 == 0 ? 7 : 8, total);
                Assert.Equal(Math.Sqrt(1.2 / 4), moments.SampleDeviation(), 1e-15);
                Assert.Equal(Math.Sqrt(1.2 / 5), moments.PopulationDeviation(), 1e-15);
            }
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_unknown_value_blanks_exactly_the_windows_that_hold_it(double unknown)
    {
        for (var at = 0; at < 12; at++)
        {
            var window = new RollingMoments(4);
            for (var i = 0; i < 24; i++)
            {
                window.Push(i == at ? unknown : i);
                Assert.Equal(i < 3 || (i >= at && i < at + 4), double.IsNaN(window.SampleDeviation()));
            }
        }
    }

    [Fact]
    public void Equal_values_have_a_deviation_of_exactly_0_and_their_own_mean()
    {
        var window = new RollingMoments(7);
        for (var i = 0; i < 30; i++)
        {
            window.Push(0.1);
        }

        Assert.Equal((0.1, 0.0), (window.Mean, window.SampleDeviation()));
    }

    [Fact]
    public void Smoothing_skips_unknown_values_and_starts_with_the_first_known()
    {
        // Weight 2 / (3 + 1): 8, then 8 + (4 - 8) / 2 = 6, unchanged by NaN, then 6 + (2 - 6) / 2 = 4.
        var smoother = Smoother.Exponential(3);
        Assert.Equal([double.NaN, double.NaN, 8, 6, 6, 4], new[] { double.NaN, double.NaN, 8, 4, double.NaN, 2 }.Select(x => smoother.Push(x)));
    }

    [Fact]
    public void Lag_gives_the_value_so_many_pushes_ago()
    {
        var lag = new Lag(2);
        Assert.Equal([double.NaN, double.NaN, 1, 2, 3], new double[] { 1, 2, 3, 4, 5 }.Select(x => lag.Push(x)));
    }

    [Fact]
    public void A_copy_of_a_fresh_window_knows_nothing_of_the_first_use()
    {
        var fresh = new RollingFold<Sum>(3);
        var used = fresh;
        for (var i = 0; i < 10; i++)
        {
            used.Push(100);
        }

        Assert.Equal([double.NaN, double.NaN, 6, 9], new double[] { 1, 2, 3, 4 }.Select(x => fresh.Push(x)));
    }

    [Fact]
    public void Refuses_an_empty_window_and_says_so() =>
        Assert.StartsWith("length must be in [1, 100000], but is 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new RollingMoments(0)).Message);

    private static bool Same<T>(double[] values, int length, RollingFold<T> window, Func<double[], double> loop)
        where T : struct, IFold
    {
        for (var i = 0; i < values.Length; i++)
        {
            var expected = i + 1 < length ? double.NaN : loop(values[(i + 1 - length)..(i + 1)]);
            if (!expected.Equals(window.Push(values[i])))
            {
                return false;
            }
        }

        return true;
    }
}
