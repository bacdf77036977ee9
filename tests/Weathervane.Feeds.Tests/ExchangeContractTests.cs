using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Fetching;
using Weathervane.Feeds.Tests.Replay;

namespace Weathervane.Feeds.Tests;

/// <summary>What every exchange of the catalogue has to hold, against a server that speaks its published format.</summary>
public sealed class ExchangeContractTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Exchanges => [.. ExchangeCatalog.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Brings_the_real_bars_to_the_last_bit(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var report = await at.FetchAsync();
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
        Assert.Equal(at.Real.Count, report.Added);
        Assert.Equal(at.Replay.Requests, report.Pages);
        Assert.Empty(report.Corrected);
        Assert.Empty(report.LeftOut);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Brings_them_through_outages_in_the_middle(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var last = exchange == "kraken" ? 1 : 2;
        at.Replay.At(last, Fault.Status(503, "<html>maintenance</html>"));
        at.Replay.At(last + 1, Fault.Drop);
        at.Replay.At(last + 2, Fault.Status(429, "{}", "7"));
        at.Replay.At(last + 3, Fault.Half);
        at.Replay.At(last + 4, Fault.Status(200, "<html>checking your browser</html>"));
        at.Replay.At(last + 5, Fault.Status(200, "{\"error\":[]}"));
        await at.FetchAsync();
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
        Assert.Contains(TimeSpan.FromSeconds(7), at.Clock.Waits);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Goes_on_after_a_stop_in_the_middle_without_a_bar_twice(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        using var stop = new CancellationTokenSource();
        at.Replay.At(exchange == "kraken" ? 1 : 2, Fault.Then(stop.Cancel));
        at.Stop = stop.Token;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => at.FetchAsync());
        at.Stop = TestContext.Current.CancellationToken;
        var before = at.Taken.Count;
        Assert.Equal(exchange == "kraken", before == 0);
        var report = await at.FetchAsync();
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
        Assert.Equal(at.Real.Count - before, report.Added);
        Assert.Equal(at.Real.Count, at.Taken.Count);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Goes_on_from_the_last_bar_and_takes_what_is_there_once(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var end = at.Clock.Now;
        at.Clock.Now = end - 100 * Hour;
        await at.FetchAsync();
        var first = at.Taken.Count;
        at.Clock.Now = end;
        var requests = at.Replay.Requests;
        var report = await at.FetchAsync(from: null);
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
        Assert.Equal(at.Real.Count - first, report.Added);
        Assert.InRange(report.Unchanged, 1, at.Real.Count);
        // Nothing is asked from the start again: the new bars, and the holes in what is held.
        Assert.InRange(at.Replay.Requests - requests, 1, 1 + BarFetch.HolesAsked);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Never_keeps_a_bar_that_is_not_closed(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var close = at.Clock.Now;
        foreach (var seconds in new[] { -7200, -3601, -3600, -1800, -1, 0 })
        {
            at.Clock.Now = close.AddSeconds(seconds);
            // The real bar is compared, not its time: half a bar under the right time would be found, too.
            await at.FetchAsync(from: close - 10 * Hour);
            var closed = at.Real.ToArray().Where(b => b.Time >= close.UtcDateTime - 10 * Hour && b.Time + Hour <= close.AddSeconds(seconds).UtcDateTime);
            Assert.Equal(closed, at.Taken.Values.Where(b => b.Time >= close.UtcDateTime - 10 * Hour));
        }
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Never_keeps_an_open_bar_for_a_clock_that_is_five_minutes_fast_here_or_there(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var real = at.Clock.Now = at.Clock.Now.AddMinutes(-2);
        at.Replay.Ahead = TimeSpan.FromMinutes(5);
        await at.FetchAsync(from: real - 10 * Hour);
        Assert.True(at.Got.Times[^1] + Hour <= real.UtcDateTime);

        at.Replay.Ahead = TimeSpan.Zero;
        await at.FetchAsync(from: real - 10 * Hour, here: new ReplayClock(real.AddMinutes(5)));
        Assert.True(at.Got.Times[^1] + Hour <= real.UtcDateTime);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Fills_a_hole_once_the_exchange_has_its_bars(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var (from, until) = (at.Real.Times[^200], at.Real.Times[^150]);
        at.Replay.Market.Hide(from, until);
        await at.FetchAsync();
        Assert.Equal(at.Real.Count - 50, at.Taken.Count);
        at.Replay.Market.Put(at.Real.ToArray());
        var report = await at.FetchAsync(from: null);
        Assert.Equal(50, report.Added);
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Tells_a_bar_that_the_exchange_has_changed(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        await at.FetchAsync();
        var before = at.Real[at.Real.Count - 3];
        var after = before with { Volume = before.Volume + 1 };
        at.Replay.Market.Put(after);
        var report = await at.FetchAsync(from: null);
        Assert.Equal([new ChangedBar(before, after)], report.Corrected);
        Assert.Equal(0, report.Added);
        Assert.Equal(after, at.Taken[before.Time]);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Refuses_to_mix_two_markets(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        await at.FetchAsync();
        var other = at.Real.ToArray().Select(b => new Bar(b.Time, b.Open / 20, b.High / 20, b.Low / 20, b.Close / 20, b.Volume)).ToList();
        at.Replay.Market.Put(other);
        var wrong = await Assert.ThrowsAsync<InputException>(() => at.FetchAsync(from: null));
        Assert.Contains("what is kept is of another market: all", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(at.Real.Sha256, at.Got.Sha256);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Leaves_out_a_bar_that_no_market_makes(string exchange)
    {
        await using var at = await Bench.StartAsync(exchange);
        var bar = at.Real[at.Real.Count - 5];
        var impossible = bar with { High = bar.Low / 2 };
        at.Replay.Market.Put(impossible);
        var report = await at.FetchAsync();
        Assert.Equal([impossible], report.LeftOut);
        Assert.Equal(at.Real.Count - 1, at.Taken.Count);
    }

    [Theory]
    [InlineData("binance", "Invalid symbol.", "BTCUSDT")]
    [InlineData("coinbase", "NotFound", "BTC-USD")]
    [InlineData("kraken", "EQuery:Unknown asset pair", "XBTUSD")]
    [InlineData("bitstamp", "not found", "btcusd")]
    public async Task Tells_an_unknown_symbol_in_the_exchanges_words(string exchange, string words, string example)
    {
        await using var at = await Bench.StartAsync(exchange);
        var wrong = await Assert.ThrowsAsync<InputException>(() => at.FetchAsync(symbol: "NOSUCH"));
        Assert.Equal($"{exchange} NOSUCH: the exchange says: {words} It writes symbols like {example}.", wrong.Message);
        Assert.Equal(1, at.Replay.Requests);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public void Refuses_a_length_of_bars_that_it_has_not_with_those_that_it_has(string exchange)
    {
        var known = ExchangeCatalog.Get(exchange);
        var wrong = Assert.Throws<InputException>(() => new BarSource(known, known.ExampleSymbol, TimeSpan.FromMinutes(7)));
        Assert.StartsWith($"interval: {exchange} has no bars of 7m. It has ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(", 1h, ", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(known.Intervals.Count, known.Intervals.Select(i => i.Length).Distinct().Count());
        Assert.Equal(known.Intervals.OrderBy(i => i.Length), known.Intervals);
        Assert.All(known.Intervals, i => Assert.True(IntervalText.TryParse(IntervalText.Format(i.Length), out var read) && read == i.Length));
    }
}
