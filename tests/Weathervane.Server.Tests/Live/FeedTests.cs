using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Feeds.Live;
using Weathervane.Feeds.Tests.Replay;
using Weathervane.Store;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.Live;

/// <summary>Feeds in a server that runs: bars come in from an exchange, and everyone can see how the feed stands.</summary>
public sealed class FeedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bars_of_an_exchange_come_into_a_new_series_and_the_feed_tells_how_it_stands()
    {
        var real = ReplayMarket.EndingAt(DateTime.UtcNow.AddHours(1), BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz"), cancel: Cancel).Bars.Slice(70_000, 1500));
        await using var exchange = await ReplayExchange.StartAsync("binance", real, TimeProvider.System);
        await using var server = await RunningServer.StartAsync(new ServerOptions
        {
            Model = "btc", Feeds = [FeedOptions.Parse("binance:BTCUSDT:1h@btc") with { Endpoint = exchange.Url }, FeedOptions.Parse("binance:NOSUCH:1h") with { Endpoint = exchange.Url }],
        });
        // All closed bars to the last bit, and the one that is moving is not among them.
        await PredictTests.Until(() => server.Workspace.Series.Bars("btc").Sha256 == Closed(exchange.Market, real).Sha256);
        Assert.Equal(["btc"], server.Workspace.Series.Get("btc").Models);

        JsonElement feed = default;
        await PredictTests.Until(() => (feed = FeedOf(server, "btc")).GetProperty("lastAnswer").ValueKind == JsonValueKind.String);
        Assert.Equal(("binance:BTCUSDT:1h", true), (feed.GetProperty("source").GetString(), feed.GetProperty("elected").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, feed.GetProperty("error").ValueKind);
        Assert.Equal(server.Workspace.Series.Bars("btc").Times[^1], feed.GetProperty("lastBar").GetDateTimeOffset().UtcDateTime);
        Assert.InRange(feed.GetProperty("lagSeconds").GetDouble(), 0, 3700);

        await PredictTests.Until(() => FeedOf(server, "binance-NOSUCH-1h").GetProperty("error").ValueKind == JsonValueKind.String);
        Assert.Equal(
            "binance NOSUCH: the exchange says: Invalid symbol. It writes symbols like BTCUSDT.", FeedOf(server, "binance-NOSUCH-1h").GetProperty("error").GetString());

        var metrics = await server.Client.GetStringAsync("/metrics", Cancel);
        Assert.Contains("vane_feed_elected{series=\"btc\",exchange=\"binance\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("vane_feed_up{series=\"btc\",exchange=\"binance\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("# TYPE vane_feed_lag_seconds gauge\nvane_feed_lag_seconds{series=\"btc\",exchange=\"binance\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("vane_feed_failures_total{series=\"binance-NOSUCH-1h\",exchange=\"binance\"} 1\n", metrics, StringComparison.Ordinal);
        server.Workspace.Series.Put("own", "1h", []);
        Assert.Equal(JsonValueKind.Null, FeedOf(server, "own").ValueKind);
    }

    [Theory]
    [InlineData(-150)]
    [InlineData(150)]
    public async Task A_server_whose_clock_is_off_takes_each_bar_when_it_has_closed_by_the_stores(int minutes)
    {
        var real = ReplayMarket.EndingAt(DateTime.UtcNow.AddHours(1), BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz"), cancel: Cancel).Bars.Slice(70_000, 100));
        await using var exchange = await ReplayExchange.StartAsync("binance", real, TimeProvider.System);
        // The store's clock is right; the server's is two and a half bars off.
        await using var right = await RunningServer.StartAsync();
        using var workspace = Workspace.Open(right.Folder, TimeProvider.System);
        var options = new ServerOptions { Port = 0, Feeds = [FeedOptions.Parse("binance:BTCUSDT:1h@btc") with { Endpoint = exchange.Url }] };
        await using var server = await VaneServer.StartAsync(workspace, options, new OffClock(TimeSpan.FromMinutes(minutes)), cancel: Cancel);
        await PredictTests.Until(() => workspace.Series.Bars("btc").Count > 0);
        // All of them came with the first answer: a slow clock would have taken two fewer, a fast one the bar that still moves.
        Assert.Equal(Closed(exchange.Market, real).Times[^1], workspace.Series.Bars("btc").Times[^1]);
    }

    [Fact]
    public async Task One_of_two_servers_of_a_store_fetches_and_the_other_takes_over_when_it_stops()
    {
        var real = ReplayMarket.EndingAt(DateTime.UtcNow.AddHours(1), BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz"), cancel: Cancel).Bars.Slice(70_000, 100));
        await using var exchange = await ReplayExchange.StartAsync("binance", real, TimeProvider.System);
        var options = new ServerOptions { Port = 0, Feeds = [FeedOptions.Parse("binance:BTCUSDT:1h@btc") with { Endpoint = exchange.Url, Look = TimeSpan.FromSeconds(1) }] };
        // A server that was killed holds its lease until it has run out, and no longer.
        await using var first = await RunningServer.StartAsync(options, w => Assert.NotNull(w.Leases.Take("feed/btc", "a server that was killed", TimeSpan.FromSeconds(1))));
        await PredictTests.Until(() => FeedOf(first, "btc").GetProperty("lastAnswer").ValueKind == JsonValueKind.String);
        Assert.Null(first.Workspace.Leases.Take("feed/btc", "another", TimeSpan.FromSeconds(1)));

        using var workspace = Workspace.Open(first.Folder, TimeProvider.System);
        await using var second = await VaneServer.StartAsync(workspace, options, TimeProvider.System, cancel: Cancel);
        using var client = new HttpClient { BaseAddress = new Uri(second.Url) };
        var requests = exchange.Requests;
        JsonElement Second() => JsonDocument.Parse(client.GetStringAsync("/api/v1/series/btc", Cancel).GetAwaiter().GetResult()).RootElement.GetProperty("feed");
        Assert.False(Second().GetProperty("elected").GetBoolean());
        Assert.Equal(requests, exchange.Requests);

        // A server that stops gives its lease back, so the other need not wait until it has run out.
        await first.StopAsync();
        await PredictTests.Until(() => Second().GetProperty("elected").GetBoolean() && Second().GetProperty("lastAnswer").ValueKind == JsonValueKind.String);
        Assert.True(exchange.Requests > requests);
    }

    [Fact]
    public async Task Feeds_that_cannot_be_are_refused_before_the_server_starts()
    {
        var twice = new ServerOptions { Feeds = [FeedOptions.Parse("binance:BTCUSDT:1h@x"), FeedOptions.Parse("kraken:XBTUSD:1h@x")] };
        Assert.Equal(
            "feed: binance:BTCUSDT:1h and kraken:XBTUSD:1h both name the series x. Give each its own with @SERIES.",
            (await Assert.ThrowsAsync<InputException>(() => RunningServer.StartAsync(twice))).Message);
        var other = new ServerOptions { Feeds = [FeedOptions.Parse("binance:BTCUSDT:15m@x")] };
        Assert.Equal(
            "series x: its bars are of 1h, not of 15m. Use another name.",
            (await Assert.ThrowsAsync<InputException>(() => RunningServer.StartAsync(other, w => w.Series.Put("x", "1h", [])))).Message);
    }

    private static BarSeries Closed(ReplayMarket market, BarSeries real) => real.Slice(0, market.Bars().Count(b => b.Time + real.Interval <= market.Now));

    private static JsonElement FeedOf(RunningServer server, string series) =>
        JsonDocument.Parse(server.Client.GetStringAsync("/api/v1/series/" + series, Cancel).GetAwaiter().GetResult()).RootElement.GetProperty("feed");

    private sealed class OffClock(TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + off;
    }
}
