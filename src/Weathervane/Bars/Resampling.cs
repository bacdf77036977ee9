using Weathervane.Bars.Calendars;

namespace Weathervane.Bars;

/// <summary>Coarser bars from finer ones.</summary>
public static class Resampling
{
    /// <summary>Puts bars together: first open, highest high, lowest low, last close, summed volume.</summary>
    /// <remarks>A coarse bar opens at a whole multiple of the interval since Monday 00:00 UTC (days at midnight, weeks on Mondays) and holds the bars that
    /// open in it, be they all or some. The last one is left out while the series has not reached its end, so that every bar given is final:
    /// joined by <see cref="SeriesJoin.AsOf"/> it is seen once it has closed, and more bars later change nothing. Further columns are not kept.</remarks>
    /// <param name="bars">The finer bars.</param>
    /// <param name="interval">A whole multiple of their interval.</param>
    /// <exception cref="ArgumentException"><paramref name="interval"/> is no whole multiple, or the same.</exception>
    public static BarSeries Resample(this BarSeries bars, TimeSpan interval)
    {
        if (interval <= bars.Interval || interval.Ticks % bars.Interval.Ticks != 0)
        {
            throw new ArgumentException(
                $"interval must be a whole multiple of the bars' {bars.Interval:c}, at least twice as long, but is {interval:c}.", nameof(interval));
        }

        var starts = new List<int>();
        for (var i = 0; i < bars.Count; i++)
        {
            if (i == 0 || Opening(bars.Times[i], interval) != Opening(bars.Times[i - 1], interval))
            {
                starts.Add(i);
            }
        }

        if (bars.Count > 0 && bars.Times[^1] + bars.Interval < Opening(bars.Times[^1], interval) + interval)
        {
            starts.Add(bars.Count);
            return Build(bars, interval, starts, starts.Count - 2);
        }

        starts.Add(bars.Count);
        return Build(bars, interval, starts, starts.Count - 1);
    }

    private static BarSeries Build(BarSeries bars, TimeSpan interval, List<int> starts, int count)
    {
        var (times, open, high, low, close, volume) =
            (new DateTime[count], new double[count], new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var (from, length) = (starts[i], starts[i + 1] - starts[i]);
            times[i] = Opening(bars.Times[from], interval);
            open[i] = bars.Open[from];
            close[i] = bars.Close[from + length - 1];
            (high[i], low[i], volume[i]) = (double.NegativeInfinity, double.PositiveInfinity, 0);
            for (var j = from; j < from + length; j++)
            {
                high[i] = Math.Max(high[i], bars.High[j]);
                low[i] = Math.Min(low[i], bars.Low[j]);
                volume[i] += bars.Volume[j];
            }
        }

        return new BarSeries(
            bars.Name, interval, times, open, high, low, close, volume, null, new CoarserCalendar(bars.Calendar, bars.Interval, interval));
    }

    private static DateTime Opening(DateTime time, TimeSpan interval) => time.AddTicks(-(time.Ticks % interval.Ticks));
}
