using Weathervane.Bars;
using Weathervane.Features;

namespace Weathervane.Tests.Features;

/// <summary>Features of another market and of coarser bars, taken as of the decision bar's close.</summary>
public sealed class FeatureJoinTests
{
    private static readonly BarSeries Main = TestBars.Walk(600, 11, i => i is >= 200 and < 230);
    private static readonly BarSeries Other = TestBars.Walk(150, 12, i => i is >= 60 and < 80, interval: TimeSpan.FromHours(4));
    private static readonly FeatureSet Set = FeatureSets.Resolve(["rsi(5)", "sma(3)", "extra = column(extra)"], ["extra"], "x");

    [Fact]
    public void A_row_is_the_newest_that_was_known_and_unknown_where_none_was()
    {
        var features = new FeatureMatrix(["a", "b"], [1, 2, 3, 10, 20, 30], 3);
        var joined = FeatureJoin.Take(features, [-1, 0, 0, 2], "eur");
        Assert.Equal(["eur.a", "eur.b"], joined.Names);
        Assert.Equal([double.NaN, 1, 1, 3], joined.Column(0).ToArray());
        Assert.Equal([double.NaN, 10, 10, 30], joined.Column(1).ToArray());
    }

    [Fact]
    public void Refuses_a_position_that_is_no_row() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FeatureJoin.Take(new FeatureMatrix(["a"], [1], 1), [1], "x"));

    [Fact]
    public void Refuses_two_columns_of_one_name() => Assert.StartsWith(
        "parts must have different column names, but two are called 'a'.",
        Assert.Throws<ArgumentException>(() => FeatureJoin.SideBySide(new FeatureMatrix(["a"], [1], 1), new FeatureMatrix(["a"], [1], 1))).Message);

    [Fact]
    public void No_bar_of_either_series_after_the_decision_changes_what_was_known()
    {
        var whole = Joined(Main, Other);
        foreach (var cut in new[] { 50, 199, 200, 333, 568 })
        {
            // What had closed by the close of bar cut - 1, and the same with noise in place of all that came later.
            var known = Main.Times[cut - 1] + Main.Interval;
            var closed = Other.Times.ToArray().Count(t => t + Other.Interval <= known);
            Assert.Empty(FeatureContract.Differences(whole, Joined(Main.Slice(0, cut), Other.Slice(0, closed)), cut, "from the prefix"));
            Assert.Empty(FeatureContract.Differences(
                whole, Joined(FeatureContract.WithNoiseFrom(Main, cut), FeatureContract.WithNoiseFrom(Other, closed)), cut, "with noise in the future"));
        }
    }

    [Fact]
    public void A_join_by_open_time_peeks_and_is_caught()
    {
        FeatureMatrix Peek(BarSeries main, BarSeries other) => FeatureJoin.Take(
            Set.Compute(other), [.. main.Times.ToArray().Select(t => other.Times.ToArray().Count(o => o <= t) - 1)], "other");
        var known = Main.Times[332] + Main.Interval;
        var closed = Other.Times.ToArray().Count(t => t + Other.Interval <= known);
        Assert.NotEmpty(FeatureContract.Differences(Peek(Main, Other), Peek(Main, FeatureContract.WithNoiseFrom(Other, closed)), 333, "with noise in the future"));
    }

    [Fact]
    public void Live_rows_of_the_other_series_are_those_of_the_join()
    {
        var joined = FeatureJoin.Take(Set.Compute(Other), SeriesJoin.AsOf(Main, Other, TimeSpan.MaxValue), "other");
        var live = Set.Live(Other.Calendar);
        var (row, next) = (new double[] { double.NaN, double.NaN, double.NaN }, 0);
        for (var i = 0; i < Main.Count; i++)
        {
            for (; next < Other.Count && Other.Times[next] + Other.Interval <= Main.Times[i] + Main.Interval; next++)
            {
                live.Update(Other[next], [Other.Column("extra")[next]], row);
            }

            for (var c = 0; c < row.Length; c++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(joined[i, c]), BitConverter.DoubleToInt64Bits(row[c]));
            }
        }
    }

    private static FeatureMatrix Joined(BarSeries main, BarSeries other) =>
        FeatureJoin.SideBySide(FeatureSets.Basic10.Compute(main), FeatureJoin.Take(Set.Compute(other), SeriesJoin.AsOf(main, other, TimeSpan.FromHours(12)), "other"));
}
