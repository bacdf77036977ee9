using Weathervane.Bars;

namespace Weathervane.Feeds.Tests.Replay;

/// <summary>A market whose future is known: at each moment it has the bars that have opened by then, and the last of them is still moving.</summary>
internal sealed class ReplayMarket
{
    private readonly SortedDictionary<DateTime, Bar> _bars = [];

    internal ReplayMarket(BarSeries bars, TimeProvider clock)
    {
        (Interval, Clock) = (bars.Interval, clock);
        foreach (var bar in bars.ToArray())
        {
            _bars[bar.Time] = bar;
        }
    }

    /// <summary>The same bars at other times: the last closes at the last whole interval before a moment.</summary>
    internal static BarSeries EndingAt(DateTime moment, BarSeries bars)
    {
        var shift = new DateTime(moment.Ticks - (moment.Ticks % bars.Interval.Ticks), DateTimeKind.Utc) - bars.Interval - bars.Times[^1];
        return new BarSeries(
            bars.Name, bars.Interval, [.. bars.ToArray().Select(b => b.Time + shift)], bars.Open.ToArray(), bars.High.ToArray(), bars.Low.ToArray(), bars.Close.ToArray(), bars.Volume.ToArray());
    }

    internal TimeSpan Interval { get; }

    internal TimeProvider Clock { get; }

    internal DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <summary>What the exchange has now, oldest first.</summary>
    internal List<Bar> Bars()
    {
        lock (_bars)
        {
            return [.. _bars.Values.TakeWhile(b => b.Time <= Now).Select(b => b.Time + Interval <= Now ? b : Unfinished(b))];
        }
    }

    internal void Hide(DateTime from, DateTime until)
    {
        lock (_bars)
        {
            foreach (var time in _bars.Keys.Where(t => t >= from && t < until).ToList())
            {
                _bars.Remove(time);
            }
        }
    }

    internal void Put(params IEnumerable<Bar> bars)
    {
        lock (_bars)
        {
            foreach (var bar in bars)
            {
                _bars[bar.Time] = bar;
            }
        }
    }

    private static Bar Unfinished(Bar bar) => bar with { High = Math.Max(bar.Open, bar.Close), Volume = bar.Volume / 2 };
}
