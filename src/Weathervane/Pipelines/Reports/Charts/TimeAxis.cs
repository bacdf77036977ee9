using System.Globalization;

namespace Weathervane.Pipelines.Reports.Charts;

/// <summary>An axis of time, marked where calendars turn: years, months, days or hours.</summary>
internal static class TimeAxis
{
    private const int TicksMax = 7;

    // More letters than these touch each other.
    private const int LettersMax = 42;

    /// <summary>From the coarsest: how to label it, how to get from a time to the mark at or before it, and how to get to the next.</summary>
    private static readonly (string Format, Func<DateTime, DateTime> Floor, Func<DateTime, DateTime> Next)[] Steps =
    [
        .. new[] { 1, 2, 3, 6, 12 }.Select(h => Step("dd HH:mm", t => t.Date.AddHours(t.Hour / h * h), t => t.AddHours(h))),
        .. new[] { 1, 2, 7, 14 }.Select(d => Step("MM-dd", t => t.Date, t => t.AddDays(d))),
        .. new[] { 1, 3, 6 }.Select(m => Step("yyyy-MM", t => new DateTime(t.Year, ((t.Month - 1) / m * m) + 1, 1), t => t.AddMonths(m))),
        .. new[] { 1, 2, 5, 10, 25, 100 }.Select(y => Step("yyyy", t => new DateTime(Math.Max(1, t.Year / y * y), 1, 1), t => t.AddYears(y))),
    ];

    /// <summary>The position of a time on the axis: days since year 1.</summary>
    internal static double Position(DateTime time) => time.Ticks / (double)TimeSpan.TicksPerDay;

    /// <summary>The time at a position.</summary>
    internal static DateTime TimeAt(double position) => new((long)(position * TimeSpan.TicksPerDay), DateTimeKind.Utc);

    /// <summary>An axis from the first to the last time.</summary>
    internal static Axis Create(DateTime from, DateTime to)
    {
        var last = to > from ? to : from.AddHours(1);
        var ticks = Steps.Select(s => Marks(s, from, last)).First(marks => marks.Count <= TicksMax && marks.Sum(m => m.Label.Length) <= LettersMax);
        return new Axis("", Position(from), Position(last), ticks);
    }

    private static List<Tick> Marks((string Format, Func<DateTime, DateTime> Floor, Func<DateTime, DateTime> Next) step, DateTime from, DateTime to)
    {
        var marks = new List<Tick>();
        for (var t = step.Floor(from); t <= to && marks.Count <= TicksMax; t = step.Next(t))
        {
            if (t >= from)
            {
                marks.Add(new Tick(Position(t), t.ToString(step.Format, CultureInfo.InvariantCulture)));
            }
        }

        return marks;
    }

    private static (string, Func<DateTime, DateTime>, Func<DateTime, DateTime>) Step(string format, Func<DateTime, DateTime> floor, Func<DateTime, DateTime> next) =>
        (format, floor, next);
}
