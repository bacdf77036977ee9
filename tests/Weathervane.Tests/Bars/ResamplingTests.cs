using Weathervane.Bars;

namespace Weathervane.Tests.Bars;

/// <summary>Coarser bars: what they hold, and when they are final.</summary>
public sealed class ResamplingTests
{
    [Fact]
    public void A_coarse_bar_is_first_highest_lowest_last_and_sum_of_its_bars()
    {
        var day = Files.Text(
            """
            time,open,high,low,close,volume
            2024-01-01 22:00,5,9,4,6,1
            2024-01-01 23:00,6,7,2,3,2
            2024-01-02 00:00,3,4,3,4,5
            2024-01-02 12:00,8,8,1,2,7
            2024-01-02 23:00,2,3,2,3,1
            """).Bars.Resample(TimeSpan.FromDays(1));
        Assert.Equal(new Bar(new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), 5, 9, 2, 3, 3), day[0]);
        Assert.Equal(new Bar(new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc), 3, 8, 1, 3, 13), day[1]);
        Assert.Equal(2, day.Count);
    }

    [Fact]
    public void A_bar_that_has_not_ended_is_left_out_so_a_prefix_gives_a_prefix()
    {
        var bars = Files.Shared("gbpusd_m15_mt5").Bars.Slice(0, 5_000);
        var whole = bars.Resample(TimeSpan.FromHours(4));
        for (var cut = 1; cut < 600; cut += 7)
        {
            var part = bars.Slice(0, cut).Resample(TimeSpan.FromHours(4));
            Assert.True(part.Count == 0 || part.Times[^1] + part.Interval <= bars.Times[cut - 1] + bars.Interval);
            Assert.Equal(whole.Slice(0, part.Count).Sha256, part.Sha256);
        }
    }

    [Fact]
    public void Volume_and_range_are_conserved()
    {
        var bars = Files.Shared("btcusd_1h").Bars.Slice(0, 8_000);
        var weeks = bars.Resample(TimeSpan.FromDays(7));
        var held = bars.Slice(bars.Times[0], weeks.Times[^1].AddDays(7));
        double highest = double.MinValue, volume = 0, weekly = 0;
        for (var i = 0; i < held.Count; i++)
        {
            (highest, volume) = (Math.Max(highest, held.High[i]), volume + held.Volume[i]);
        }

        foreach (var week in weeks.Volume)
        {
            weekly += week;
        }

        Assert.Equal(highest, weeks.High.ToArray().Max());
        // Sums in another order: 8,000 roundings of 1e-16 at most.
        Assert.Equal(volume, weekly, volume * 1e-12);
        Assert.All(weeks.Times.ToArray(), t => Assert.Equal(DayOfWeek.Monday, t.DayOfWeek));
    }

    [Fact]
    public void Closures_and_holes_stay_what_they_were()
    {
        var hours = Files.Shared("gbpusd_m15_mt5").Bars.Resample(TimeSpan.FromHours(1));
        var holes = Enumerable.Range(0, hours.Count - 1).Where(i => hours.MissingAfter(i) > 0).Select(i => (hours.Times[i], hours.MissingAfter(i))).ToList();
        // Of the ten holes of the finer bars two leave out a whole hour or more: 2024-08-01 from 23:15 to 06:15, and Christmas Day 2024.
        Assert.Contains((new DateTime(2024, 12, 24, 21, 0, 0, DateTimeKind.Utc), 24), holes);
        Assert.Contains((new DateTime(2024, 8, 1, 23, 0, 0, DateTimeKind.Utc), 6), holes);
        Assert.All(holes, h => Assert.InRange(h.Item2, 1, 24));
    }

    [Fact]
    public void An_interval_that_is_no_multiple_is_refused() => Assert.StartsWith(
        "interval must be a whole multiple of the bars' 00:15:00",
        Assert.Throws<ArgumentException>(() => Files.Shared("gbpusd_m15_mt5").Bars.Resample(TimeSpan.FromMinutes(20))).Message, StringComparison.Ordinal);
}
