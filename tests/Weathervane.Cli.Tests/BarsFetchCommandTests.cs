using System.Text.Json;
using Weathervane.Bars;
using Weathervane.Feeds.Tests.Replay;
using Weathervane.Store;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary><c>vane bars fetch</c>, against a server on this machine that speaks the exchanges' formats from real bars.</summary>
public sealed class BarsFetchCommandTests : IDisposable
{
    private static readonly Lazy<BarSeries> Hours = new(() => BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz")).Bars);
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-fetch-").FullName;
    private readonly BarSeries _real = Hours.Value.Slice(4000, 2600);
    private readonly ReplayClock _clock;
    private CancellationToken _stop = TestContext.Current.CancellationToken;

    public BarsFetchCommandTests() => _clock = new ReplayClock(new DateTimeOffset(_real.Times[^1] + _real.Interval));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writes_the_real_bars_to_a_file_and_goes_on_from_it_later()
    {
        await using var exchange = await ReplayExchange.StartAsync("binance", _real, _clock);
        var end = _clock.Now;
        _clock.Now = end.AddHours(-50);
        var first = await FetchAsync(exchange, "--from", "2018-01-30", "--out", File("bars.csv"));
        Assert.Equal((0, ""), (first.Exit, first.Error));
        Assert.Equal(
            $"{File("bars.csv")}: 2,550 new bars, 0 corrected; 2,550 bars from 2018-01-31 03:00 to 2018-05-18 17:00 UTC; 33 bars are missing in between, which the exchange has not given.\n", first.Output);
        _clock.Now = end;
        var second = await FetchAsync(exchange, "--out", File("bars.csv"), "--json");
        Assert.Equal(0, second.Exit);
        var told = JsonDocument.Parse(second.Output).RootElement;
        Assert.Equal((50, 2600), (told.GetProperty("added").GetInt32(), told.GetProperty("bars").GetInt32()));
        Assert.Equal(_real.Sha256, Read("bars.csv").Sha256);
    }

    [Fact]
    public async Task Keeps_what_has_come_when_it_is_stopped_and_goes_on_at_the_next_call()
    {
        await using var exchange = await ReplayExchange.StartAsync("binance", _real, _clock);
        using var stop = new CancellationTokenSource();
        exchange.At(3, Fault.Then(stop.Cancel));
        _stop = stop.Token;
        var stopped = await FetchAsync(exchange, "--from", "2018-01-30", "--out", File("bars.csv.gz"));
        Assert.Equal((130, "vane: stopped; what was finished is kept.\n"), (stopped.Exit, stopped.Error));
        Assert.Equal(_real.Slice(0, 2000).Sha256, Read("bars.csv.gz").Sha256);
        _stop = TestContext.Current.CancellationToken;
        Assert.Equal(0, (await FetchAsync(exchange, "--out", File("bars.csv.gz"))).Exit);
        Assert.Equal(_real.Sha256, Read("bars.csv.gz").Sha256);
        Assert.Equal([File("bars.csv.gz")], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Keeps_what_has_come_when_the_exchange_goes_away()
    {
        await using var exchange = await ReplayExchange.StartAsync("binance", _real, _clock);
        for (var request = 2; request < 20; request++)
        {
            exchange.At(request, Fault.Status(502));
        }

        var failed = await FetchAsync(exchange, "--from", "2018-01-30", "--out", File("bars.csv"));
        Assert.Equal(1, failed.Exit);
        Assert.EndsWith("vane: binance is away (status 502). What came before is kept; the same command goes on from there.\n", failed.Error, StringComparison.Ordinal);
        Assert.Contains("binance is away (status 502). Asking again in 32 s.\n", failed.Error, StringComparison.Ordinal);
        Assert.Equal(_real.Slice(0, 1000).Sha256, Read("bars.csv").Sha256);
    }

    [Fact]
    public async Task Puts_bars_into_a_series_and_leaves_its_models_as_they_are()
    {
        await using var exchange = await ReplayExchange.StartAsync("binance", _real, _clock);
        using (var workspace = Workspace.Open(File("ws"), _clock))
        {
            workspace.Series.Put("btc", "1h", ["btc@champion"]);
        }

        var done = await FetchAsync(exchange, "--from", "2018-01-30", "--series", "btc", "--workspace", File("ws"));
        Assert.StartsWith("series btc: 2,600 new bars, 0 corrected;", done.Output, StringComparison.Ordinal);
        var standard = await FetchAsync(exchange, "--from", "2018-05-20", "--workspace", File("ws"));
        Assert.StartsWith("series binance-BTCUSDT-1h: ", standard.Output, StringComparison.Ordinal);
        using var after = Workspace.Open(File("ws"), _clock);
        Assert.Equal(_real.Sha256, after.Series.Bars("btc").Sha256);
        Assert.Equal(["btc@champion"], after.Series.Get("btc").Models);
    }

    [Fact]
    public async Task Records_a_corrected_bar_in_a_series_and_warns_of_it_for_a_file()
    {
        await using var exchange = await ReplayExchange.StartAsync("binance", _real, _clock);
        string[][] places = [["--out", File("bars.csv")], ["--series", "btc", "--workspace", File("ws")]];
        foreach (var place in places)
        {
            await FetchAsync(exchange, ["--from", "2018-05-10", .. place]);
        }

        var before = _real[_real.Count - 2];
        exchange.Market.Put(before with { Close = before.Low, Volume = 12.5 });
        foreach (var place in places)
        {
            var told = await FetchAsync(exchange, place);
            Assert.Equal(
                FormattableString.Invariant($"vane: warning: the exchange has corrected the bar of {before.Time:yyyy-MM-dd HH:mm}: close {before.Close} is now {before.Low}, volume {before.Volume} is now 12.5.\n"),
                told.Error);
            Assert.Contains(": 0 new bars, 1 corrected; ", told.Output, StringComparison.Ordinal);
        }

        Assert.Equal(before.Low, Read("bars.csv").Close[^2]);
        using var workspace = Workspace.Open(File("ws"), _clock);
        Assert.Equal([before], workspace.Series.Corrections("btc").Select(c => c.Bar));
    }

    [Fact]
    public async Task Says_what_is_wrong_and_what_would_be_right()
    {
        await using var exchange = await ReplayExchange.StartAsync("binance", _real, _clock);
        await FetchAsync(exchange, "--from", "2018-05-10", "--out", File("bars.csv"));
        await System.IO.File.WriteAllTextAsync(File("own.csv"), "time,open,high,low,close,volume,mood\n2018-05-10T00:00Z,1,1,1,1,1,3\n2018-05-10T01:00Z,1,2,1,2,1,3\n", TestContext.Current.CancellationToken);
        await WrongAsync("vane: binance NOSUCH: the exchange says: Invalid symbol. It writes symbols like BTCUSDT.\n", "binance", "NOSUCH", "1h");
        await WrongAsync("vane: exchange: 'mtgox' is not known. Known: binance, bitstamp, coinbase, kraken.\n", "mtgox", "BTCUSD", "1h");
        await WrongAsync("vane: interval: coinbase has no bars of 4h. It has 1m, 5m, 15m, 1h, 6h, 1d.\n", "coinbase", "BTC-USD", "4h");
        await WrongAsync("vane: interval: what is kept has bars of 1h, not of 15m. Use another name.\n", "binance", "BTCUSDT", "15m", "--out", File("bars.csv"));
        await WrongAsync($"vane: {File("own.csv")}: has columns that exchanges do not give: mood. Name another file.\n", "binance", "BTCUSDT", "1h", "--out", File("own.csv"));
        await WrongAsync("vane: --from: 'soon' is no moment. Write 2026-03-01, 2026-03-01T12:00Z or 2026-03-01T12:00:00+01:00; UTC where no offset is given.\n", "binance", "BTCUSDT", "1h", "--from", "soon");
        await WrongAsync("vane: endpoint: 'http://example.org/' is no address to ask at. Use https://HOST; plain http:// only for this machine (127.0.0.1, localhost).\n", "binance", "BTCUSDT", "1h", "--endpoint", "http://example.org");

        async Task WrongAsync(string words, string name, string symbol, string interval, params string[] more)
        {
            string[] endpoint = more.Contains("--endpoint") ? [] : ["--endpoint", exchange.Url.ToString()];
            var said = await RunAsync(["--exchange", name, "--symbol", symbol, "--interval", interval, "--workspace", File("ws"), .. endpoint, .. more]);
            Assert.Equal((2, words, ""), (said.Exit, said.Error, said.Output));
        }
    }

    [Fact]
    public async Task Says_that_there_is_no_network_and_makes_no_file()
    {
        var said = await RunAsync("--exchange", "kraken", "--symbol", "XBTUSD", "--interval", "1h", "--endpoint", "http://127.0.0.1:1", "--out", File("bars.csv"), "--quiet");
        Assert.Equal(1, said.Exit);
        Assert.StartsWith("vane: 127.0.0.1 cannot be reached (", said.Error, StringComparison.Ordinal);
        Assert.EndsWith(" What came before is kept; the same command goes on from there.\n", said.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private BarSeries Read(string name) => BarReader.Read(File(name), cancel: TestContext.Current.CancellationToken).Bars;

    private string File(string name) => Path.Combine(_folder, name);

    private Task<Cli> FetchAsync(ReplayExchange exchange, params string[] more) => RunAsync(
        ["--exchange", exchange.Speech.Name, "--symbol", exchange.Speech.Symbol, "--interval", "1h", "--endpoint", exchange.Url.ToString(), .. more]);

    private async Task<Cli> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Program.RunAsync(["bars", "fetch", .. args], new Terminal { Output = output, Error = error, Environment = _ => null, Clock = _clock, Cancel = _stop });
        return new Cli(exit, output.ToString(), error.ToString());
    }
}
