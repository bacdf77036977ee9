using System.Globalization;
using Weathervane.Bars.Calendars;

namespace Weathervane.Bars.Reading;

/// <summary>Looks for signs that a file's times are on another clock than they were read on.</summary>
/// <remarks>Times that the clock skips are one. The other is the start of the week: a market that trades round the clock for five days and closes for
/// the weekend trades currencies, and that week starts at 17:00 in New York. When less than half of the weeks do, and on one of the
/// clocks tried (UTC, New York and London, moved by whole hours) at least 60 % do, that clock is named, with those that fit 95 % as many.</remarks>
internal static class ClockSigns
{
    private const double FitsMin = 0.5, BetterMin = 0.6, AsGood = 0.95;
    private const int WeeksMin = 4;
    private const int HoursBack = -12, HoursAhead = 14;
    private static readonly TimeSpan ClosureMin = TimeSpan.FromHours(44), ClosureMax = TimeSpan.FromHours(52);
    private static readonly TimeSpan WeekStart = TimeSpan.FromHours(17), Late = TimeSpan.FromMinutes(15);
    private static readonly MarketClock NewYork = MarketClock.Parse("America/New_York");

    internal static IEnumerable<string> Of(BarSeries bars, int skippedTimes, MarketClock clock)
    {
        if (skippedTimes > 0)
        {
            yield return $"{skippedTimes} times do not exist on the clock {clock}, which skips them when it is set forward: it may be another clock.";
        }

        var calendar = bars.Calendar is WitnessedCalendar witnessed ? witnessed.Inner : bars.Calendar;
        if (calendar is not WeeklyCalendar { OnlyClosure: var closure } || closure < ClosureMin || closure > ClosureMax || bars.Interval > TimeSpan.FromHours(1))
        {
            yield break;
        }

        var walls = WeekStarts(bars, clock);
        if (walls.Count < WeeksMin || Fitting(walls, clock, bars.Interval) >= FitsMin * walls.Count)
        {
            yield break;
        }

        // Clocks that differ for a few weeks of the year only may fit as well: all of them are named, the best and plainest first.
        var best = Candidates().Select(c => (Clock: c, Weeks: Fitting(walls, c, bars.Interval))).OrderByDescending(c => c.Weeks).ToList();
        if (best[0].Weeks >= BetterMin * walls.Count)
        {
            var usual = walls.CountBy(w => (w.DayOfWeek, w.TimeOfDay)).MaxBy(w => w.Value).Key;
            var named = best.TakeWhile(c => c.Weeks >= AsGood * best[0].Weeks).Take(3).ToList();
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The times may be on another clock than {clock}: most weeks start at {usual.DayOfWeek} {usual.TimeOfDay:hh\\:mm}, but the currency week starts at 17:00 in New York. Of {walls.Count} weeks {string.Join(", ", named.Select(c => $"{c.Weeks} do so on the clock {c.Clock}"))}: try --clock {string.Join(" or --clock ", named.Select(c => c.Clock))}.");
        }
    }

    /// <summary>What the file says about the first bar after each weekend.</summary>
    private static List<DateTime> WeekStarts(BarSeries bars, MarketClock clock)
    {
        var walls = new List<DateTime>();
        for (var i = 1; i < bars.Count; i++)
        {
            if (bars.Times[i] - bars.Times[i - 1] is var step && step >= ClosureMin && step <= ClosureMax)
            {
                walls.Add(clock.FromUtc(bars.Times[i]));
            }
        }

        return walls;
    }

    private static int Fitting(List<DateTime> walls, MarketClock clock, TimeSpan interval)
    {
        var late = interval > Late ? interval : Late;
        return walls.Count(w =>
        {
            var start = NewYork.FromUtc(clock.ToUtc(w).Early);
            return start.DayOfWeek == DayOfWeek.Sunday && start.TimeOfDay >= WeekStart && start.TimeOfDay < WeekStart + late;
        });
    }

    private static IEnumerable<MarketClock> Candidates() =>
        from zone in (string[])["UTC", "America/New_York", "Europe/London"]
        from hours in Enumerable.Range(HoursBack, HoursAhead - HoursBack + 1).OrderBy(Math.Abs)
        select MarketClock.Parse(string.Create(CultureInfo.InvariantCulture, $"{zone}{(hours < 0 ? '-' : '+')}{Math.Abs(hours):00}:00"));
}
