using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Live;
using Weathervane.Feeds.Tests.Replay;

namespace Weathervane.Feeds.Tests;

/// <summary>Binance's web socket, on a clock that the test turns.</summary>
public sealed class BarSocketTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly BarSeries _real = RealBars.Of("binance").Slice(3000, 100);
    private readonly SteppedClock _clock;
    private readonly Dictionary<DateTime, Bar> _taken = [];
    private readonly Lock _lock = new();

    // Ten minutes before the close of the bar 40.
    public BarSocketTests() => _clock = new SteppedClock(new DateTimeOffset(_real.Times[40]) + Hour - TimeSpan.FromMinutes(10));

    [Fact(Timeout = 60_000)]
    public async Task Takes_closed_bars_as_they_come_without_asking_and_asks_for_those_that_it_missed()
    {
        await using var replay = await ReplayExchange.StartAsync("binance", _real, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (feed, running) = await StreamingAsync(replay, stop.Token);
        var requests = replay.Requests;

        // The bar that moves is not a bar; the same once it has closed is.
        await replay.PushAsync(_real[40] with { Close = _real[40].Open, Volume = 1 }, closed: false);
        _clock.Advance(new DateTimeOffset(_real.Times[40]) + Hour - _clock.GetUtcNow());
        await replay.PushAsync(_real[40], closed: true);
        await UntilAsync(() => Has(40));
        Assert.Equal(_real[40], _taken[_real.Times[40]]);
        Assert.Equal(requests, replay.Requests);

        // A line that breaks is seen; the bar of that hour is asked for; the line comes back.
        replay.DropSockets();
        await UntilAsync(() => !feed.Status.Streaming);
        Assert.False(Has(41));
        replay.RefuseSockets = true;
        await UntilAsync(() => Has(41), TimeSpan.FromMinutes(1));
        // One request in these two hours: the bar that came by itself was never asked for.
        Assert.Equal(requests + 1, replay.Requests);
        replay.RefuseSockets = false;
        await UntilAsync(() => feed.Status.Streaming, TimeSpan.FromSeconds(1));

        // A bar that does not follow brings those between.
        requests = replay.Requests;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await replay.PushAsync(_real[60], closed: true);
        await UntilAsync(() => replay.Requests > requests);
        Assert.False(Has(60));

        // Silence is a dead line.
        var failures = feed.Status.Failures;
        await UntilAsync(() => feed.Status.Failures > failures, TimeSpan.FromMinutes(10));
        Assert.All(_taken, t => Assert.Equal(_real[_real.FirstAtOrAfter(t.Key)], t.Value));
        await stop.CancelAsync();
        await running;
    }

    [Fact(Timeout = 60_000)]
    public async Task Asks_now_and_then_for_corrections_although_all_bars_come_by_themselves()
    {
        await using var replay = await ReplayExchange.StartAsync("binance", _real, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (feed, running) = await StreamingAsync(replay, stop.Token);
        var (requests, corrected) = (replay.Requests, _real[38] with { Volume = 1 });
        replay.Market.Put(corrected);
        for (var bar = 40; bar < 53; bar++)
        {
            Assert.Equal(requests, replay.Requests);
            _clock.Advance(new DateTimeOffset(_real.Times[bar]) + Hour - _clock.GetUtcNow());
            await replay.PushAsync(_real[bar], closed: true);
            await UntilAsync(() => Has(bar));
        }

        // At once, not when the next bar is due.
        await UntilAsync(() => feed.Status.Corrected == 1);
        Assert.Equal(corrected, _taken[corrected.Time]);
        Assert.Equal(requests + 1, replay.Requests);
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("""{"e":"kline","s":"BTCUSDT","k":{"t":1502942400000,"T":1502945999999,"s":"BTCUSDT","i":"1h","o":"4261.48","c":"4308.83","h":"4313.62","l":"4261.32","v":"47.181009","x":true}}""", true)]
    [InlineData("""{"e":"kline","s":"BTCUSDT","k":{"t":1502942400000,"T":1502945999999,"s":"BTCUSDT","i":"1h","o":"4261.48","c":"4308.83","h":"4313.62","l":"4261.32","v":"47.181009","x":false}}""", false)]
    [InlineData("""{"result":null,"id":1}""", false)]
    public void Knows_a_closed_bar_by_its_mark(string message, bool closed)
    {
        using var json = System.Text.Json.JsonDocument.Parse(message);
        Bar? expected = closed ? new Bar(new DateTime(2017, 8, 17, 4, 0, 0, DateTimeKind.Utc), 4261.48, 4313.62, 4261.32, 4308.83, 47.181009) : null;
        Assert.Equal(expected, ExchangeCatalog.Get("binance").Socket!.ReadClosed(json.RootElement));
    }

    /// <summary>A feed whose web socket is open and that has all bars up to now.</summary>
    private async Task<(LiveFeed Feed, Task Running)> StreamingAsync(ReplayExchange replay, CancellationToken stop)
    {
        var options = FeedOptions.Parse("binance:BTCUSDT:1h") with { Endpoint = replay.Url, StreamEndpoint = new Uri(replay.Url.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal)), Silence = 3 * Hour };
        var feed = new LiveFeed(options, new FeedPlace(Held, Take, () => true), _clock);
        var running = feed.RunAsync(stop);
        await UntilAsync(() => feed.Status.Streaming && Has(39), TimeSpan.FromSeconds(1));
        return (feed, running);
    }

    private bool Has(int bar)
    {
        lock (_lock)
        {
            return _taken.ContainsKey(_real.Times[bar]);
        }
    }

    private BarSeries Held(DateTimeOffset? from)
    {
        lock (_lock)
        {
            var bars = _taken.Values.Where(b => from is null || b.Time >= from.Value.UtcDateTime).OrderBy(b => b.Time).ToList();
            return new BarSeries(
                "btc", Hour, [.. bars.Select(b => b.Time)], [.. bars.Select(b => b.Open)], [.. bars.Select(b => b.High)], [.. bars.Select(b => b.Low)],
                [.. bars.Select(b => b.Close)], [.. bars.Select(b => b.Volume)]);
        }
    }

    private void Take(IReadOnlyList<Bar> bars)
    {
        lock (_lock)
        {
            foreach (var bar in bars)
            {
                _taken[bar.Time] = bar;
            }
        }
    }

    // Waits for what other threads do; the clock goes on only where a step is given.
    private async Task UntilAsync(Func<bool> done, TimeSpan step = default)
    {
        while (!done())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (step > TimeSpan.Zero)
            {
                _clock.Advance(step);
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
