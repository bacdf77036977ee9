using Weathervane.Bars;
using Weathervane.Feeds.Asking;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Fetching;
using Weathervane.Feeds.Tests.Replay;

namespace Weathervane.Feeds.Tests;

/// <summary>A replayed exchange with real bars, the moment just after the last of them closed, and what was fetched so far.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(ReplayExchange replay, BarSeries real, ReplayClock clock) => (Replay, Real, Clock) = (replay, real, clock);

    internal ReplayExchange Replay { get; }

    internal BarSeries Real { get; }

    internal ReplayClock Clock { get; }

    /// <summary>Ctrl-C.</summary>
    internal CancellationToken Stop { get; set; } = TestContext.Current.CancellationToken;

    /// <summary>All bars that were taken; a bar that is taken twice must have changed.</summary>
    internal SortedDictionary<DateTime, Bar> Taken { get; } = [];

    internal BarSeries Got => new(
        "got", Real.Interval, [.. Taken.Keys], [.. Taken.Values.Select(b => b.Open)], [.. Taken.Values.Select(b => b.High)], [.. Taken.Values.Select(b => b.Low)],
        [.. Taken.Values.Select(b => b.Close)], [.. Taken.Values.Select(b => b.Volume)]);

    internal static async Task<Bench> StartAsync(string exchange, BarSeries? bars = null)
    {
        var real = bars ?? RealBars.Of(exchange);
        var clock = new ReplayClock(new DateTimeOffset(real.Times[^1] + real.Interval));
        return new Bench(await ReplayExchange.StartAsync(exchange, real, clock), real, clock);
    }

    /// <summary>Fetches from the first real bar on; from null goes on from what was taken.</summary>
    internal Task<FetchReport> FetchAsync(string? symbol = null, AskOptions? options = null, ReplayClock? here = null) =>
        FetchAsync(new DateTimeOffset(Real.Times[0]), symbol, options, here);

    internal async Task<FetchReport> FetchAsync(
        DateTimeOffset? from, string? symbol = null, AskOptions? options = null, ReplayClock? here = null)
    {
        var exchange = ExchangeCatalog.Get(Replay.Speech.Name);
        using var client = new ExchangeClient(exchange, here ?? Clock, (options ?? new AskOptions()) with { Endpoint = Replay.Url });
        return await BarFetch.RunAsync(
            client, new BarSource(exchange, symbol ?? Replay.Speech.Symbol, Real.Interval), new FetchRequest { Held = Taken.Count == 0 ? null : Got, From = from, Take = Take }, here ?? Clock, Stop);
    }

    public ValueTask DisposeAsync() => Replay.DisposeAsync();

    private void Take(IReadOnlyList<Bar> bars)
    {
        foreach (var bar in bars)
        {
            Assert.False(Taken.TryGetValue(bar.Time, out var before) && before == bar, $"the bar of {bar.Time:O} came twice");
            Taken[bar.Time] = bar;
        }
    }
}
