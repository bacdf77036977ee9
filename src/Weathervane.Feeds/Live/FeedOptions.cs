using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;

namespace Weathervane.Feeds.Live;

/// <summary>A feed: which bars, into which series, asked for where.</summary>
public sealed record FeedOptions
{
    private const string Form = "EXCHANGE:SYMBOL:INTERVAL[@SERIES]";

    /// <summary>Which bars.</summary>
    public required BarSource Source { get; init; }

    /// <summary>The series that they go into.</summary>
    public required string Series { get; init; }

    /// <summary>Where to ask in place of the exchange's own address; null for that.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Where the web socket is in place of the exchange's own; null for that, and for none where <see cref="Endpoint"/> is given.</summary>
    public Uri? StreamEndpoint { get; init; }

    /// <summary>How long after its close a bar is first asked for.</summary>
    public TimeSpan Lag { get; init => field = TimeSpan.FromTicks(Check.InRange(value.Ticks, 0, TimeSpan.TicksPerHour, nameof(Lag))); } = TimeSpan.FromSeconds(2);

    /// <summary>How often it is asked whether this server fetches.</summary>
    public TimeSpan Look { get; init => field = TimeSpan.FromTicks(Check.InRange(value.Ticks, TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour, nameof(Look))); } = TimeSpan.FromSeconds(5);

    /// <summary>After how long a silence a web socket counts as dead: exchanges tell the bar that is moving every second or two.</summary>
    public TimeSpan Silence { get; init => field = TimeSpan.FromTicks(Check.InRange(value.Ticks, TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay, nameof(Silence))); } = TimeSpan.FromMinutes(1);

    /// <summary>Told each new reason why no bars come; null for nobody.</summary>
    public Action<string>? Trouble { get; init; }

    /// <summary>Reads <c>binance:BTCUSDT:1h</c> or <c>binance:BTCUSDT:1h@btc</c>; without a series it is called <see cref="BarSource.StandardName"/>.</summary>
    /// <param name="text">The exchange, its symbol, the length of a bar, and the series.</param>
    /// <exception cref="InputException">It is written otherwise, the exchange is not known, or has no such bars.</exception>
    public static FeedOptions Parse(string text)
    {
        var at = text.LastIndexOf('@');
        var parts = (at < 0 ? text : text[..at]).Split(':');
        if (parts.Length != 3 || !IntervalText.TryParse(parts[2], out var interval) || at == text.Length - 1)
        {
            throw new InputException("feed", $"'{text}' is no feed.", $"Write {Form}, such as binance:BTCUSDT:1h@btc.");
        }

        var source = new BarSource(ExchangeCatalog.Get(parts[0]), parts[1], interval);
        return new FeedOptions { Source = source, Series = at < 0 ? source.StandardName : text[(at + 1)..] };
    }
}
