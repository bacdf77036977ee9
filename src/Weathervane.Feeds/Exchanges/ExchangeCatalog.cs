namespace Weathervane.Feeds.Exchanges;

/// <summary>The exchanges whose bars can be fetched. A new one is a file beside this one and a line here.</summary>
public static class ExchangeCatalog
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Exchange> All { get; } = [Binance.Exchange, Bitstamp.Exchange, Coinbase.Exchange, Kraken.Exchange];

    /// <summary>One exchange.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static Exchange Get(string name) => All.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException("exchange", $"'{name}' is not known.", Spelling.Remedy(name, [.. All.Select(e => e.Name)]));
}
