using System.Globalization;
using Weathervane.Bars;
using Weathervane.Bars.Calendars;
using Weathervane.Numerics;

namespace Weathervane.Tests.Bars;

/// <summary>What is a closed market and what is missing data.</summary>
public sealed class CalendarTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15), Hour = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1);

    [Fact]
    public void A_market_without_closures_misses_every_bar_that_is_not_there()
    {
        var calendar = Create("continuous", Hour);
        Assert.Equal(0, calendar.MissingBetween(At("2024-01-06 10:00"), At("2024-01-06 11:00")));
        Assert.Equal(23, calendar.MissingBetween(At("2024-01-06 10:00"), At("2024-01-07 10:00")));
        Assert.Equal(At("2024-01-06 11:00"), calendar.Next(At("2024-01-06 10:00")));
    }

    [Theory]
    [InlineData("2024-01-05 21:45", "2024-01-07 22:00", 0)]      // a winter weekend
    [InlineData("2024-07-05 20:45", "2024-07-07 21:00", 0)]      // a summer weekend
    [InlineData("2024-03-08 21:45", "2024-03-10 21:00", 0)]      // New York sets its clock forward
    [InlineData("2024-11-01 20:45", "2024-11-03 22:00", 0)]      // and back
    [InlineData("2023-04-06 23:45", "2023-04-09 21:00", 0)]      // Good Friday beside the weekend
    [InlineData("2024-01-03 10:00", "2024-01-03 12:00", 7)]      // a hole within the week
    [InlineData("2024-12-24 21:45", "2024-12-25 22:00", 96)]     // a day in the middle of a session is no weekend
    [InlineData("2024-01-05 21:45", "2024-01-14 22:00", 480)]    // a whole week: missing, not closed
    [InlineData("2022-01-07 21:45", "2024-01-07 22:00", 49_920)] // two years: 104 weeks of 480 bars
    public void A_currency_week_closes_from_Friday_to_Sunday_17_00_in_New_York(string earlier, string later, int missing) =>
        Assert.Equal(missing, Create("fx-week", Quarter).MissingBetween(At(earlier), At(later)));

    [Fact]
    public void The_bar_after_the_weekend_is_the_next_one()
    {
        var calendar = Create("fx-week", Quarter);
        Assert.Equal(At("2024-01-07 22:00"), calendar.Next(At("2024-01-05 21:45")));
        Assert.Equal(At("2024-03-10 21:00"), calendar.Next(At("2024-03-08 21:45")));
        Assert.Equal((true, false), (calendar.Expects(At("2024-01-05 21:45")), calendar.Expects(At("2024-01-05 22:00"))));
    }

    [Theory]
    [InlineData("2024-07-01 19:45", "2024-07-02 13:30", 0)]   // a night
    [InlineData("2024-07-03 16:45", "2024-07-05 13:30", 0)]   // a short day before a holiday
    [InlineData("2024-03-08 20:45", "2024-03-11 13:30", 0)]   // a weekend with a change of the clocks
    [InlineData("2024-07-01 14:00", "2024-07-01 15:00", 3)]   // a hole within the day
    [InlineData("2001-09-10 19:45", "2001-09-17 13:30", 0)]   // four sessions that did not take place
    [InlineData("2024-07-05 19:45", "2024-07-15 13:30", 130)] // a week of five sessions of 26 bars
    public void An_exchange_closes_at_night_and_on_holidays(string earlier, string later, int missing) =>
        Assert.Equal(missing, Create("sessions:America/New_York Mon-Fri 09:30-16:00", Quarter).MissingBetween(At(earlier), At(later)));

    [Theory]
    [InlineData("2024-07-05", "2024-07-08", 0)]
    [InlineData("2024-11-27", "2024-11-29", 0)]   // Thanksgiving: a bar of a day is a whole session
    [InlineData("2001-09-10", "2001-09-17", 0)]
    [InlineData("2024-07-05", "2024-07-15", 5)]
    public void Daily_bars_miss_a_week_but_no_holiday(string earlier, string later, int missing) =>
        Assert.Equal(missing, Create("sessions:UTC Mon-Fri", Day).MissingBetween(At(earlier + " 00:00"), At(later + " 00:00")));

    [Fact]
    public void Hours_are_found_in_the_market_s_own_time_over_a_year()
    {
        var clock = Weathervane.Bars.Reading.MarketClock.Parse("America/New_York");
        var times = Enumerable.Range(0, 366 * 24 * 4).Select(i => At("2024-01-01 00:00") + (i * Quarter))
            .Where(t => clock.FromUtc(t) is var local && local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
                && local.TimeOfDay >= TimeSpan.FromHours(9.5) && local.TimeOfDay < TimeSpan.FromHours(16)).ToArray();
        var calendar = CalendarText.Create(CalendarText.Inferred, times, Quarter);
        Assert.Equal("America/New_York Mon-Fri 09:30-16:00", calendar.Name);
        for (var i = 1; i < times.Length; i++)
        {
            Assert.Equal(0, calendar.MissingBetween(times[i - 1], times[i]));
            Assert.Equal(times[i], calendar.Next(times[i - 1]));
        }
    }

    [Fact]
    public void Daily_bars_of_an_exchange_are_found_to_leave_out_weekends()
    {
        var times = Enumerable.Range(0, 60).Select(i => At("2024-01-01 00:00").AddDays(i)).Where(t => t.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).ToArray();
        Assert.Equal("UTC Mon-Fri", CalendarText.Create(CalendarText.Inferred, times, Day).Name);
    }

    [Theory]
    [InlineData(0.95, 14)]
    [InlineData(0.6, 14)]
    [InlineData(0.4, 30)]
    [InlineData(0.85, 700)]
    public void A_thin_market_that_never_closes_is_not_given_closures_by_chance(double density, int days)
    {
        for (var seed = 0UL; seed < 20; seed++)
        {
            var random = new SeededRandom(seed);
            var times = Enumerable.Range(0, days * 24).Where(_ => random.NextDouble() < density).Select(i => At("2024-01-01 00:00") + (i * Hour)).ToArray();
            Assert.Equal("continuous", CalendarText.Create(CalendarText.Inferred, times, Hour).Name);
        }
    }

    [Fact]
    public void A_hole_of_two_years_in_a_market_that_never_closes_stays_a_hole()
    {
        var times = Enumerable.Range(0, 2_000).Select(i => At("2020-01-01 00:00") + (i * Hour))
            .Concat(Enumerable.Range(0, 2_000).Select(i => At("2022-04-01 00:00") + (i * Hour))).ToArray();
        var calendar = CalendarText.Create(CalendarText.Inferred, times, Hour);
        Assert.Equal((int)((times[2_000] - times[1_999]) / Hour) - 1, calendar.MissingBetween(times[1_999], times[2_000]));
    }

    [Fact]
    public void A_step_of_centuries_is_counted_without_walking_it()
    {
        // 1 s bars over 400 years: 146,097 days are 20,871 weeks, of which 120 of 168 hours are open.
        var missing = Create("fx-week", TimeSpan.FromMinutes(1)).MissingBetween(At("1800-01-01 00:00"), At("2200-01-01 00:00"));
        Assert.InRange(missing, 20_871L * 7_200 * 0.999, 20_871L * 7_200 * 1.001);
    }

    [Fact]
    public void A_series_counts_its_missing_bars_as_its_calendar_does()
    {
        var bars = Files.Shared("gbpusd_m15").Bars;
        for (var i = 0; i + 1 < bars.Count; i++)
        {
            Assert.Equal(bars.Calendar.MissingBetween(bars.Times[i], bars.Times[i + 1]), bars.MissingAfter(i));
        }
    }

    [Fact]
    public void A_slice_by_time_holds_its_start_and_not_its_end()
    {
        var bars = Files.Shared("gbpusd_m15_mt5").Bars;
        var year = bars.Slice(At("2023-01-01 00:00"), At("2024-01-01 00:00"));
        Assert.Equal((24_792, 2023, 2023), (year.Count, year.Times[0].Year, year.Times[^1].Year));
        Assert.Equal(2, bars.Slice(bars.Times[100], bars.Times[102]).Count);
        Assert.Equal(0, bars.Slice(At("2030-01-01 00:00"), At("2031-01-01 00:00")).Count);
    }

    [Theory]
    [InlineData("weekly")]
    [InlineData("sessions:Nowhere Mon-Fri")]
    [InlineData("sessions:UTC Mon-Fri 9:30-16:00")]
    public void An_unknown_calendar_is_refused_with_those_that_are_known(string text) => Assert.StartsWith(
        $"The calendar '{text}' is not known. It is one of inferred, continuous, fx-week, or sessions:ZONE DAYS [HOURS]",
        Assert.Throws<ArgumentException>(() => new BarReadOptions { Calendar = text }).Message, StringComparison.Ordinal);

    private static BarCalendar Create(string text, TimeSpan interval) => CalendarText.Create(text, [], interval);

    private static DateTime At(string text) => DateTime.SpecifyKind(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
