using System.Globalization;
using System.Text.Json;
using Weathervane.Bars;

namespace Weathervane.Feeds.Exchanges;

/// <summary>Kraken: its newest 720 bars and no older ones; the last is always the one that is not closed yet; errors come with status 200.</summary>
/// <remarks>Source: Kraken REST API, Get OHLC data and Errors. <c>since</c> is read as "after", so one bar earlier is asked for.</remarks>
internal static class Kraken
{
    internal static Exchange Exchange { get; } = new()
    {
        Name = "kraken",
        Address = new Uri("https://api.kraken.com"),
        ExampleSymbol = "XBTUSD",
        Intervals =
        [
            new(TimeSpan.FromMinutes(1), "1"), new(TimeSpan.FromMinutes(5), "5"), new(TimeSpan.FromMinutes(15), "15"), new(TimeSpan.FromMinutes(30), "30"),
            new(TimeSpan.FromHours(1), "60"), new(TimeSpan.FromHours(4), "240"), new(TimeSpan.FromDays(1), "1440"), new(TimeSpan.FromDays(7), "10080"),
            new(TimeSpan.FromDays(15), "21600"),
        ],
        PageBars = 720,
        NewestBars = 720,
        FindsFirst = true,
        Pace = TimeSpan.FromSeconds(1),
        Ask = page => FormattableString.Invariant(
            $"0/public/OHLC?pair={Uri.EscapeDataString(page.Symbol)}&interval={page.Interval.Code}&since={(page.From - page.Interval.Length).ToUnixTimeSeconds()}"),
        Read = Read,
        Refuse = Refuse,
    };

    private static BarPage Read(JsonElement answer)
    {
        var result = answer.GetProperty("result");
        var bars = result.EnumerateObject().First(p => p.Name != "last").Value;
        return new BarPage([.. bars.EnumerateArray().Select(BarOf)], result.GetProperty("last").Seconds());
    }

    // Open, high, low, close, the mean price, volume, trades.
    private static Bar BarOf(JsonElement bar) => new(bar[0].Seconds(), bar[1].Number(), bar[2].Number(), bar[3].Number(), bar[4].Number(), bar[6].Number());

    // {"error": ["EQuery:Unknown asset pair"]}
    private static Refusal? Refuse(int status, JsonElement? answer)
    {
        if (answer is not { ValueKind: JsonValueKind.Object } known || !known.TryGetProperty("error", out var errors) || errors.ValueKind != JsonValueKind.Array || errors.GetArrayLength() == 0)
        {
            return null;
        }

        var said = string.Join(", ", errors.EnumerateArray().Select(e => e.ToString()));
        return said switch
        {
            _ when Says("EQuery:Unknown asset pair") => new(RefusalKind.UnknownSymbol, said),
            _ when Says("EService:Throttled") => new(RefusalKind.TooMany, said, ThrottledUntil(said)),
            _ when Says("Rate limit exceeded") || Says("Too many requests") => new(RefusalKind.TooMany, said),
            _ when Says("EService:") || Says("EGeneral:Internal error") || Says("EGeneral:Temporary") => new(RefusalKind.Away, said),
            _ => new(RefusalKind.Wrong, said),
        };

        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    // EService:Throttled: 1688672160
    private static DateTimeOffset? ThrottledUntil(string said) =>
        long.TryParse(said.AsSpan(said.LastIndexOf(':') + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
