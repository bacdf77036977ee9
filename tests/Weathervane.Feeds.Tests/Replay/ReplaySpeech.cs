using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Weathervane.Bars;

namespace Weathervane.Feeds.Tests.Replay;

/// <summary>How an exchange answers, by its published documentation: path, limits, order, errors.</summary>
/// <param name="Name">The exchange.</param>
/// <param name="Symbol">The only one that it knows.</param>
/// <param name="Answer">The status and body for a request.</param>
internal sealed record ReplaySpeech(string Name, string Symbol, Func<HttpRequest, ReplayMarket, (int Status, string Body)> Answer)
{
    internal static IReadOnlyList<ReplaySpeech> All { get; } =
    [
        new("binance", "BTCUSDT", Binance), new("coinbase", "BTC-USD", Coinbase), new("kraken", "XBTUSD", Kraken), new("bitstamp", "btcusd", Bitstamp),
    ];

    // Arrays, prices as texts of 8 decimals, milliseconds, oldest first, at most 1,000 from the start on.
    private static (int, string) Binance(HttpRequest request, ReplayMarket market)
    {
        if (request.Path != "/api/v3/klines")
        {
            return (404, "");
        }

        if (request.Query["symbol"] != "BTCUSDT")
        {
            return (400, """{"code":-1121,"msg":"Invalid symbol."}""");
        }

        if (request.Query["interval"] != IntervalText.Format(market.Interval))
        {
            return (400, """{"code":-1120,"msg":"Invalid interval."}""");
        }

        var (start, end, limit) = (Whole(request, "startTime"), Whole(request, "endTime"), Math.Min(1000, Whole(request, "limit")));
        return (200, Json(market.Bars().Where(b => Ms(b) >= start && Ms(b) <= end).Take((int)limit).Select(b => new object[]
        {
            Ms(b), Fixed(b.Open), Fixed(b.High), Fixed(b.Low), Fixed(b.Close), Fixed(b.Volume), Ms(b) + (long)market.Interval.TotalMilliseconds - 1, "0.00000000", 0, "0.00000000", "0.00000000", "0",
        })));
    }

    // Arrays of numbers: time, low, high, open, close, volume, newest first; a stretch of more than 300 is refused; some may lie before the start.
    private static (int, string) Coinbase(HttpRequest request, ReplayMarket market)
    {
        if (request.Path != "/products/BTC-USD/candles")
        {
            return (404, """{"message":"NotFound"}""");
        }

        if (request.Headers.UserAgent.Count == 0)
        {
            return (400, """{"message":"User-Agent header is required."}""");
        }

        if (Whole(request, "granularity") != (long)market.Interval.TotalSeconds)
        {
            return (400, """{"message":"Unsupported granularity"}""");
        }

        var (start, end) = (Time(request, "start"), Time(request, "end"));
        if ((end - start) / market.Interval + 1 > 300)
        {
            return (400, """{"message":"granularity too small for the requested time range. Count of aggregations requested exceeds 300"}""");
        }

        return (200, Json(market.Bars().Where(b => b.Time >= start - market.Interval && b.Time <= end).Reverse()
            .Select(b => new object[] { Seconds(b), b.Low, b.High, b.Open, b.Close, b.Volume })));
    }

    // Status 200 whatever happens; the newest 720 after `since`, of which the last is not closed; `last` is the last closed one.
    private static (int, string) Kraken(HttpRequest request, ReplayMarket market)
    {
        if (request.Path != "/0/public/OHLC")
        {
            return (200, """{"error":["EGeneral:Unknown method"]}""");
        }

        if (request.Query["pair"] != "XBTUSD")
        {
            return (200, """{"error":["EQuery:Unknown asset pair"]}""");
        }

        if (Whole(request, "interval") != (long)market.Interval.TotalMinutes)
        {
            return (200, """{"error":["EGeneral:Invalid arguments"]}""");
        }

        var since = Whole(request, "since");
        var newest = market.Bars().TakeLast(720).ToList();
        var closed = newest.Where(b => b.Time + market.Interval <= market.Now).ToList();
        return (200, Json(new Dictionary<string, object>
        {
            ["error"] = Array.Empty<string>(),
            ["result"] = new Dictionary<string, object>
            {
                ["XXBTZUSD"] = newest.Where(b => Seconds(b) > since || b == newest[^1])
                    .Select(b => new object[] { Seconds(b), Short(b.Open), Short(b.High), Short(b.Low), Short(b.Close), Short(b.Close), Short(b.Volume), 7 }),
                ["last"] = closed.Count == 0 ? 0 : Seconds(closed[^1]),
            },
        }));
    }

    // Objects of texts, oldest first, at most 1,000.
    private static (int, string) Bitstamp(HttpRequest request, ReplayMarket market)
    {
        if (request.Path != "/api/v2/ohlc/btcusd/")
        {
            return (404, "<html><body>Not found</body></html>");
        }

        if (Whole(request, "step") != (long)market.Interval.TotalSeconds || Whole(request, "limit") is < 1 or > 1000)
        {
            return (400, """{"code":"API0004","errors":[{"field":"step","message":"Unsupported step.","code":"invalid"}]}""");
        }

        var (start, end, limit) = (Whole(request, "start"), Whole(request, "end"), Whole(request, "limit"));
        return (200, Json(new
        {
            data = new
            {
                ohlc = market.Bars().Where(b => Seconds(b) >= start && Seconds(b) <= end).TakeLast((int)limit).Select(b => new
                {
                    close = Short(b.Close), high = Short(b.High), low = Short(b.Low), open = Short(b.Open), timestamp = Seconds(b).ToString(CultureInfo.InvariantCulture), volume = Short(b.Volume),
                }),
                pair = "BTC/USD",
            },
        }));
    }

    private static long Whole(HttpRequest request, string name) => long.TryParse(request.Query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static DateTime Time(HttpRequest request, string name) => DateTime.Parse(request.Query[name]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static long Ms(Bar bar) => new DateTimeOffset(bar.Time).ToUnixTimeMilliseconds();

    private static long Seconds(Bar bar) => new DateTimeOffset(bar.Time).ToUnixTimeSeconds();

    private static string Fixed(double value) => value.ToString("F8", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
