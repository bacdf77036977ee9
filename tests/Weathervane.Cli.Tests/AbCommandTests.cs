using Weathervane.Server;
using Weathervane.Store;
using Weathervane.Store.Live;

namespace Weathervane.Cli.Tests;

/// <summary>Experiments as a user starts, reads and stops them, in a workspace of this machine and at a server: the same words.</summary>
public sealed class AbCommandTests : IDisposable
{
    private const string Plan =
        "To plan by: a gain of 0.003 nats a bar is likely found within about 9,400 bars, one of 0.01 within about 2,800 (four times in five), if neither model is noisy; noise makes it longer.\n";

    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task An_experiment_is_started_read_and_stopped()
    {
        await Prepare();
        var started = await _shop.RunAsync("ab", "start", "gbp-1h", "--champion", "p", "--challenger", "p:2", "--from", "2020-01-01", "--promote", "--reason", "a second look");
        Assert.Equal((0, "Experiment 1: p:1 against p:2 on gbp-1h, shadow. vane ab status 1\n" + Plan, ""), (started.Exit, started.Output, started.Error));
        using (var workspace = _shop.Open())
        {
            // Up at 0.5 against 0.6, three times, and down once: the advantage is ln 1.2, ln 1.2, ln 1.2 and ln 0.8, in the mean 0.0809553.
            Say(workspace, 1, 0.5);
            Say(workspace, 2, 0.6);
        }

        var list = await _shop.RunAsync("ab", "status");
        Assert.Matches(@"\b1   gbp-1h   shadow   p:1        p:2 +4 +\+0\.08096   open", list.Output);
        var one = await _shop.RunAsync("ab", "status", "1");
        Assert.Equal((0, ""), (one.Exit, one.Error));
        Assert.Contains("Experiment 1 on gbp-1h, shadow, by ", one.Output, StringComparison.Ordinal);
        Assert.Contains("a verdict takes an e-value of 40 (alpha 0.05), and promotes.", one.Output, StringComparison.Ordinal);
        Assert.Contains("+0.08096", one.Output, StringComparison.Ordinal);
        Assert.Contains(Plan.Replace("by: a", "by: against p:2 a", StringComparison.Ordinal), one.Output, StringComparison.Ordinal);
        var told = (await _shop.JsonAsync("ab", "status", "1")).GetProperty("challengers")[0];
        Assert.Equal((4, "p:2"), (told.GetProperty("bars").GetInt32(), told.GetProperty("version").GetString()));
        // (1 + 0.1823216 r)^3 (1 - 0.2231436 r) for each of the rates r, weighed: see RunningTestTests.
        Assert.Equal(1.0755, told.GetProperty("evidenceBetter").GetDouble(), 1e-3);

        Assert.Equal("Experiment 1 has ended; p:1 stays.\n", (await _shop.RunAsync("ab", "stop", "1", "--reason", "enough seen")).Output);
        Assert.Contains("enough seen", (await _shop.RunAsync("ab", "status", "1")).Output, StringComparison.Ordinal);
        Assert.Equal((2, "vane: experiment 1: it ended on "), Cut(await _shop.RunAsync("ab", "stop", "1", "--reason", "again"), 32));
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_once_with_what_to_do()
    {
        await Prepare();
        var wrong = await _shop.RunAsync("ab", "start", "none", "--champion", "p:1", "--challenger", "p:2", "--challenger", "p:7", "--mode", "split", "--weight", "0.5", "--weight", "0.6", "--promote", "--alpha", "3");
        Assert.Equal(2, wrong.Exit);
        foreach (var told in (string[])["series none: there is no such series", "p:7: it has no version 7", "p:1 names no alias that could be moved", "weights: are 0.5, 0.6", "alpha: is 3", "p:2 has no proven edge"])
        {
            Assert.Contains(told, wrong.Error, StringComparison.Ordinal);
        }

        Assert.Equal((2, "vane: experiment 9: there is none of this number. 'vane ab status' lists all."), Cut(await _shop.RunAsync("ab", "status", "9"), 77));
        Assert.Equal("No experiments yet: vane ab start SERIES --champion NAME --challenger NAME:2\n", (await _shop.RunAsync("ab", "status")).Output);
    }

    [Fact]
    public async Task A_server_says_the_same_as_the_workspace_that_it_serves()
    {
        await Prepare();
        using var workspace = _shop.Open();
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        var started = await Cli.RunAsync("ab", "start", "gbp-1h", "--champion", "p", "--challenger", "p:2", "--from", "2020-01-01", "--server", server.Url);
        Assert.Equal((0, "Experiment 1: p:1 against p:2 on gbp-1h, shadow. vane ab status 1\n" + Plan), (started.Exit, started.Output));
        Say(workspace, 1, 0.5);
        Say(workspace, 2, 0.6);
        string[][] lines = [["ab", "status"], ["ab", "status", "1"], ["ab", "status", "1", "--json"], ["ab", "status", "--json"], ["ab", "status", "8"], ["ab", "start", "none", "--champion", "p", "--challenger", "p:9"]];
        foreach (var line in lines)
        {
            var (here, there) = (await _shop.RunAsync(line), await Cli.RunAsync([.. line, "--server", server.Url]));
            Assert.Equal((here.Exit, here.Output, here.Error), (there.Exit, there.Output, there.Error));
        }

        Assert.Equal("Experiment 1 has ended; p:1 stays.\n", (await Cli.RunAsync("ab", "stop", "1", "--reason", "enough", "--server", server.Url)).Output);
    }

    private static (int, string) Cut(Cli run, int length) => (run.Exit, run.Error[..Math.Min(run.Error.Length, length)]);

    /// <summary>Two versions of a model, the first promoted, and a series that nothing forecasts by itself.</summary>
    private async Task Prepare()
    {
        var pipeline = _shop.Pipeline("p.yaml", _shop.Bars("bars.csv", 600, 0.5), "learners: [logistic]\nregister: { name: p }\nsplit: { folds: 2 }");
        for (var i = 0; i < 2; i++)
        {
            var run = await _shop.RunAsync("run", pipeline);
            Assert.True(run.Exit == 0, run.Error);
        }

        using var workspace = _shop.Open();
        if (workspace.Models.Resolve("p:1").Aliases.Count == 0)
        {
            workspace.Models.Promote(workspace.Models.Resolve("p:1"), "ada", "first", force: true);
        }

        workspace.Series.Put("gbp-1h", "1h", []);
    }

    private static void Say(Workspace workspace, long version, double probability) => workspace.Forecasts.Keep("gbp-1h", [.. ((int[])[1, 1, 0, 1]).Select((outcome, i) => new KeptForecast
    {
        Model = "p", Version = version, Bar = Hour(i), KnownAt = Hour(i + 1), Target = Hour(i + 1), Probability = probability, Threshold = 0.5, Outcome = outcome,
    })]);

    private static DateTimeOffset Hour(int hour) => new(2020, 3, 1, hour, 0, 0, TimeSpan.Zero);
}
