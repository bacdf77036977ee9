using NodaTime;
using Weathervane.Numerics;

namespace Weathervane.Bars.Calendars;

/// <summary>Finds a market's weekly hours from its bars.</summary>
/// <remarks>
/// <para>The local week is cut into slots of one interval (at least a minute). A slot is closed when it holds a bar in less than 5 % of
/// the weeks that have bars and pass it; at least two must. A run of closed slots counts only when a market that trades as densely as this
/// one would leave some such run empty by chance with a probability below 0.1 %: its density is the share of bars that are
/// followed by a bar one interval later.</para>
/// <para>The zone is the one on whose clock most time is closed: on the right clock the hours are the same all year, on another one daylight
/// saving smears them. The candidates stand for the rules of daylight saving that markets have; fixed offsets are all alike.</para>
/// </remarks>
internal static class CalendarInference
{
    private const double OccupiedMin = 0.05;
    private const int WeeksMin = 2;
    private const double ChanceMax = 0.001;
    private static readonly string[] Zones = ["UTC", "America/New_York", "Europe/London", "Australia/Sydney"];
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    internal static BarCalendar Infer(ReadOnlySpan<DateTime> times, TimeSpan interval)
    {
        var slot = interval.Ticks < TimeSpan.TicksPerMinute ? TimeSpan.TicksPerMinute : interval.Ticks;
        // Hours recur weekly only where whole slots fill the week, and only a file of two weeks shows what recurs.
        if (Week.Ticks % slot != 0 || slot == Week.Ticks || times[^1] - times[0] < Week)
        {
            return new ContinuousCalendar(interval);
        }

        var density = Density(times, interval);
        (DateTimeZone Zone, bool[] Open, int Closed)? best = null;
        foreach (var id in Zones)
        {
            var zone = DateTimeZoneProviders.Tzdb[id];
            var open = OpenSlots(times, zone, slot, density);
            var closed = open.Count(false);
            if (closed > (best?.Closed ?? 0))
            {
                best = (zone, open, closed);
            }
        }

        return best is { } found && found.Open.Contains(true)
            ? new WeeklyCalendar(interval, found.Zone, found.Open)
            : new ContinuousCalendar(interval);
    }

    private static double Density(ReadOnlySpan<DateTime> times, TimeSpan interval)
    {
        var followed = 0;
        for (var i = 1; i < times.Length; i++)
        {
            followed += times[i] - times[i - 1] <= interval ? 1 : 0;
        }

        return (double)followed / (times.Length - 1);
    }

    private static bool[] OpenSlots(ReadOnlySpan<DateTime> times, DateTimeZone zone, long slotTicks, double density)
    {
        var (slots, perWeek) = (Occupied(times, zone, slotTicks, out var passed), (int)(Week.Ticks / slotTicks));
        var open = new bool[perWeek];
        for (var i = 0; i < perWeek; i++)
        {
            open[i] = passed[i] < WeeksMin || slots[i] >= OccupiedMin * passed[i];
        }

        OpenChanceRuns(open, passed, density);
        return open;
    }

    /// <summary>Counts for each slot the weeks in which it holds a bar, and those with bars that pass it between the first and the last bar.</summary>
    private static int[] Occupied(ReadOnlySpan<DateTime> times, DateTimeZone zone, long slotTicks, out int[] passed)
    {
        var perWeek = (int)(Week.Ticks / slotTicks);
        var occupied = new int[perWeek];
        var (weeks, lastSlot, lastWeek) = (0, -1L, -1L);
        foreach (var time in times)
        {
            var slot = (time.Ticks + ZoneTime.OffsetTicks(zone, time)) / slotTicks;
            // The hour that is set back would count twice.
            if (slot <= lastSlot)
            {
                continue;
            }

            occupied[slot % perWeek]++;
            lastSlot = slot;
            weeks += slot / perWeek == lastWeek ? 0 : 1;
            lastWeek = slot / perWeek;
        }

        passed = new int[perWeek];
        Array.Fill(passed, weeks);
        var first = (times[0].Ticks + ZoneTime.OffsetTicks(zone, times[0])) / slotTicks;
        for (var i = 0; i < perWeek; i++)
        {
            passed[i] -= (i < first % perWeek ? 1 : 0) + (i > lastSlot % perWeek ? 1 : 0);
        }

        return occupied;
    }

    /// <summary>Opens the closed runs that may be empty by chance.</summary>
    private static void OpenChanceRuns(bool[] open, int[] passed, double density)
    {
        var start = Array.IndexOf(open, true);
        var gapPerSlot = density >= 1 ? double.PositiveInfinity : -FixedMath.Log1P(-density);
        var needed = FixedMath.Log(open.Length / ChanceMax);
        for (var i = 0; start >= 0 && i < open.Length; i++)
        {
            var (from, surprise) = (i, 0.0);
            while (i < open.Length && !open[(start + i) % open.Length])
            {
                surprise += passed[(start + i) % open.Length] * gapPerSlot;
                i++;
            }

            for (var j = from; j < i && surprise < needed; j++)
            {
                open[(start + j) % open.Length] = true;
            }
        }
    }
}
