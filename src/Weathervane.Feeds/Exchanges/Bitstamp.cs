using System.Text.Json;
using Weathervane.Bars;

namespace Weathervane.Feeds.Exchanges;

/// <summary>Bitstamp: bars as objects, prices and times as texts, seconds.</summary>
/// <remarks>Source: Bitstamp HTTP API, OHLC data (at most 1,000 bars) and Response codes: a refusal for too many requests may come as 400 with code 400.002.</remarks>
internal static class Bitstamp
{
    internal static Exchange Exchange { get; } = new()
    {
        Name = "bitstamp",
        Address = new Uri("https://www.bitstamp.net"),
        ExampleSymbol = "btcusd",
        Intervals =
        [
            new(TimeSpan.FromMinutes(1), "60"), new(TimeSpan.FromMinutes(3), "180"), new(TimeSpan.FromMinutes(5), "300"), new(TimeSpan.FromMinutes(15), "900"),
            new(TimeSpan.FromMinutes(30), "1800"), new(TimeSpan.FromHours(1), "3600"), new(TimeSpan.FromHours(2), "7200"), new(TimeSpan.FromHours(4), "14400"),
            new(TimeSpan.FromHours(6), "21600"), new(TimeSpan.FromHours(12), "43200"), new(TimeSpan.FromDays(1), "86400"), new(TimeSpan.FromDays(3), "259200"),
        ],
        PageBars = 1000,
        Pace = TimeSpan.FromMilliseconds(100),
        Ask = page => FormattableString.Invariant(
            $"api/v2/ohlc/{Uri.EscapeDataString(page.Symbol)}/?step={page.Interval.Code}&start={page.From.ToUnixTimeSeconds()}&end={page.Last.ToUnixTimeSeconds()}&limit=1000"),
        Read = answer => new BarPage([.. answer.GetProperty("data").GetProperty("ohlc").EnumerateArray().Select(BarOf)]),
        Refuse = Refuse,
    };

    private static Bar BarOf(JsonElement bar) => new(
        bar.GetProperty("timestamp").Seconds(), bar.GetProperty("open").Number(), bar.GetProperty("high").Number(), bar.GetProperty("low").Number(),
        bar.GetProperty("close").Number(), bar.GetProperty("volume").Number());

    // {"code": "...", "errors": [{"field": "step", "message": "..."}]}, {"status": "error", "reason": "..."} or {"response_code": "400.002", ...}
    private static Refusal? Refuse(int status, JsonElement? answer)
    {
        if (status == 404)
        {
            return new Refusal(RefusalKind.UnknownSymbol, Said(answer) ?? "not found");
        }

        if (status != 400)
        {
            return null;
        }

        return (answer.Text("response_code") ?? answer.Text("code")) is "400.002" or "400.067" or "400.068"
            ? new Refusal(RefusalKind.TooMany, Said(answer) ?? "too many requests")
            : new Refusal(RefusalKind.Wrong, Said(answer) ?? "bad request");
    }

    private static string? Said(JsonElement? answer) => answer.Text("reason") ?? answer.Text("response_explanation") ?? answer.Text("error") ?? (
        answer is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty("errors", out var errors) && errors is { ValueKind: JsonValueKind.Array }
            ? string.Join(" ", errors.EnumerateArray().Select(e => ((JsonElement?)e).Text("message")).OfType<string>())
            : null);
}
