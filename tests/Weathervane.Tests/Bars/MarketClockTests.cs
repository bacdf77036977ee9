using System.Globalization;
using Weathervane.Bars.Reading;

namespace Weathervane.Tests.Bars;

/// <summary>Broker clocks, at the switches of daylight saving above all.</summary>
public sealed class MarketClockTests
{
    // New York: 2024-03-10 07:00Z EST to EDT, 2024-11-03 06:00Z back. London: 2024-03-31 01:00Z, 2024-10-27 01:00Z.
    [Theory]
    [InlineData("America/New_York+07:00", "2024-01-15 00:00", "2024-01-14 22:00")]
    [InlineData("America/New_York+07:00", "2024-07-15 00:00", "2024-07-14 21:00")]
    [InlineData("America/New_York+07:00", "2024-03-10 08:45", "2024-03-10 06:45")]
    [InlineData("America/New_York+07:00", "2024-03-10 10:00", "2024-03-10 07:00")]
    [InlineData("America/New_York+07:00", "2024-11-03 07:45", "2024-11-03 04:45")]
    [InlineData("America/New_York+07:00", "2024-11-03 09:00", "2024-11-03 07:00")]
    [InlineData("Europe/London-05:00", "2024-01-15 17:00", "2024-01-15 22:00")]
    [InlineData("Europe/London-05:00", "2024-07-15 17:00", "2024-07-15 21:00")]
    [InlineData("Europe/London-05:00", "2024-03-30 19:45", "2024-03-31 00:45")]
    [InlineData("Europe/London-05:00", "2024-03-30 21:00", "2024-03-31 01:00")]
    [InlineData("Europe/London-05:00", "2024-10-26 19:45", "2024-10-26 23:45")]
    [InlineData("Europe/London-05:00", "2024-10-26 21:00", "2024-10-27 02:00")]
    [InlineData("UTC+02:00", "2024-07-15 02:00", "2024-07-15 00:00")]
    [InlineData("-03:30", "2024-07-15 02:00", "2024-07-15 05:30")]
    public void A_wall_time_is_one_instant_and_the_instant_shows_it(string clock, string wall, string utc)
    {
        var reading = MarketClock.Parse(clock).ToUtc(Time(wall));
        Assert.Equal((Utc(utc), Utc(utc), true), (reading.Early, reading.Late, reading.Exists));
        Assert.Equal(Time(wall), MarketClock.Parse(clock).FromUtc(Utc(utc)));
    }

    [Theory]
    [InlineData("America/New_York+07:00", "2024-11-03 08:30", "2024-11-03 05:30", "2024-11-03 06:30")]
    [InlineData("Europe/London-05:00", "2024-10-26 20:30", "2024-10-27 00:30", "2024-10-27 01:30")]
    public void The_hour_that_is_set_back_passes_twice(string clock, string wall, string early, string late)
    {
        var reading = MarketClock.Parse(clock).ToUtc(Time(wall));
        Assert.Equal((Utc(early), Utc(late), true), (reading.Early, reading.Late, reading.Exists));
    }

    [Theory]
    [InlineData("America/New_York+07:00", "2024-03-10 09:30", "2024-03-10 07:30")]
    [InlineData("Europe/London-05:00", "2024-03-30 20:30", "2024-03-31 01:30")]
    public void A_skipped_time_is_the_instant_of_a_clock_that_was_not_set_forward_and_is_noticed(string clock, string wall, string utc)
    {
        var reading = MarketClock.Parse(clock).ToUtc(Time(wall));
        Assert.Equal((Utc(utc), false), (reading.Early, reading.Exists));
    }

    [Theory]
    [InlineData("America/New_York+07:00", "2024-11-03 04:00")]
    [InlineData("Europe/London-05:00", "2024-10-26 23:00")]
    [InlineData("America/New_York+07:00", "2024-03-10 04:00")]
    [InlineData("Europe/London-05:00", "2024-03-30 23:00")]
    public void Bars_written_on_a_clock_are_read_back_through_its_switches(string clock, string start)
    {
        // Every quarter of an hour over the switch, as a broker writes it: times repeat or jump; read back they are the instants.
        var market = MarketClock.Parse(clock);
        var instants = Enumerable.Range(0, 24).Select(i => Utc(start).AddMinutes(15 * i)).ToList();
        var lines = instants.Select((t, i) => string.Create(
            CultureInfo.InvariantCulture, $"{market.FromUtc(t):yyyy-MM-dd HH:mm},{i + 1},{i + 1},{i + 1},{i + 1},5"));
        var bars = Files.Text("time,open,high,low,close,volume\n" + string.Join('\n', lines), new() { Clock = clock }).Bars;
        Assert.Equal(instants, bars.Times.ToArray());
    }

    [Fact]
    public void Hourly_bars_pass_the_repeated_hour_and_a_copied_row_in_it_is_still_a_copy()
    {
        var bars = Files.Text(
            """
            time,open,high,low,close,volume
            2024-11-03 07:00,1,1,1,1,5
            2024-11-03 08:00,2,2,2,2,5
            2024-11-03 08:00,2,2,2,2,5
            2024-11-03 08:00,3,3,3,3,5
            2024-11-03 09:00,4,4,4,4,5
            """,
            new() { Clock = "America/New_York+07:00" });
        Assert.Equal(["04:00", "05:00", "06:00", "07:00"], bars.Bars.Times.ToArray().Select(t => t.ToString("HH:mm", CultureInfo.InvariantCulture)));
        Assert.Equal((1, 0), (bars.Card.Duplicates, bars.Card.Conflicts));
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("America/New_York+7")]
    [InlineData("America/New_York+07:75")]
    [InlineData("")]
    public void An_unknown_clock_is_refused_with_the_form_that_is_allowed(string clock)
    {
        var message = Assert.ThrowsAny<ArgumentException>(() => MarketClock.Parse(clock)).Message;
        Assert.StartsWith($"The clock '{clock}' is not known. It is ZONE, ZONE+HH:MM or ZONE-HH:MM", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_city_without_its_continent_is_pointed_to_the_zone() => Assert.Contains(
        "Did you mean America/New_York?", Assert.Throws<ArgumentException>(() => MarketClock.Parse("new_york+07:00")).Message, StringComparison.Ordinal);

    private static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static DateTime Utc(string text) => DateTime.SpecifyKind(Time(text), DateTimeKind.Utc);
}
