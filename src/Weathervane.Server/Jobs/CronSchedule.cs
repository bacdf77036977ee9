using Quartz;
using Weathervane.Pipelines.Replay;

namespace Weathervane.Server.Jobs;

/// <summary>When something is due, as people write it: <c>never</c>, <c>hourly</c>, <c>daily</c>, <c>weekly</c>, <c>monthly</c>, or cron's five fields, in UTC.</summary>
public static class CronSchedule
{
    // Cron's own week begins on Sunday; a week of markets ends then.
    private static readonly Dictionary<string, string?> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["never"] = null, ["hourly"] = "0 * * * *", ["daily"] = "0 0 * * *", ["weekly"] = "0 0 * * 1", ["monthly"] = "0 0 1 * *",
    };

    // The 400 years after it hold every day that the calendar has.
    private static readonly DateTimeOffset Leap = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">A word, or minute, hour, day of the month, month and day of the week (0 and 7 are Sunday).</param>
    /// <param name="where">What problems call it.</param>
    /// <returns>Null for never.</returns>
    /// <exception cref="InputException">It cannot be read, or means a day that no calendar has.</exception>
    public static Schedule? Parse(string text, string where) => Read(text, where) is { } cron
        ? after => cron.GetNextValidTimeAfter(new DateTimeOffset(after, TimeSpan.Zero))?.UtcDateTime
        : null;

    /// <summary>The same as Quartz knows it; null for never.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    internal static CronExpression? Read(string text, string where)
    {
        var written = Words.TryGetValue(text.Trim(), out var known) ? known : text.Trim();
        if (written is null)
        {
            return null;
        }

        if (!CronExpression.TryParse(written, CronFormat.Unix, out var cron))
        {
            throw new InputException(
                where,
                $"'{text}' is no schedule.",
                "Write never, hourly, daily, weekly, monthly, or cron's five fields (minute, hour, day of the month, month, day of the week), such as '30 3 * * 1'.");
        }

        cron = cron.WithTimeZone(TimeZoneInfo.Utc);
        return cron.GetNextValidTimeAfter(Leap) is not null ? cron : throw new InputException(
            where, $"'{text}' is never: no month that it names has such a day.", "Name a day that one of its months has, such as '0 3 28 2 *', or write never.");
    }
}
