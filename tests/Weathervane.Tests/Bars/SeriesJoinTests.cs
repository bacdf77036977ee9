using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Tests.Bars;

/// <summary>What is known of another series at a decision bar, and that it is never more.</summary>
public sealed class SeriesJoinTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_bar_is_seen_once_it_has_closed_and_not_before()
    {
        // Hours 0..7; the other's four-hour bar of 00:00 closes at 04:00, which is when the hour of 03:00 closes.
        var joined = SeriesJoin.AsOf(Series(Hour, 0, 1, 2, 3, 4, 5, 6, 7), Series(4 * Hour, 0, 4), TimeSpan.FromDays(1));
        Assert.Equal([-1, -1, -1, 0, 0, 0, 0, 1], joined);
    }

    [Fact]
    public void A_bar_older_than_the_maximum_age_is_not_seen()
    {
        var (main, other) = (Series(Hour, 0, 1, 2, 3, 4), Series(Hour, 0, 1));
        Assert.Equal([0, 1, 1, -1, -1], SeriesJoin.AsOf(main, other, Hour));
        Assert.Equal([0, 1, -1, -1, -1], SeriesJoin.AsOf(main, other, TimeSpan.Zero));
    }

    [Fact]
    public void The_present_does_not_depend_on_how_either_series_goes_on()
    {
        var random = new SeededRandom(7);
        for (var round = 0; round < 50; round++)
        {
            var main = Series(Hour, Hours(random, 60));
            var other = Series((1 + random.NextInt(5)) * Hour, Hours(random, 60));
            var whole = SeriesJoin.AsOf(main, other, 10 * Hour);
            var cut = random.NextInt(main.Count) + 1;
            var known = main.Times[cut - 1] + main.Interval;
            // All that has not closed at the decision is cut off, or replaced by noise at other times: nothing before may change.
            var past = Enumerable.Range(0, other.Count).Count(i => other.Times[i] + other.Interval <= known);
            Assert.Equal(whole.Take(cut), SeriesJoin.AsOf(main.Slice(0, cut), other.Slice(0, past), 10 * Hour));
            int[] noisy = [.. other.Times[..past].ToArray().Select(HourOf), .. Hours(random, 30).Select(h => h + HourOf(known) - (int)other.Interval.TotalHours + 1)];
            Assert.Equal(whole.Take(cut), SeriesJoin.AsOf(main, Series(other.Interval, [.. noisy.Distinct().Order()]), 10 * Hour).Take(cut));
        }
    }

    [Fact]
    public void Every_joined_bar_had_closed_and_the_next_one_had_not()
    {
        var random = new SeededRandom(8);
        var (main, other) = (Series(Hour, Hours(random, 300)), Series(3 * Hour, Hours(random, 300)));
        var joined = SeriesJoin.AsOf(main, other, TimeSpan.FromDays(1000));
        for (var i = 0; i < main.Count; i++)
        {
            var known = main.Times[i] + Hour;
            Assert.True(joined[i] < 0 || other.Times[joined[i]] + other.Interval <= known);
            Assert.True(joined[i] + 1 == other.Count || other.Times[joined[i] + 1] + other.Interval > known);
        }
    }

    private static int[] Hours(SeededRandom random, int count)
    {
        var hour = 0;
        return [.. Enumerable.Range(0, count).Select(_ => hour += 1 + random.NextInt(4))];
    }

    private static int HourOf(DateTime time) => (int)(time - DateTime.UnixEpoch).TotalHours;

    private static BarSeries Series(TimeSpan interval, params int[] hours)
    {
        var ones = Array.ConvertAll(hours, _ => 1.0);
        return new BarSeries("s", interval, Array.ConvertAll(hours, h => DateTime.UnixEpoch.AddHours(h)), ones, ones, ones, ones, ones);
    }
}
