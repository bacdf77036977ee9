using System.Globalization;

namespace Weathervane.Bars.Calendars;

/// <summary>Writes the open hours of a week: <c>Mon-Fri 09:30-16:00</c>, <c>Sun 17:00-Fri 17:00</c>.</summary>
internal static class WeekText
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Describes a week of equal parts from Monday 00:00.</summary>
    internal static string Describe(bool[] open)
    {
        var minutes = WeeklyCalendar.MinutesPerWeek / open.Length;
        var perDay = open.Length / 7;
        var hours = Enumerable.Range(0, 7).Select(d => perDay == 0 ? "" : HoursOf(open.AsSpan(d * perDay, perDay), minutes)).ToArray();
        if (perDay == 1)
        {
            return DayList([.. Enumerable.Range(0, 7).Where(d => open[d])]);
        }

        var kinds = hours.Where(h => h.Length > 0).Distinct().ToList();
        if (kinds.Count == 1)
        {
            var days = DayList([.. Enumerable.Range(0, 7).Where(d => hours[d].Length > 0)]);
            return kinds[0] == "00:00-24:00" ? days : $"{days} {kinds[0]}";
        }

        return Runs(open, minutes);
    }

    private static string HoursOf(ReadOnlySpan<bool> day, int minutes)
    {
        var runs = new List<string>();
        for (var i = 0; i < day.Length; i++)
        {
            if (!day[i])
            {
                continue;
            }

            var start = i;
            while (i < day.Length && day[i])
            {
                i++;
            }

            runs.Add($"{TimeOfDay(start * minutes)}-{TimeOfDay(i * minutes)}");
        }

        return string.Join(",", runs);
    }

    /// <summary>The open stretches of the week, the one that passes Sunday midnight in one piece.</summary>
    private static string Runs(bool[] open, int minutes)
    {
        var first = Array.FindIndex(open, 0, o => !o);
        var runs = new List<string>();
        for (var i = 0; i < open.Length; i++)
        {
            var start = (first + i) % open.Length;
            if (!open[start])
            {
                continue;
            }

            var length = 0;
            while (open[(start + length) % open.Length])
            {
                length++;
            }

            runs.Add($"{At(start * minutes)}-{At((start + length) % open.Length * minutes)}");
            i += length;
        }

        return runs.Count <= 7 ? string.Join(", ", runs) : $"{string.Join(", ", runs.Take(6))}, ... ({runs.Count} stretches a week)";
    }

    private static string DayList(int[] days) => days.Length > 2 && days[^1] - days[0] == days.Length - 1
        ? $"{Days[days[0]]}-{Days[days[^1]]}"
        : string.Join(",", days.Select(d => Days[d]));

    private static string At(int minute) => $"{Days[minute / 1440 % 7]} {TimeOfDay(minute % 1440)}";

    private static string TimeOfDay(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
