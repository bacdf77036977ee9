using Weathervane.Bars;
using Weathervane.Tests;

namespace Weathervane.Feeds.Tests;

/// <summary>Real bars that the replay server tells.</summary>
internal static class RealBars
{
    private static readonly Lazy<BarSeries> Binance = new(() => BarReader.Read(Repository.Shared("data/btcusd_1h.csv.gz")).Bars);
    private static readonly Lazy<BarSeries> Kraken = new(() => BarReader.Read(Repository.Shared("data/btcusd_1h_kraken.csv.gz")).Bars);

    /// <summary>A stretch of real hours with holes in it, as many as the exchange hands out and more than one page where it has pages.</summary>
    internal static BarSeries Of(string exchange) => exchange switch
    {
        // 2018-01-30 to 2018-07-13: with the outage of 34 hours in February.
        "binance" => Binance.Value.Slice(4000, 3900),
        "kraken" => Kraken.Value.Slice(Kraken.Value.Count - 719, 719),
        // 2015: every second hour has no trade.
        _ => Kraken.Value.Slice(6000, 2500),
    };
}
