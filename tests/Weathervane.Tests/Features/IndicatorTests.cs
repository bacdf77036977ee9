using Weathervane.Bars;
using Weathervane.Features;
using Weathervane.Features.Indicators;
using Weathervane.Features.Relative;

namespace Weathervane.Tests.Features;

/// <summary>Values worked out by hand, and what is unknown.</summary>
public sealed class IndicatorTests
{
    [Fact]
    public void Rsi_is_100_when_every_close_rises() => Assert.Equal(100, TestBars.Last(new Rsi(3), 1, 2, 3, 4, 5));

    [Fact]
    public void Rsi_is_NaN_when_prices_never_move() => Assert.Equal(double.NaN, TestBars.Last(new Rsi(3), 7, 7, 7, 7, 7));

    [Fact]
    public void Rsi_refuses_a_length_of_0_and_says_so() =>
        Assert.StartsWith("length must be in [1, 100000], but is 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new Rsi(0)).Message);

    [Fact]
    public void Simple_rsi_weighs_gains_against_losses() =>
        // Moves +2, -1, +1: gains 3 of 4.
        Assert.Equal(75, TestBars.Last(new RsiSimple(3), 10, 12, 11, 12));

    [Fact]
    public void Atr_starts_with_the_plain_mean_and_goes_on_as_wilder_did()
    {
        // Ranges: 10 - 8 = 2; max(12 - 9, |12 - 9|) = 3; |15 - 11| = 4; |15 - 14.5| = 0.5 or |14 - 14.5| or 1 = 1. Mean of two 2.5, then (2.5 + 4) / 2, then (3.25 + 1) / 2.
        Bar[] bars = [At(0, 9, 10, 8, 9), At(1, 9, 12, 9, 11), At(2, 14, 15, 14, 14.5), At(3, 14, 15, 14, 14)];
        Assert.Equal([double.NaN, 2.5, 3.25, 2.125], Values(new Atr(2), bars));
    }

    [Fact]
    public void A_lagged_move_is_that_of_an_earlier_bar_in_units_of_the_moves_now()
    {
        // Log moves L, L, -L with L = ln 2: mean L/3, squared distances 4/9 + 4/9 + 16/9 = 8/3 of L^2, so the deviation is L sqrt(4/3). One bar ago: L.
        Assert.Equal(Math.Sqrt(0.75), TestBars.Last(new LaggedMove(1, 3), 1, 2, 4, 2), 1e-12);
        Assert.Equal(Math.Sqrt(0.75), TestBars.Last(new LaggedMove(2, 3), 1, 2, 4, 2), 1e-12);
        Assert.Equal(-Math.Sqrt(0.75), TestBars.Last(new ScaledMove(1, 3), 1, 2, 4, 2), 1e-12);
    }

    [Fact]
    public void The_range_trend_is_above_1_where_bars_become_wider()
    {
        // Log ranges L, L, 4 L: the mean of the last two is 2.5 L, that of all 2 L.
        Bar[] bars = [At(0, 1, 2, 1, 1), At(1, 1, 2, 1, 1), At(2, 1, 16, 1, 1)];
        Assert.Equal(1.25, Values(new RangeTrend(2, 3), bars)[^1], 1e-12);
    }

    [Fact]
    public void The_unchanged_share_counts_closes_equal_to_the_one_before()
    {
        Assert.Equal(2.0 / 3, TestBars.Last(new UnchangedShare(3), 1, 1, 2, 2));
        Assert.Equal(double.NaN, TestBars.Last(new UnchangedShare(3), 1, 1, 2));
    }

    [Fact]
    public void Slots_tell_what_followed_this_time_of_day_on_earlier_days()
    {
        // Two bars a day; prices double after midnight and halve after noon. Every move is as large as the root mean square: 1 or -1. Of 3 days each weighs one half.
        Bar[] bars = [.. Enumerable.Range(0, 6).Select(i => new Bar(TestBars.Start.AddHours(12 * i), 1, 2, 1, 1 + (i % 2), 1))];
        var values = Rows(new Slots(3), 4, bars);
        double[] learnt = [0, 0, 0.5, -0.5, 0.75, -0.75];
        Assert.All(learnt.Index(), e => Assert.Equal(e.Item * Math.Sqrt(3), values[e.Index][0], 1e-12));
        Assert.Equal(values.Select(v => v[0]), values.Select(v => v[1]));
        Assert.All(values, v => Assert.Equal(1, v[2]));
        Assert.Equal([double.NaN, 0, 0, 0, 0, 0], values.Select(v => v[3]));
    }

    [Fact]
    public void Slots_know_hours_that_do_not_move_or_move_much()
    {
        // Nothing moves after midnight, prices double after noon. Moves 0, 1, 0, 1, ...: after noon more than all bars, after midnight less.
        Bar[] bars = [.. Enumerable.Range(0, 400).Select(i => new Bar(TestBars.Start.AddHours(12 * i), 1, 2, 1, Math.Pow(2, (i / 2) - 100), 1))];
        var last = Rows(new Slots(10), 4, bars)[^2..];
        Assert.Equal([1, 0], last.Select(v => Math.Round(v[3], 6)));
        Assert.Equal([0, Math.Round(Math.Sqrt(10), 6)], last.Select(v => Math.Round(v[1], 6)));
        Assert.Equal(0, last[0][2], 1e-6);
        // Of two kinds of hours one moves: twice the mean, which is itself a smoothed one half, give or take a weight of 2 / 201.
        Assert.InRange(last[1][2], 1.97, 2.03);
    }

    [Fact]
    public void Efficiency_is_1_straight_up_minus_1_straight_down_and_0_there_and_back()
    {
        Assert.Equal(1, TestBars.Last(new Efficiency(3), 5, 6, 8, 9));
        Assert.Equal(-1, TestBars.Last(new Efficiency(3), 9, 8, 6, 5));
        Assert.Equal(0, TestBars.Last(new Efficiency(2), 5, 6, 5));
        Assert.Equal(double.NaN, TestBars.Last(new Efficiency(2), 5, 5, 5));
    }

    [Fact]
    public void Autocorrelation_is_minus_1_for_moves_that_alternate()
    {
        // Log returns a, -b, a, -b, ...: each is a falling straight line of the one before.
        double[] closes = [.. Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? 100.0 : 101.0)];
        Assert.Equal(-1, TestBars.Last(new Autocorrelation(6, 1), closes), 1e-12);
        Assert.Equal(1, TestBars.Last(new Autocorrelation(6, 2), closes), 1e-12);
    }

    [Fact]
    public void Range_volatilities_of_one_shape_of_bar_are_their_formula()
    {
        // Every bar opens at 100, falls to 100/e^0.01, rises to 100 e^0.01 and closes at 100: ln(h/l) = 0.02, ln(c/o) = 0, no jump.
        var (high, low) = (100 * Math.Exp(0.01), 100 * Math.Exp(-0.01));
        Bar[] bars = [.. Enumerable.Range(0, 10).Select(i => At(i, 100, high, low, 100))];
        Assert.Equal(0.02 / Math.Sqrt(4 * Math.Log(2)), Values(new Parkinson(5), bars)[^1], 1e-12);
        Assert.Equal(0.02 * Math.Sqrt(0.5), Values(new GarmanKlass(5), bars)[^1], 1e-12);
        // Rogers and Satchell: u(u - c) + d(d - c) with u = 0.01, d = -0.01, c = 0.
        Assert.Equal(Math.Sqrt(0.0002), Values(new RogersSatchell(5), bars)[^1], 1e-12);
        // Yang and Zhang: neither jumps nor bodies vary; what is left is (1 - k) of it with k = 0.34 / (1.34 + 6/4).
        Assert.Equal(Math.Sqrt((1 - (0.34 / 2.84)) * 0.0002), Values(new YangZhang(5), bars)[^1], 1e-12);
    }

    [Fact]
    public void Midnight_lies_beside_the_hour_before()
    {
        var group = new TimeOfDay();
        double[] midnight = new double[2], evening = new double[2], morning = new double[2];
        group.Update(At(24, 1, 1, 1, 1), midnight);
        group.Update(At(18, 1, 1, 1, 1), evening);
        group.Update(At(6, 1, 1, 1, 1), morning);
        Assert.Equal([0, 1, -1, 0, 1, 0], [.. midnight, .. evening, .. morning]);
    }

    [Fact]
    public void Volume_features_are_unknown_where_the_source_has_no_volumes() => Assert.All(
        ["mfi", "volume_zscore", "volume_trend", "volume_pressure"],
        name =>
        {
            var bars = TestBars.Walk(200, 4, volume: 0);
            Assert.True(new FeatureSet("v", "", [FeatureColumn.Parse(name)]).Compute(bars).Column(0).ToArray().All(double.IsNaN), name);
        });

    [Fact]
    public void Coarse_bars_end_with_every_bar_and_hold_the_last_ones()
    {
        // Bars of two: the close's change over two bars, and high over low of both.
        Bar[] bars = [At(0, 1, 2, 1, 2), At(1, 2, 5, 2, 4), At(2, 4, 4, 1, 3), At(3, 3, 9, 3, 8)];
        var matrix = Compute(["return(1)@2", "high_low_ratio@2", "open@2"], bars);
        Assert.Equal([double.NaN, double.NaN, double.NaN, (8 / 4.0) - 1], matrix.Column(0).ToArray());
        Assert.Equal([double.NaN, 5, 5, 9], matrix.Column(1).ToArray());
        Assert.Equal([double.NaN, 1, 2, 4], matrix.Column(2).ToArray());
    }

    private static Bar At(int hour, double open, double high, double low, double close) => new(TestBars.Start.AddHours(hour), open, high, low, close, 1);

    private static double[] Values<T>(T indicator, Bar[] bars)
        where T : struct, IIndicator
    {
        var values = new double[bars.Length];
        Batch.Compute(ref indicator, bars.AsSpan(), values);
        return values;
    }

    private static double[][] Rows<T>(T group, int outputs, Bar[] bars)
        where T : struct, IIndicatorGroup
    {
        var column = RunningIndicator.Several(group, outputs);
        return [.. bars.Select(bar =>
        {
            var row = new double[outputs];
            column.Update(in bar, row);
            return row;
        })];
    }

    private static FeatureMatrix Compute(string[] formulas, Bar[] bars) => new FeatureSet("t", "", [.. formulas.Select(FeatureColumn.Parse)]).Compute(new BarSeries(
        "t", TimeSpan.FromHours(1), [.. bars.Select(b => b.Time)], [.. bars.Select(b => b.Open)], [.. bars.Select(b => b.High)], [.. bars.Select(b => b.Low)],
        [.. bars.Select(b => b.Close)], [.. bars.Select(b => b.Volume)]));
}
