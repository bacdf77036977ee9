using System.Text.Json.Nodes;
using Weathervane.Bars;
using Weathervane.Feeds.Live;
using Weathervane.Feeds.Tests.Replay;
using Weathervane.Server.Tests.Live;
using Weathervane.Store;
using Weathervane.Store.Access;
using Weathervane.Store.Locations;
using Weathervane.Store.Tests.Artifacts;
using Weathervane.Store.Tests.Sql;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.Outages;

/// <summary>Forecasts outlive the database and the store of files: real ones are stopped, and started again.</summary>
public sealed class OutageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-outage-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Features { get; } =
        $$"""{"features":{{PredictTests.Object(TrainedModel.Line, TrainedModel.Rows(TrainedModel.Line, 1).First())}}}""";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task While_PostgreSQL_is_away_forecasts_go_on_with_what_was_known_last_and_are_logged_afterwards()
    {
        using var postgres = PostgresServer.Start();
        using var workspace = Workspace.Open(new WorkspaceLocation(_folder, postgres.Location("postgres")), TimeProvider.System);
        TrainedModel.Register(workspace, TrainedModel.Line);
        workspace.Series.Put("s", "1d", ["sp500"]);
        workspace.Series.Take("s", TrainedModel.Bars.ToArray());
        await using var running = await Served.StartAsync(workspace);
        var (features, latest) = (await running.PredictAsync(Features), default(JsonNode));
        await PredictTests.Until(async () => (latest = await running.PredictAsync("""{"series":"s"}""", orNull: true)) is not null);
        var bars = $$"""{"bars":[{{string.Join(',', Enumerable.Range(0, 3000).Select(i => SeriesTests.Text(TrainedModel.Bars[i])))}}]}""";
        var ofBars = await running.PredictAsync(bars);
        Assert.Equal((200, "ready"), await running.Client.Send("GET", "/ready"));
        Assert.Null(features!["staleSince"]);
        Assert.Contains("vane_store_up 1", (await running.Client.Send("GET", "/metrics")).Body, StringComparison.Ordinal);
        await PredictTests.Until(() => workspace.Forecasts.Answers(10).Count == 2);

        postgres.Stop("fast");
        await PredictTests.Until(async () => (await running.PredictAsync(Features))!["staleSince"] is not null);
        foreach (var (body, before) in new[] { (Features, features), ("""{"series":"s"}""", latest), (bars, ofBars) })
        {
            var answer = (await running.PredictAsync(body))!;
            Assert.Equal(before!["probabilityUp"]!.GetValue<double>(), answer["probabilityUp"]!.GetValue<double>());
            Assert.Equal(before["target"]?.GetValue<DateTime>(), answer["target"]?.GetValue<DateTime>());
            Assert.InRange(answer["staleSince"]!.GetValue<DateTime>(), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        }

        using var old = await running.Client.GetAsync("/features", Cancel);
        Assert.True(old.IsSuccessStatusCode && old.Headers.Contains("Vane-Stale-Since"));
        Assert.Equal((200, "OK"), await running.Client.Send("GET", "/health"));
        var (status, ready) = await running.Client.Send("GET", "/ready");
        Assert.Equal(503, status);
        Assert.Contains("the database cannot be reached", ready, StringComparison.Ordinal);
        var meters = (await running.Client.Send("GET", "/metrics")).Body;
        Assert.Contains("vane_store_up 0", meters, StringComparison.Ordinal);
        Assert.DoesNotContain("vane_forecast_log_waiting 0\n", meters, StringComparison.Ordinal);

        postgres.Go();
        await PredictTests.Until(async () => (await running.PredictAsync(Features))!["staleSince"] is null);
        await PredictTests.Until(async () => (await running.Client.Send("GET", "/metrics")).Body.Contains("vane_forecast_log_waiting 0\n", StringComparison.Ordinal));
        Assert.Equal((200, "ready"), await running.Client.Send("GET", "/ready"));
        // Every answer from features or bars that was given before, while it was away and after.
        Assert.Equal(running.Answered, workspace.Forecasts.Answers(int.MaxValue).Count);
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_bars_are_asked_for_again_and_come_in_once_and_feeds_catch_up()
    {
        using var postgres = PostgresServer.Start();
        using var workspace = Workspace.Open(new WorkspaceLocation(_folder, postgres.Location("postgres")), TimeProvider.System);
        workspace.Series.Put("s", "1d", []);
        workspace.Series.Take("s", TrainedModel.Bars.Slice(0, 100).ToArray());
        // An exchange whose last two bars close during the outage.
        await using var exchange = await ReplayExchange.StartAsync(
            "binance",
            ReplayMarket.EndingAt(DateTime.UtcNow.AddMinutes(-10), BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz"), cancel: Cancel).Bars.Slice(70_000, 100)), TimeProvider.System);
        var closing = exchange.Market.Bars()[^2..];
        exchange.Market.Hide(closing[0].Time, DateTime.MaxValue);
        await using var running = await Served.StartAsync(
            workspace, feed: FeedOptions.Parse("binance:BTCUSDT:1h@btc") with { Endpoint = exchange.Url, Look = TimeSpan.FromSeconds(1) });
        await PredictTests.Until(() => workspace.Series.List().Any(s => s.Name == "btc") && workspace.Series.Bars("btc").Count == 98);

        postgres.Stop("fast");
        exchange.Market.Put(closing);
        var next = SeriesTests.Texts(TrainedModel.Bars, 100, 103);
        using (var content = new StringContent(next, System.Text.Encoding.UTF8, "application/json"))
        using (var refused = await running.Client.PostAsync("/api/v1/series/s/bars", content, Cancel))
        {
            Assert.Equal((503, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType!.MediaType));
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
        }

        postgres.Go();
        (int Status, string Body) taken = default;
        await PredictTests.Until(async () => (taken = await running.Client.Send("POST", "/api/v1/series/s/bars", next)).Status == 200);
        // Kept once, whether the first answer was lost or the bars were.
        Assert.Equal("""{"added":3,"corrected":0,"unchanged":0}""", taken.Body);
        Assert.Equal("""{"added":0,"corrected":0,"unchanged":3}""", (await running.Client.Send("POST", "/api/v1/series/s/bars", next)).Body);
        Assert.Equal(TrainedModel.Bars.Times[..103].ToArray(), workspace.Series.Bars("s").Times.ToArray());
        await PredictTests.Until(() => workspace.Series.Bars("btc").Count == 100);
    }

    [Fact]
    public async Task A_server_that_is_started_while_PostgreSQL_is_away_forecasts_for_those_who_have_a_key()
    {
        using var postgres = PostgresServer.Start();
        var location = new WorkspaceLocation(_folder, postgres.Location("postgres"));
        Assert.False(VaneServer.CanOutlive(location, new ServerOptions()));
        string key;
        JsonNode before;
        using (var workspace = Workspace.Open(location, TimeProvider.System))
        {
            TrainedModel.Register(workspace, TrainedModel.Line);
            key = workspace.Keys.Create("ci", Role.Read).Text;
            await using var first = await Served.StartAsync(workspace, key);
            before = (await first.PredictAsync(Features))!;
        }

        postgres.Stop("immediate");
        Assert.True(VaneServer.CanOutlive(location, new ServerOptions()));
        using var later = Workspace.Open(location, TimeProvider.System, mayBeAway: true);
        Assert.True(later.IsAway);
        await using var running = await Served.StartAsync(later, key);
        var answer = (await running.PredictAsync(Features))!;
        Assert.Equal(before["probabilityUp"]!.GetValue<double>(), answer["probabilityUp"]!.GetValue<double>());
        Assert.NotNull(answer["staleSince"]);
        Assert.Equal(401, (await running.Client.Send("POST", "/api/v1/predict", Features, headers: ("Authorization", "Bearer vane_0_wrong"))).Status);
        Assert.Equal(503, (await running.Client.Send("POST", "/api/v1/predict", """{"model":"other","features":{}}""")).Status);
        Assert.Equal(503, (await running.Client.Send("GET", "/api/v1/models")).Status);

        postgres.Go();
        await PredictTests.Until(async () => (await running.PredictAsync(Features))!["staleSince"] is null);
        Assert.Equal(200, (await running.Client.Send("GET", "/api/v1/models")).Status);
        await PredictTests.Until(() => later.Forecasts.Answers(int.MaxValue).Count == running.Answered + 1);
    }

    [Fact]
    public async Task While_S3_is_away_versions_load_from_this_machine_and_an_alias_whose_file_is_not_here_stays_where_it_was()
    {
        var (moto, port) = MotoServer.Start();
        var bucket = MotoServer.NewBucket(port) with { Retries = 0 };
        using var workspace = Workspace.Open(new WorkspaceLocation(_folder, artifacts: bucket), TimeProvider.System);
        var first = TrainedModel.Register(workspace, TrainedModel.Line);
        var second = TrainedModel.Add(workspace, TrainedModel.Tree);
        JsonNode before;
        await using (var running = await Served.StartAsync(workspace))
        {
            before = (await running.PredictAsync(Features))!;
        }

        moto.Kill(entireProcessTree: true);
        moto.Dispose();
        await using (var running = await Served.StartAsync(workspace))
        {
            var answer = (await running.PredictAsync(Features))!;
            Assert.Equal(before["probabilityUp"]!.GetValue<double>(), answer["probabilityUp"]!.GetValue<double>());
            // The database says that this is the champion, so nothing is stale.
            Assert.Null(answer["staleSince"]);
            var (status, ready) = await running.Client.Send("GET", "/ready");
            Assert.Equal(503, status);
            Assert.Contains("the store of files cannot be reached", ready, StringComparison.Ordinal);
            Assert.Equal(503, (await running.Client.Send("POST", "/api/v1/predict", """{"model":"sp500:2","features":{}}""")).Status);

            workspace.Models.Promote(second, "ada", "a test", force: true);
            await PredictTests.Until(async () => (await running.PredictAsync(Features))!["staleSince"] is not null);
            Assert.Equal(first.Version, (await running.PredictAsync(Features))!["version"]!.GetValue<long>());
        }
    }

    /// <summary>A server over a workspace that outlives it.</summary>
    private sealed class Served(VaneServer server, HttpClient client) : IAsyncDisposable
    {
        internal HttpClient Client => client;

        /// <summary>Forecasts from features or bars that were answered.</summary>
        internal int Answered { get; private set; }

        internal static async Task<Served> StartAsync(Workspace workspace, string? key = null, FeedOptions? feed = null)
        {
            var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0, Feeds = feed is null ? [] : [feed] }, TimeProvider.System, cancel: Cancel);
            var client = new HttpClient { BaseAddress = new Uri(server.Url) };
            if (key is not null)
            {
                client.DefaultRequestHeaders.Authorization = new("Bearer", key);
            }

            return new Served(server, client);
        }

        internal async Task<JsonNode?> PredictAsync(string body, bool orNull = false)
        {
            var (status, text) = await Client.Send("POST", "/api/v1/predict", body);
            if (orNull && status != 200)
            {
                return null;
            }

            Assert.True(status == 200, text);
            Answered += body.Contains("series", StringComparison.Ordinal) ? 0 : 1;
            return JsonNode.Parse(text);
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await server.DisposeAsync();
        }
    }
}
