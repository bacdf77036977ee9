using System.Globalization;
using System.Text.Json;
using Weathervane.Bars;

namespace Weathervane.Feeds.Exchanges;

/// <summary>Coinbase Exchange: the newest bar first, low before high before open, numbers, seconds; bars without a trade are left out.</summary>
/// <remarks>Source: Coinbase Exchange API, Get product candles: at most 300 bars, and a longer stretch is refused.</remarks>
internal static class Coinbase
{
    private const string Time = "yyyy-MM-ddTHH:mm:ssZ";

    internal static Exchange Exchange { get; } = new()
    {
        Name = "coinbase",
        Address = new Uri("https://api.exchange.coinbase.com"),
        ExampleSymbol = "BTC-USD",
        Intervals =
        [
            new(TimeSpan.FromMinutes(1), "60"), new(TimeSpan.FromMinutes(5), "300"), new(TimeSpan.FromMinutes(15), "900"), new(TimeSpan.FromHours(1), "3600"),
            new(TimeSpan.FromHours(6), "21600"), new(TimeSpan.FromDays(1), "86400"),
        ],
        PageBars = 300,
        Pace = TimeSpan.FromMilliseconds(150),
        Ask = page => $"products/{Uri.EscapeDataString(page.Symbol)}/candles?granularity={page.Interval.Code}"
            + $"&start={page.From.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}&end={page.Last.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}",
        Read = answer => new BarPage([.. answer.EnumerateArray().Select(BarOf)]),
        Refuse = Refuse,
    };

    private static Bar BarOf(JsonElement bar) => new(bar[0].Seconds(), bar[3].Number(), bar[2].Number(), bar[1].Number(), bar[4].Number(), bar[5].Number());

    // {"message": "NotFound"}
    private static Refusal? Refuse(int status, JsonElement? answer) => answer.Text("message") is not { } said ? null : status switch
    {
        404 => new(RefusalKind.UnknownSymbol, said),
        400 => new(RefusalKind.Wrong, said),
        _ => null,
    };
}
