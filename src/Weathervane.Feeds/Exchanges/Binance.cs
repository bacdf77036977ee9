using System.Text.Json;
using Weathervane.Bars;

namespace Weathervane.Feeds.Exchanges;

/// <summary>Binance's spot market: bars as arrays, prices as texts, milliseconds; a web socket.</summary>
/// <remarks>Source: Binance Spot API, Kline/Candlestick data and streams, General API Information. 429 asks to slow down, 418 is a ban for not having done so; both
/// carry Retry-After.</remarks>
internal static class Binance
{
    internal static Exchange Exchange { get; } = new()
    {
        Name = "binance",
        Address = new Uri("https://api.binance.com"),
        ExampleSymbol = "BTCUSDT",
        Intervals =
        [
            new(TimeSpan.FromSeconds(1), "1s"), new(TimeSpan.FromMinutes(1), "1m"), new(TimeSpan.FromMinutes(3), "3m"), new(TimeSpan.FromMinutes(5), "5m"),
            new(TimeSpan.FromMinutes(15), "15m"), new(TimeSpan.FromMinutes(30), "30m"), new(TimeSpan.FromHours(1), "1h"), new(TimeSpan.FromHours(2), "2h"),
            new(TimeSpan.FromHours(4), "4h"), new(TimeSpan.FromHours(6), "6h"), new(TimeSpan.FromHours(8), "8h"), new(TimeSpan.FromHours(12), "12h"),
            new(TimeSpan.FromDays(1), "1d"), new(TimeSpan.FromDays(3), "3d"), new(TimeSpan.FromDays(7), "1w"),
        ],
        PageBars = 1000,
        FindsFirst = true,
        Pace = TimeSpan.FromMilliseconds(50),
        Budget = new RequestBudget("X-MBX-USED-WEIGHT-1M", 6000),
        Ask = page => FormattableString.Invariant(
            $"api/v3/klines?symbol={Uri.EscapeDataString(page.Symbol)}&interval={page.Interval.Code}&startTime={page.From.ToUnixTimeMilliseconds()}&endTime={page.Last.ToUnixTimeMilliseconds()}&limit=1000"),
        Read = answer => new BarPage([.. answer.EnumerateArray().Select(BarOf)]),
        Refuse = Refuse,
        Socket = new ExchangeSocket(new Uri("wss://stream.binance.com:9443"), (symbol, interval) => $"ws/{Uri.EscapeDataString(symbol.ToLowerInvariant())}@kline_{interval.Code}", Closed),
    };

    private static Bar BarOf(JsonElement bar) => new(bar[0].Milliseconds(), bar[1].Number(), bar[2].Number(), bar[3].Number(), bar[4].Number(), bar[5].Number());

    // {"e": "kline", "k": {"t": ..., "o": "...", ..., "x": true}}: x says that the bar has closed.
    private static Bar? Closed(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("k", out var bar) && bar.GetProperty("x").GetBoolean()
            ? new Bar(
                bar.GetProperty("t").Milliseconds(), bar.GetProperty("o").Number(), bar.GetProperty("h").Number(), bar.GetProperty("l").Number(), bar.GetProperty("c").Number(), bar.GetProperty("v").Number())
            : null;

    // {"code": -1121, "msg": "Invalid symbol."}
    private static Refusal? Refuse(int status, JsonElement? answer) => status == 200 || answer.Text("msg") is not { } said ? null : Code(answer!.Value) switch
    {
        -1121 or -1100 => new(RefusalKind.UnknownSymbol, said),
        -1003 => new(RefusalKind.TooMany, said),
        -1000 or -1001 or -1006 or -1007 or -1008 or -1016 => new(RefusalKind.Away, said),
        _ when status is 429 or 418 or >= 500 => null,
        _ => new(RefusalKind.Wrong, said),
    };

    private static int Code(JsonElement answer) => answer.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : 0;
}
