using System.Text.Json;

namespace Weathervane.Cli.Tests;

/// <summary><c>vane replay</c>: what a user sees of history lived through.</summary>
public sealed class ReplayCommandTests
{
    [Fact]
    public async Task A_replay_tells_each_year_and_what_the_loop_was_worth()
    {
        using var shop = new Workshop();
        var pipeline = shop.Pipeline("p.yaml", shop.Bars("bars.csv", 3000, 0.7));
        string[] command = ["replay", pipeline, "--from", "2020-02-01", "--refresh", "weekly", "--check", "monthly", "--validation", "300", "--quiet"];
        var shown = await shop.RunAsync([.. command, "-o", shop.At("r.html"), "-o", shop.At("r.json"), "-o", shop.At("r.csv.gz"), "-o", shop.At("r.csv")]);
        Assert.Equal((0, ""), (shown.Exit, shown.Error));
        Assert.Contains("the loop: BEATS. log_loss", shown.Output, StringComparison.Ordinal);
        // 31 days of January were learnt from; the last bar's outcome is not known.
        Assert.Contains("2,255 bars from 2020-02-01 to 2020-05-04 were forecast", shown.Output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(shop.At("r.json"), TestContext.Current.CancellationToken));
        Assert.Equal(2255, json.RootElement.GetProperty("bars").GetInt32());
        // Mondays from the first on which the replay looks: February 3rd to May 4th.
        Assert.Equal(14, json.RootElement.GetProperty("events").EnumerateArray().Count(e => e.GetProperty("what").GetString() is "refreshed" or "kept"));
        var page = await File.ReadAllTextAsync(shop.At("r.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Information gained on the base rate", page, StringComparison.Ordinal);
        Assert.Contains("What happened", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(shop.At("r.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(1 + 2256, lines.Length);
        Assert.StartsWith("2020-02-01T00:00:00Z,2020-02-01T01:00:00Z,1,0.", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",", lines[^1], StringComparison.Ordinal);

        // The forecasts are such as every other command takes, and the same again.
        var judged = await shop.RunAsync("judge", shop.At("r.csv.gz"), "--bars", shop.At("bars.csv"));
        Assert.Equal(0, judged.Exit);
        var again = await shop.RunAsync([.. command, "--json", "--threads", "1"]);
        Assert.Equal(await File.ReadAllTextAsync(shop.At("r.json"), TestContext.Current.CancellationToken), again.Output);
    }

    [Theory]
    [InlineData("--refresh", "often", "'often' is no schedule.")]
    [InlineData("--speed", "fast", "'fast' is no speed.")]
    [InlineData("--from", "yesterday", "'yesterday' is no moment.")]
    [InlineData("--from", "2030-01-01", "has nothing to learn from before it, or nothing to forecast after it.")]
    [InlineData("--output", "r.pdf", "'r.pdf' is of no kind that a replay is written as.")]
    [InlineData("--validation", "1", "--validation")]
    public async Task What_is_wrong_is_told_before_any_work(string option, string value, string problem)
    {
        using var shop = new Workshop();
        var shown = await shop.RunAsync("replay", shop.Pipeline("p.yaml", shop.Bars("bars.csv", 300, 0.5)), option, value);
        Assert.Equal(2, shown.Exit);
        Assert.Contains(problem, shown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", shown.Error, StringComparison.Ordinal);
    }
}
