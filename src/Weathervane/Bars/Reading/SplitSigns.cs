using System.Globalization;

namespace Weathervane.Bars.Reading;

/// <summary>Looks for prices that move to another level between two bars and stay there, as those of a share do whose splits are not adjusted for.</summary>
/// <remarks>Such a bar's open is at least 1.9 times above, or below, the close before it, and no price of the five bars from it on comes back to within 1.5 times
/// those of the five bars before. To a model it is a real move of that size.</remarks>
internal static class SplitSigns
{
    private const double FactorMin = 1.9, ApartMin = 1.5;
    private const int Beside = 5;

    internal static IEnumerable<string> Of(BarSeries bars)
    {
        List<int> at = [.. Enumerable.Range(0, Math.Max(0, bars.Count - 2 * Beside + 1)).Select(i => i + Beside).Where(i => IsMove(bars, i))];
        if (at.Count == 0)
        {
            yield break;
        }

        var first = at[0];
        var factor = bars.Open[first] / bars.Close[first - 1];
        var which = at.Count == 1 ? "bar opens" : "bars open";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{at.Count} {which} far from the close before, and prices stay there, the first that of {bars.Times[first]:yyyy-MM-dd HH:mm} UTC at {factor:0.###} times it: is it a split? Use adjusted prices.");
    }

    private static bool IsMove(BarSeries bars, int i)
    {
        var (before, open) = (bars.Close[i - 1], bars.Open[i]);
        // Most bars end here: prices of 0 or less are told of elsewhere.
        if (!(before > 0 && open > 0) || (open < FactorMin * before && before < FactorMin * open))
        {
            return false;
        }

        var (lowBefore, highBefore) = (Lowest(bars, i - Beside), Highest(bars, i - Beside));
        var (lowAfter, highAfter) = (Lowest(bars, i), Highest(bars, i));
        return open > before ? lowAfter >= ApartMin * highBefore : lowBefore >= ApartMin * highAfter;
    }

    private static double Lowest(BarSeries bars, int from) => Enumerable.Range(from, Beside).Min(i => bars.Low[i]);

    private static double Highest(BarSeries bars, int from) => Enumerable.Range(from, Beside).Max(i => bars.High[i]);
}
