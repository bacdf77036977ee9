using Weathervane.Bars.Calendars;

namespace Weathervane.Bars.Reading;

/// <summary>Fills in the quality card.</summary>
internal static class CardWriter
{
    internal static QualityCard Write(
        BarSeries bars, BarRows rows, BarCleaner cleaner, ImpossibleBars faults, MarketClock clock, BarStamp stamp, BarReadOptions options)
    {
        var card = Of(bars, faults, options.Calendar) with
        {
            Clock = clock.ToString(),
            Stamp = stamp,
            StampGuessed = options.Stamp == BarStamp.Guess,
            Duplicates = cleaner.Duplicates,
            Conflicts = cleaner.Conflicts,
            OutOfOrder = cleaner.OutOfOrder,
            BlankRows = rows.BlankRows,
            StrayHeaders = rows.StrayHeaders,
        };
        return card with { Problems = [.. CardProblems.Of(card), .. SplitSigns.Of(bars), .. ClockSigns.Of(bars, rows.SkippedTimes, clock)] };
    }

    /// <summary>What bars on their calendar are like, wherever they come from.</summary>
    internal static QualityCard Of(BarSeries bars, ImpossibleBars faults, string calendar)
    {
        var (gaps, closures) = Steps(bars);
        var card = new QualityCard
        {
            Rows = bars.Count,
            First = bars.Times[0],
            Last = bars.Times[^1],
            Interval = bars.Interval,
            Clock = MarketClock.Utc.ToString(),
            Stamp = BarStamp.Open,
            StampGuessed = false,
            Calendar = CalendarText.Describe(calendar, bars.Calendar),
            Closures = closures,
            Gaps = gaps,
            Ties = Ties(bars.Close),
            Duplicates = 0,
            Conflicts = 0,
            OutOfOrder = 0,
            BlankRows = 0,
            StrayHeaders = 0,
            OhlcContradictions = faults.Contradictions,
            NonPositive = faults.NonPositive,
            Dropped = faults.Dropped,
            ZeroVolume = bars.Volume.Count(0.0),
            StaleRuns = StaleRuns(bars),
            Jumps = [.. Jumps(bars)],
            Sha256 = bars.Sha256,
            Problems = [],
        };
        return card with { Problems = [.. CardProblems.Of(card), .. SplitSigns.Of(bars), .. ClockSigns.Of(bars, 0, MarketClock.Utc)] };
    }

    private static (GapSummary Gaps, int Closures) Steps(BarSeries bars)
    {
        var (list, missing, largest, closures) = (new List<Gap>(), 0L, TimeSpan.Zero, 0);
        var times = bars.Times;
        for (var i = 0; i + 1 < times.Length; i++)
        {
            var step = times[i + 1] - times[i];
            largest = step > largest ? step : largest;
            if (bars.MissingAfter(i) is var bad and > 0)
            {
                list.Add(new Gap(times[i], times[i + 1], bad));
                missing += bad;
            }
            else if (BarCalendar.StepsBetween(times[i], times[i + 1], bars.Interval) > 1)
            {
                closures++;
            }
        }

        return (new GapSummary(list.Count, missing, largest, list), closures);
    }

    private static double Ties(ReadOnlySpan<double> close)
    {
        var ties = 0;
        for (var i = 1; i < close.Length; i++)
        {
            ties += close[i] == close[i - 1] ? 1 : 0;
        }

        return (double)ties / (close.Length - 1);
    }

    /// <summary>A bar that leaves its neighbours' closes behind and comes back; at either end of the series one neighbour decides.</summary>
    private static List<DateTime> Jumps(BarSeries bars)
    {
        var jumps = new List<DateTime>();
        var close = bars.Close;
        for (var i = 0; i < close.Length; i++)
        {
            var (before, after) = (close[i == 0 ? 1 : i - 1], close[i == close.Length - 1 ? i - 1 : i + 1]);
            // Prices of 0 or less are counted as such, and nothing is so many times one of them.
            if (Math.Min(before, after) > 0 && bars.Low[i] > 0
                && (bars.High[i] >= QualityCard.JumpFactor * Math.Max(before, after) || bars.Low[i] <= Math.Min(before, after) / QualityCard.JumpFactor))
            {
                jumps.Add(bars.Times[i]);
            }
        }

        return jumps;
    }

    private static int StaleRuns(BarSeries bars)
    {
        var (runs, length) = (0, 1);
        for (var i = 1; i < bars.Count; i++)
        {
            var same = bars.Open[i] == bars.Open[i - 1] && bars.High[i] == bars.High[i - 1] && bars.Low[i] == bars.Low[i - 1] && bars.Close[i] == bars.Close[i - 1];
            length = same ? length + 1 : 1;
            runs += length == QualityCard.StaleBars ? 1 : 0;
        }

        return runs;
    }
}
