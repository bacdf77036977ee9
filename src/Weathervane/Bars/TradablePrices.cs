using System.Globalization;

namespace Weathervane.Bars;

/// <summary>Refuses bars that cannot be traded: a position is a share of the equity, which a price of 0 or less has no share of.</summary>
public static class TradablePrices
{
    /// <summary>Refuses opens and closes of 0 or less, and those that are no number.</summary>
    /// <param name="bars">The bars to trade.</param>
    /// <param name="where">What to call their file in the message.</param>
    /// <exception cref="InputException">There is such a bar: the first is named, and how many there are.</exception>
    public static void Require(BarSeries bars, string where)
    {
        int[] wrong = [.. Enumerable.Range(0, bars.Count).Where(i => !(bars.Open[i] > 0 && bars.Close[i] > 0))];
        if (wrong.Length == 0)
        {
            return;
        }

        var first = wrong[0];
        throw new InputException(
            string.Create(CultureInfo.InvariantCulture, $"{where}, bar of {bars.Times[first]:yyyy-MM-dd HH:mm} UTC"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"has the open {bars.Open[first]} and the close {bars.Close[first]}; both must be above 0{(wrong.Length == 1 ? "" : $" ({wrong.Length:N0} bars are like that)")}."),
            "Correct the file, or leave such bars out: 'bars: { file: FILE, drop-impossible: true }' in a pipeline, 'vane bars clean FILE --drop-impossible -o CLEAN' for a file.");
    }
}
