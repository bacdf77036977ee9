using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;
using Weathervane.Feeds.Live;
using Weathervane.Feeds.Tests.Replay;

namespace Weathervane.Feeds.Tests;

/// <summary>A feed over days of real hours, on a clock on which waiting takes no time.</summary>
public sealed class LiveFeedTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static TheoryData<string> Exchanges => [.. ExchangeCatalog.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Brings_each_bar_once_within_seconds_of_its_close(string exchange)
    {
        await using var days = await Days.StartAsync(exchange, hours: 80);
        var delays = new List<TimeSpan>();
        days.Taken = bars => delays.AddRange(bars.Select(b => days.Clock.Now - b.Time - Hour));
        await days.RunAsync();
        Assert.Equal(days.Real.Sha256, days.Held().Sha256);
        Assert.Equal(0, days.Twice);
        // The first of them were missed before the feed began.
        var after = days.Real.ToArray().Count(b => b.Time >= days.Begin.UtcDateTime);
        Assert.All(delays.TakeLast(after), d => Assert.InRange(d, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)));
        // A request an hour; where the market has no bar it is asked for again six times.
        var missing = 80 - after;
        Assert.InRange(days.Replay.Requests, after, 20 + after + (missing * 8));
        Assert.Null(days.Feed.Status.Error);
        Assert.Equal(days.Real.Times[^1], days.Feed.Status.LastBar!.Value.UtcDateTime);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Says_that_the_exchange_is_away_and_brings_what_was_missed_when_it_is_back(string exchange)
    {
        await using var days = await Days.StartAsync(exchange, hours: 40);
        var (from, until) = (days.Begin.AddHours(10), days.Begin.AddHours(13));
        var said = new List<string>();
        days.Said = said.Add;
        days.Replay.Down = () => days.Clock.Now > from && days.Clock.Now < until;
        var lags = new List<double>();
        days.Taken = _ => lags.Add(days.Feed.Status.LagSeconds ?? 0);
        await days.RunAsync();
        Assert.Equal(days.Real.Sha256, days.Held().Sha256);
        Assert.Equal(0, days.Twice);
        Assert.Contains($"{exchange} is away (status 503). What came before is kept; the same command goes on from there.", said);
        // Said once, not each minute.
        Assert.InRange(said.Count, 1, 3);
        Assert.InRange(days.Feed.Status.Failures, 3, 4 * 60);
        Assert.Null(days.Feed.Status.Error);
    }

    [Fact]
    public async Task Takes_a_corrected_bar_with_the_next_one()
    {
        await using var days = await Days.StartAsync("binance", hours: 60);
        var wrong = days.Real[days.Real.Count - 30];
        var right = wrong with { Volume = wrong.Volume + 1 };
        days.Replay.Market.Put(wrong);
        days.Taken = bars =>
        {
            if (bars[^1].Time == wrong.Time + (5 * Hour))
            {
                days.Replay.Market.Put(right);
            }
        };
        await days.RunAsync();
        Assert.Equal(right, days.Bars[wrong.Time]);
        Assert.Equal(1, days.Feed.Status.Corrected);
    }

    [Fact]
    public async Task Fetches_nothing_while_another_server_does_and_all_that_is_missing_when_it_takes_over()
    {
        await using var days = await Days.StartAsync("binance", hours: 80);
        days.MayFetch = () => days.Clock.Now >= days.Begin.AddHours(40);
        var requests = -1;
        days.Taken = _ => requests = requests < 0 ? days.Replay.Requests : requests;
        await days.RunAsync();
        Assert.Equal(1, requests);
        Assert.Equal(days.Real.Sha256, days.Held().Sha256);
    }

    [Fact]
    public async Task Takes_nothing_once_another_server_has_taken_over_in_the_middle_of_a_fetch()
    {
        await using var days = await Days.StartAsync("binance", hours: 50);
        var (lost, requests) = (0, -1);
        // Elected when it looks, and no longer when the first answer is there.
        days.MayFetch = () => days.Replay.Requests != 1 || lost++ >= 5;
        days.Taken = _ => requests = requests < 0 ? days.Replay.Requests : requests;
        await days.RunAsync();
        Assert.Equal(2, requests);
        Assert.Equal(days.Real.Sha256, days.Held().Sha256);
    }

    [Fact]
    public async Task Goes_on_when_the_store_was_away()
    {
        await using var days = await Days.StartAsync("binance", hours: 50);
        var times = 0;
        days.Taken = _ => times = days.Clock.Now > days.Begin.AddHours(10) && times < 5 ? throw new TimeoutException($"the store is away {times++}") : times;
        await days.RunAsync();
        Assert.Equal(5, times);
        Assert.Equal(days.Real.Sha256, days.Held().Sha256);
    }

    [Theory]
    [InlineData("binance:BTCUSDT:1h", "binance-BTCUSDT-1h")]
    [InlineData("kraken:XBT/USD:1d", "kraken-XBT-USD-1d")]
    [InlineData("Coinbase:BTC-USD:15m@btc", "btc")]
    public void Is_written_as_exchange_symbol_interval_and_series(string text, string series) => Assert.Equal(series, FeedOptions.Parse(text).Series);

    [Theory]
    [InlineData("binance:BTCUSDT", "feed: 'binance:BTCUSDT' is no feed. Write EXCHANGE:SYMBOL:INTERVAL[@SERIES], such as binance:BTCUSDT:1h@btc.")]
    [InlineData("binance:BTCUSDT:1h@", "feed: 'binance:BTCUSDT:1h@' is no feed. Write EXCHANGE:SYMBOL:INTERVAL[@SERIES], such as binance:BTCUSDT:1h@btc.")]
    [InlineData("mtgox:BTCUSD:1h", "exchange: 'mtgox' is not known. Known: binance, bitstamp, coinbase, kraken.")]
    [InlineData("coinbase:BTC-USD:2h", "interval: coinbase has no bars of 2h. It has 1m, 5m, 15m, 1h, 6h, 1d.")]
    public void Says_how_it_is_written(string text, string words) => Assert.Equal(words, Assert.Throws<InputException>(() => FeedOptions.Parse(text)).Message);

    /// <summary>A feed that begins some hours before the end of the real bars, and is stopped when it has brought the last.</summary>
    private sealed class Days : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        private Days(ReplayExchange replay, BarSeries real, ReplayClock clock)
        {
            (Replay, Real, Clock, Begin) = (replay, real, clock, clock.Now);
            foreach (var bar in real.ToArray().Where(b => b.Time < Begin.UtcDateTime.AddHours(-30)))
            {
                Bars[bar.Time] = bar;
            }

            var options = new FeedOptions
            {
                Source = new BarSource(ExchangeCatalog.Get(replay.Speech.Name), replay.Speech.Symbol, real.Interval),
                Series = "btc", Endpoint = replay.Url, Look = Hour, Trouble = said => Said(said),
            };
            Feed = new LiveFeed(options, new FeedPlace(Held, Take, () => MayFetch()), clock);
        }

        internal ReplayExchange Replay { get; }

        internal BarSeries Real { get; }

        internal ReplayClock Clock { get; }

        internal DateTimeOffset Begin { get; }

        internal LiveFeed Feed { get; }

        internal SortedDictionary<DateTime, Bar> Bars { get; } = [];

        internal int Twice { get; private set; }

        internal Action<IReadOnlyList<Bar>> Taken { get; set; } = _ => { };

        internal Action<string> Said { get; set; } = _ => { };

        internal Func<bool> MayFetch { get; set; } = () => true;

        internal static async Task<Days> StartAsync(string exchange, int hours)
        {
            var real = RealBars.Of(exchange);
            real = exchange == "kraken" ? real : real.Slice(real.Count - 400, 400);
            var clock = new ReplayClock(new DateTimeOffset(real.Times[^1]).AddHours(1 - hours));
            return new Days(await ReplayExchange.StartAsync(exchange, real, clock), real, clock);
        }

        internal Task RunAsync() => Feed.RunAsync(_stop.Token);

        internal BarSeries Held(DateTimeOffset? from = null)
        {
            var bars = Bars.Values.Where(b => from is null || b.Time >= from.Value.UtcDateTime).ToList();
            return new BarSeries(
                "btc", Hour, [.. bars.Select(b => b.Time)], [.. bars.Select(b => b.Open)], [.. bars.Select(b => b.High)], [.. bars.Select(b => b.Low)],
                [.. bars.Select(b => b.Close)], [.. bars.Select(b => b.Volume)]);
        }

        public async ValueTask DisposeAsync()
        {
            _stop.Dispose();
            await Replay.DisposeAsync();
        }

        private void Take(IReadOnlyList<Bar> bars)
        {
            Taken(bars);
            foreach (var bar in bars)
            {
                Assert.True(bar.Time + Hour <= Clock.Now.UtcDateTime);
                Twice += Bars.TryGetValue(bar.Time, out var before) && before == bar ? 1 : 0;
                Bars[bar.Time] = bar;
            }

            if (bars[^1].Time == Real.Times[^1])
            {
                _stop.Cancel();
            }
        }
    }
}
