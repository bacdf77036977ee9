using Weathervane.Bars;
using Weathervane.Feeds.Exchanges;

namespace Weathervane.Feeds;

/// <summary>Which bars: the exchange, the market there, the length of a bar.</summary>
public sealed record BarSource
{
    private const int LongestSymbol = 40;

    /// <summary>Names the bars.</summary>
    /// <param name="exchange">Who has them.</param>
    /// <param name="symbol">The market, as the exchange writes it.</param>
    /// <param name="interval">The length of a bar.</param>
    /// <exception cref="InputException">The exchange has no such bars, or the symbol is no word.</exception>
    public BarSource(Exchange exchange, string symbol, TimeSpan interval)
    {
        if (symbol.Length is 0 or > LongestSymbol || symbol.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
        {
            throw new InputException("symbol", $"'{symbol}' is no symbol.", $"{exchange.Name} writes them like {exchange.ExampleSymbol}.");
        }

        (Exchange, Symbol, Interval) = (exchange, symbol, exchange.IntervalOf(interval));
    }

    /// <summary>Who has them.</summary>
    public Exchange Exchange { get; }

    /// <summary>The market, as the exchange writes it.</summary>
    public string Symbol { get; }

    /// <summary>The length of a bar, with the exchange's word for it.</summary>
    public ExchangeInterval Interval { get; }

    /// <summary>What a series or a file of these bars is called unless it is given a name: <c>binance-BTCUSDT-1h</c>.</summary>
    public string StandardName => string.Concat($"{Exchange.Name}-{Symbol}-{IntervalText.Format(Interval.Length)}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));

    /// <inheritdoc/>
    public override string ToString() => $"{Exchange.Name}:{Symbol}:{IntervalText.Format(Interval.Length)}";
}
