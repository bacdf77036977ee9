using Weathervane.Server.Jobs;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>Schedules mean what cron means, in UTC.</summary>
public sealed class CronScheduleTests
{
    // 2026-11-22 is a Sunday.
    [Theory]
    [InlineData("hourly", "2026-11-22T18:00", "2026-11-22T19:00")]
    [InlineData("daily", "2026-11-22T18:30", "2026-11-23T00:00")]
    [InlineData("weekly", "2026-11-22T18:30", "2026-11-23T00:00")]
    [InlineData("Monthly", "2026-11-22T18:30", "2026-12-01T00:00")]
    [InlineData("30 3 * * 0", "2026-11-22T03:29", "2026-11-22T03:30")]
    [InlineData("30 3 * * 7", "2026-11-22T03:30", "2026-11-29T03:30")]
    [InlineData("*/15 9-17 * * 1-5", "2026-11-20T17:45", "2026-11-23T09:00")]
    [InlineData("0 12 29 2 *", "2026-11-22T18:30", "2028-02-29T12:00")]
    public void The_next_time_is_strictly_later(string text, string after, string expected)
    {
        var schedule = CronSchedule.Parse(text, "--refresh")!;
        Assert.Equal(Utc(expected), schedule(Utc(after)));
    }

    [Fact]
    public void Never_is_no_schedule() => Assert.Null(CronSchedule.Parse("never", "--refresh"));

    [Theory]
    [InlineData("")]
    [InlineData("often")]
    [InlineData("61 * * * *")]
    [InlineData("0 0 1 * * ?")]
    [InlineData("* * * *")]
    public void What_is_no_schedule_is_told_with_what_is(string text)
    {
        var wrong = Assert.Throws<InputException>(() => CronSchedule.Parse(text, "--refresh"));
        Assert.Equal("--refresh", wrong.Problems[0].Where);
        Assert.Contains("Write never, hourly, daily, weekly, monthly, or cron's five fields", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,9,11 *")]
    public void A_day_that_no_month_has_is_refused_with_the_remedy(string text)
    {
        var wrong = Assert.Throws<InputException>(() => CronSchedule.Parse(text, "schedule"));
        Assert.Equal("schedule", wrong.Problems[0].Where);
        Assert.Contains("or write never", wrong.Message, StringComparison.Ordinal);
    }

    private static DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
