using System.Globalization;
using System.Runtime.InteropServices;
using Weathervane.Bars;
using Weathervane.Evaluation.Inference;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Money;

/// <summary>Sorts the steps of a backtest by what the market was like when they were decided.</summary>
/// <remarks>Volatility and trend look at the bars up to the decision bar alone; the borders of the volatility's thirds are those of the whole
/// backtest, so they describe and cannot be traded on. Of many kinds some look good by chance, so each has its p-value as one of all: Holm's, since
/// whoever trades on one kind loses by that one being false, and the kinds share their steps, which Benjamini and Hochberg's takes for independent.</remarks>
internal static class Regimes
{
    // About a day of hours, a month of days.
    private const int Bars = 24;

    private static readonly string[] Thirds = ["low", "middle", "high"];

    /// <summary>All kinds that have steps.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="first">The decision bar of the first step.</param>
    /// <param name="returns">[steps] of the way of trading.</param>
    /// <param name="market">[steps] of the market.</param>
    internal static IReadOnlyList<RegimeLine> Of(BarSeries bars, int first, double[] returns, double[] market)
    {
        // By the bar that is traded: a day's forecast is known at midnight, when the weekday is already another.
        var times = Enumerable.Range(first + 1, returns.Length).Select(b => bars.Times[b]).ToArray();
        var isIntraday = bars.Interval < TimeSpan.FromDays(1);
        RegimeLine[] lines =
        [
            .. Lines("volatility", Third(Volatility(bars, first, returns.Length)), t => Thirds[t], returns, market),
            .. Lines("trend", Trend(bars, first, returns.Length), t => t > 0 ? "rising" : "falling", returns, market),
            .. isIntraday ? Lines("hour", Array.ConvertAll(times, t => t.Hour), h => h.ToString("00", CultureInfo.InvariantCulture) + ":00", returns, market) : [],
            .. Lines("weekday", Array.ConvertAll(times, t => ((int)t.DayOfWeek + 6) % 7), d => CultureInfo.InvariantCulture.DateTimeFormat.DayNames[(d + 1) % 7], returns, market),
            .. Lines("year", Array.ConvertAll(times, t => t.Year), y => y.ToString(CultureInfo.InvariantCulture), returns, market),
        ];
        var holm = MultipleTesting.Holm([.. lines.Select(l => l.PValue)]);
        return [.. lines.Select((l, i) => l with { PValueOfAll = holm[i] })];
    }

    private static IEnumerable<RegimeLine> Lines(string by, int[] kinds, Func<int, string> name, double[] returns, double[] market)
    {
        var (first, last) = (int.MaxValue, -1);
        foreach (var kind in kinds)
        {
            (first, last) = (kind < 0 ? first : Math.Min(first, kind), Math.Max(last, kind));
        }

        // One pass over the steps, however many kinds there are.
        var groups = new Group[Math.Max(0, last - first + 1)];
        for (var k = 0; k < kinds.Length; k++)
        {
            if (kinds[k] >= 0)
            {
                ref var group = ref groups[kinds[k] - first];
                (group.Own ??= []).Add(returns[k]);
                group.Market += market[k];
            }
        }

        for (var kind = 0; kind < groups.Length; kind++)
        {
            if (groups[kind] is { Own: { } own, Market: var sum })
            {
                var mean = own.Average();
                var (margin, p) = own.Count < 3 ? (double.NaN, double.NaN) : SharpeRatio.OfMean(CollectionsMarshal.AsSpan(own), mean);
                yield return new RegimeLine(
                    by, name(first + kind), own.Count, 10_000 * mean, 10_000 * (mean - margin), 10_000 * (mean + margin), 10_000 * sum / own.Count, p, double.NaN);
            }
        }
    }

    /// <summary>[steps] mean squared change of the close over the bars up to each decision bar; NaN before there are enough.</summary>
    private static double[] Volatility(BarSeries bars, int first, int steps)
    {
        var (result, squares) = (new double[steps], new double[first + steps]);
        var close = bars.Close;
        for (var bar = 1; bar < squares.Length; bar++)
        {
            var change = (close[bar] / close[bar - 1]) - 1;
            squares[bar] = change * change;
        }

        for (var k = 0; k < steps; k++)
        {
            // Added up anew each time, so that no rounding is carried along.
            var sum = 0.0;
            foreach (var square in squares.AsSpan(Math.Max(first + k - Bars + 1, 0), Math.Min(Bars, first + k + 1)))
            {
                sum += square;
            }

            result[k] = first + k < Bars ? double.NaN : sum;
        }

        return result;
    }

    private static int[] Third(double[] values)
    {
        var sorted = SortedSample.Known(values);
        var (low, high) = sorted.Length == 0 ? (0, 0) : (sorted[sorted.Length / 3], sorted[2 * sorted.Length / 3]);
        return Array.ConvertAll(values, v => !double.IsFinite(v) ? -1 : v < low ? 0 : v < high ? 1 : 2);
    }

    private static int[] Trend(BarSeries bars, int first, int steps)
    {
        var result = new int[steps];
        var close = bars.Close;
        for (var k = 0; k < steps; k++)
        {
            result[k] = first + k < Bars ? -1 : close[first + k] > close[first + k - Bars] ? 1 : 0;
        }

        return result;
    }

    /// <summary>The steps of one kind: what trading brought, and the market in sum.</summary>
    private struct Group
    {
        internal List<double>? Own;
        internal double Market;
    }
}
