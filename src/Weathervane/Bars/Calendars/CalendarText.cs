using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Weathervane.Bars.Calendars;

/// <summary>The calendars that options, flags and pipeline files may name.</summary>
/// <remarks><c>inferred</c>: from the bars' recurring hours. <c>continuous</c>: never closed. <c>fx-week</c>: Sunday 17:00 to Friday 17:00 in New York.
/// <c>sessions:ZONE DAYS [HH:MM-HH:MM[,HH:MM-HH:MM...]]</c>: an exchange, such as <c>sessions:America/New_York Mon-Fri 09:30-16:00</c>.</remarks>
public static partial class CalendarText
{
    /// <summary>The default: hours found from the bars.</summary>
    public const string Inferred = "inferred";

    private const string Continuous = "continuous", FxWeek = "fx-week", Sessions = "sessions:";
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    /// <summary>Gives the text back when it names a calendar.</summary>
    /// <param name="text">What an option says.</param>
    /// <exception cref="ArgumentException">It names none; the message lists what is allowed.</exception>
    public static string Check(string text)
    {
        if (text is not (Inferred or Continuous or FxWeek))
        {
            ParseSessions(text);
        }

        return text;
    }

    /// <summary>The calendar of a series.</summary>
    /// <param name="text">As in <see cref="Check"/>.</param>
    /// <param name="times">[n] bar opens in UTC, rising; <c>inferred</c> learns from them.</param>
    /// <param name="interval">The length of a bar.</param>
    /// <exception cref="ArgumentException">The text names no calendar.</exception>
    public static BarCalendar Create(string text, ReadOnlySpan<DateTime> times, TimeSpan interval) => text switch
    {
        Inferred => CalendarInference.Infer(times, interval),
        Continuous => new ContinuousCalendar(interval),
        FxWeek => new WeeklyCalendar(interval, DateTimeZoneProviders.Tzdb["America/New_York"], FxHours()),
        _ => ParseSessions(text) is var (zone, open) ? new WeeklyCalendar(interval, zone, open) : throw new InvalidOperationException(),
    };

    /// <summary>How the card shows a calendar: what was asked for and what came of it.</summary>
    internal static string Describe(string text, BarCalendar calendar) => text switch
    {
        Continuous => Continuous,
        Inferred or FxWeek => $"{text}: {calendar.Name}",
        _ => Sessions + " " + calendar.Name,
    };

    private static bool[] FxHours()
    {
        var open = new bool[7 * 24];
        Array.Fill(open, true, 0, (4 * 24) + 17);
        Array.Fill(open, true, (6 * 24) + 17, 7);
        return open;
    }

    private static (DateTimeZone Zone, bool[] Open) ParseSessions(string text)
    {
        var match = SessionsForm().Match(text);
        var zone = match.Success ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(match.Groups["zone"].Value) : null;
        if (zone is null)
        {
            throw new ArgumentException(
                $"The calendar '{text}' is not known. It is one of {Inferred}, {Continuous}, {FxWeek}, or {Sessions}ZONE DAYS [HOURS] such as 'sessions:America/New_York Mon-Fri 09:30-16:00'.",
                nameof(text));
        }

        var open = new bool[WeeklyCalendar.MinutesPerWeek];
        var (from, to) = (Day("from"), match.Groups["to"].Success ? Day("to") : Day("from"));
        for (var day = from; ; day = (day + 1) % 7)
        {
            foreach (var (start, end) in Hours())
            {
                Array.Fill(open, true, (day * 1440) + start, end - start);
            }

            if (day == to)
            {
                break;
            }
        }

        return (zone, open);

        int Day(string group) => Array.IndexOf(Days, match.Groups[group].Value);

        IEnumerable<(int Start, int End)> Hours() => !match.Groups["hours"].Success
            ? [(0, 1440)]
            : match.Groups["hours"].Captures.Select(h => h.Value.Split('-')).Select(h => (Minute(h[0]), Minute(h[1])))
                .Select(h => h.Item1 < h.Item2 && h.Item2 <= 1440
                    ? h
                    : throw new ArgumentException($"The calendar '{text}' has hours that do not rise within a day; split hours that pass midnight.", nameof(text)));
    }

    private static int Minute(string time) =>
        (60 * int.Parse(time.AsSpan(0, 2), CultureInfo.InvariantCulture)) + int.Parse(time.AsSpan(3, 2), CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^sessions:\s*(?<zone>\S+) (?<from>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:-(?<to>Mon|Tue|Wed|Thu|Fri|Sat|Sun))?(?: (?<hours>\d\d:[0-5]\d-\d\d:[0-5]\d)(?:,(?<hours>\d\d:[0-5]\d-\d\d:[0-5]\d))*)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex SessionsForm();
}
