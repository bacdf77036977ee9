using System.Globalization;
using Weathervane.Bars;
using Weathervane.Feeds.Tests.Replay;
using Weathervane.Store;
using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;
using Weathervane.Store.Studies;
using Weathervane.Store.Tests.Artifacts;
using Weathervane.Store.Tests.Durability;
using Weathervane.Store.Tests.Sql;

namespace Weathervane.Cli.Tests.Cluster;

/// <summary>Three servers on one PostgreSQL and one bucket, with clocks five minutes apart, of which some die and some stand still in the middle of their work.</summary>
/// <remarks>The short form waits for leases of 8 seconds. With VANE_LONG=1 they are those of the program, 30 seconds, and the server that stands still does so for 60.</remarks>
public sealed class ThreeServersTests : IAsyncDisposable
{
    private const string Heavy = "hours", Light = "posted", Market = "market", Study = "searched/lightgbm";
    private readonly Workshop _shop = new();
    private readonly PostgresServer _postgres = PostgresServer.Start();
    private readonly BucketLocation _bucket = MotoServer.NewBucket();
    private readonly List<ServerProcess> _servers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int LeaseSeconds => LongForm.Wanted ? 30 : 8;

    private string[] Place => ["--workspace", _shop.Store, "--store", _postgres.Url("postgres"), "--artifacts", _bucket.ToString()];

    public ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }

        _postgres.Dispose();
        _shop.Dispose();
        return default;
    }

    [Fact]
    public async Task What_some_began_others_finish_once_and_forecasts_go_on()
    {
        // A recipe that takes long enough to be interrupted: 9,000 rows of noise and many small trees. The other one only forecasts.
        await RunAsync("heavy.yaml", 9000, "learners: [{lightgbm: {n_estimators: 1500, num_leaves: 63, min_data_in_leaf: 5}}]\nregister: { name: heavy }");
        await RunAsync("light.yaml", 3000, "learners: [logistic]\nregister: { name: light }");
        using var workspace = Open();
        var all = BarReader.Read(_shop.Bars("later.csv", 6000, 0.6), cancel: Cancel).Bars.ToArray();
        workspace.Series.Put(Heavy, "1h", ["heavy:latest"]);
        workspace.Series.Take(Heavy, BarReader.Read(_shop.At("9000.csv"), cancel: Cancel).Bars.ToArray());
        workspace.Series.Put(Light, "1h", ["light:1"]);
        workspace.Series.Take(Light, all[3000..3100]);

        // The last bar closed ten minutes ago by every clock.
        await using var exchange = await ReplayExchange.StartAsync(
            "binance", ReplayMarket.EndingAt(DateTime.UtcNow.AddMinutes(-10), BarReader.Read(_shop.Bars("market.csv", 300, 0.6, seed: 2), cancel: Cancel).Bars), TimeProvider.System);
        var hidden = exchange.Market.Bars()[^2..];
        exchange.Market.Hide(hidden[0].Time, DateTime.MaxValue);
        await Task.WhenAll(new[] { 5, 0, -5 }.Select(ahead => StartAsync(ahead, exchange)));
        await Until(() => workspace.Series.List().Any(s => s.Name == Market) && workspace.Series.Bars(Market).Count == 298 && workspace.Forecasts.Latest(Light) is not null, 60);
        await using var callers = new Callers(_servers, Light, all[3100..]);

        var first = workspace.Models.Versions("heavy")[^1];
        workspace.Retraining.SetPlan(Heavy, RetrainingPlan.OnRequest with { Requested = workspace.Retraining.Now() }, "ada");
        var killed = await HolderAsync("retraining/" + Heavy);
        await callers.BetweenAsync(killed.Kill);
        // Another takes the work over, and is stopped in the middle of it.
        var stopped = await HolderAsync("retraining/" + Heavy, killed);
        await callers.BetweenAsync(stopped.Stop);
        var stoppedAt = TimeProvider.System.GetTimestamp();
        Assert.Empty(workspace.Retraining.Events(Heavy));
        await Until(() => workspace.Retraining.Events(Heavy).Count > 0, 240);
        if (LongForm.Wanted)
        {
            await Until(() => TimeProvider.System.GetElapsedTime(stoppedAt) >= TimeSpan.FromSeconds(60), 60);
        }

        // It wakes up with a fence that is too old.
        await callers.BetweenAsync(stopped.Wake);
        await StartAsync(5, exchange);

        // All of them make the trials of a search. Who brings the bars dies in the middle of one, and two more bars have closed: within 30 seconds another brings them.
        var feeding = await HolderAsync("feed/" + Market);
        await SearchAsync(_servers.First(s => s.Answers).Url);
        await Until(() => _postgres.Query($"SELECT count(*) FROM leases WHERE name LIKE 'trial/%' AND owner LIKE '%/{feeding.Id}/%'") != "0", 90);
        exchange.Market.Put(hidden);
        await callers.BetweenAsync(feeding.Kill);
        var feedGone = TimeProvider.System.GetTimestamp();
        Assert.Null(workspace.Studies.Get(Study).Job!.Ended);
        await Until(() => workspace.Series.Bars(Market).Count == 300, 30);
        var handedOver = TimeProvider.System.GetElapsedTime(feedGone);
        Assert.NotEqual(feeding.Id, (await HolderAsync("feed/" + Market)).Id);

        await Until(() => workspace.Studies.Get(Study).Job!.Ended is not null, 240);
        await callers.EndAsync();
        Assert.Empty(callers.Failures);
        Assert.True(callers.Answered > 100, $"Only {callers.Answered} requests were sent.");

        // However often the work was begun, it counts once, and so does its version.
        var happened = Assert.Single(workspace.Retraining.Events(Heavy));
        Assert.True(happened.IsTraining && happened.Kind != SeriesEventKind.Failed, happened.Words);
        Assert.Equal(happened.Kind == SeriesEventKind.Refreshed ? 2 : 1, workspace.Models.Versions("heavy").Count(v => v.Version == first.Version || v.Aliases.Contains(ModelName.Champion)));

        Assert.Equal(100 + callers.Sent, workspace.Series.Bars(Light).Count);
        await SameAsOfOneProgramAsync(workspace);
        await ForecastOnceAsync(workspace, Light);
        await ForecastOnceAsync(workspace, Market);
        LongForm.Tell(
            $"Three servers, leases of {LeaseSeconds} s: one killed and one stopped for {(LongForm.Wanted ? 60 : 0)} s or more in the middle of a refresh, one killed in the middle of a trial; the refresh counted once ({happened.Kind}), the search is that of one program, the feed was handed over after {handedOver.TotalSeconds:0} s; {callers.Answered} requests meanwhile, {callers.Failures.Count} failed, {callers.Sent} bars sent, each forecast once");
    }

    /// <summary>Each bar was forecast once by the one version, and by whichever server with the same bits: none was revised.</summary>
    private static async Task ForecastOnceAsync(Workspace workspace, string series)
    {
        // return(5) needs five bars before its own.
        var bars = workspace.Series.Bars(series).Times[5..].ToArray();
        await Until(() => workspace.Forecasts.Latest(series)!.Bar == bars[^1], 30);
        var forecasts = workspace.Forecasts.List(series, limit: int.MaxValue);
        Assert.Equal(bars, forecasts.Select(f => f.Bar.UtcDateTime).Reverse());
        Assert.All(forecasts, f => Assert.Null(f.Revised));
        Assert.Equal("light:1", Assert.Single(forecasts.Select(f => $"{f.Model}:{f.Version}").Distinct()));
    }

    private string SearchPipeline() => _shop.Pipeline(
        "searched.yaml", _shop.At("9000.csv"),
        "split: { folds: 1 }\nlearners: [{lightgbm: {n_estimators: 300, min_data_in_leaf: 5, tune: { num_leaves: [15, 63], learning_rate: [0.01, 0.3] }}}]\ntuning: { trials: 12, folds: 2 }");

    private async Task SearchAsync(Uri server)
    {
        var output = new StringWriter();
        var exit = await Program.RunAsync(
            ["tune", SearchPipeline(), "--server", server.ToString(), "--quiet"], new Terminal { Output = output, Error = output, Environment = _ => null, Cancel = Cancel });
        Assert.True(exit == 0, output.ToString());
        Assert.Equal($"{Study}: 12 trials asked of the servers.\n", output.ToString());
    }

    /// <summary>Whoever made which trial, and whatever was lost in between: the study is the one that a program makes alone.</summary>
    private async Task SameAsOfOneProgramAsync(Workspace workspace)
    {
        var kept = workspace.Studies.Get(Study);
        Assert.Equal(JobOutcome.Done, kept.Job!.Outcome);
        var alone = await _shop.RunAsync("tune", SearchPipeline(), "--quiet");
        Assert.True(alone.Exit == 0, alone.Error);
        using var own = Workspace.Open(_shop.Store, TimeProvider.System);
        Assert.Equal(own.Studies.Trials(own.Studies.Get(Study).Id).Select(Key), workspace.Studies.Trials(kept.Id).Select(Key));

        static string Key(Trial trial) => FormattableString.Invariant($"{trial.Number} {trial.State} {string.Join(',', trial.Parameters.OrderBy(p => p.Key))} {trial.Value:R}");
    }

    private async Task RunAsync(string name, int bars, string more)
    {
        var pipeline = _shop.Pipeline(name, _shop.Bars(FormattableString.Invariant($"{bars}.csv"), bars, 0.6), "split: { folds: 1 }\n" + more);
        var output = new StringWriter();
        var exit = await Program.RunAsync(["run", pipeline, "--quiet", .. Place], new Terminal { Output = output, Error = output, Environment = _ => null, Cancel = Cancel });
        Assert.True(exit == 0, output.ToString());
    }

    private Workspace Open() => Workspace.Open(new WorkspaceLocation(_shop.Store, _postgres.Location("postgres"), _bucket), TimeProvider.System);

    private async Task StartAsync(int minutesAhead, ReplayExchange exchange)
    {
        var server = await ServerProcess.StartAsync(
            minutesAhead,
            [
                "--model", "light", "--allow-unproven", "--lease-seconds", LeaseSeconds.ToString(CultureInfo.InvariantCulture),
                "--feed", $"binance:BTCUSDT:1h@{Market}", "--feed-endpoint", $"binance={exchange.Url}", .. Place,
            ],
            Cancel);
        lock (_servers)
        {
            _servers.Add(server);
        }
    }

    /// <summary>The server that holds a lease, once another than that before does.</summary>
    private async Task<ServerProcess> HolderAsync(string lease, ServerProcess? before = null)
    {
        ServerProcess? holder = null;
        await Until(
            () =>
            {
                var owner = _postgres.Query($"SELECT owner FROM leases WHERE name = '{lease}'").Split('/');
                holder = owner.Length == 3 ? _servers.SingleOrDefault(s => s.Answers && owner[1] == FormattableString.Invariant($"{s.Id}")) : null;
                return holder is not null && holder != before;
            },
            90);
        return holder!;
    }

    private static async Task Until(Func<bool> done, int seconds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!done())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
