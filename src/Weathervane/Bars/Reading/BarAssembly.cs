using Weathervane.Bars.Calendars;

namespace Weathervane.Bars.Reading;

/// <summary>Makes clean bars and their card from the rows of a file.</summary>
internal static class BarAssembly
{
    internal static BarFile Assemble(BarRows rows, string name, BarReadOptions options, MarketClock clock, CancellationToken cancel)
    {
        var cleaner = BarCleaner.Clean(rows);
        var count = cleaner.Kept?.Length ?? rows.Count;
        if (count < 2)
        {
            throw new InputException(
                name,
                count == 1 ? "holds one bar only." : rows.BlankRows > 0 ? $"holds no row with prices ({rows.BlankRows} rows are without)." : "holds a header and no bars.",
                "At least two bars at different times are needed.");
        }

        cancel.ThrowIfCancellationRequested();
        var times = Take(rows.Times, cleaner.Kept);
        var interval = options.Interval ?? MostFrequentStep(times);
        var stamp = options.Stamp != BarStamp.Guess ? options.Stamp : rows.TimeIsClose ? BarStamp.Close : BarStamp.Open;
        DateTime[] partTimes = [.. rows.PartTimes];
        if (stamp == BarStamp.Close)
        {
            MoveToOpens(times, interval);
            MoveToOpens(partTimes, interval);
        }

        var bars = new BarSeries(
            SeriesName(name), interval, times, Take(rows.Open, cleaner.Kept), Take(rows.High, cleaner.Kept), Take(rows.Low, cleaner.Kept),
            Take(rows.Close, cleaner.Kept), Take(rows.Volume, cleaner.Kept),
            rows.Further.Where(c => c.Value.Exists(double.IsFinite)).ToDictionary(c => c.Key, c => Take(c.Value, cleaner.Kept)));
        if (IsConstant(bars))
        {
            throw new InputException(name, $"holds one price only: {bars.Close[0]} in all {bars.Count} bars.", "There is nothing to forecast; is this the right file, are these the right columns?");
        }

        var (possible, faults) = ImpossibleBars.Find(bars, options.DropImpossible);
        if (possible.Count < 2)
        {
            throw new InputException(name, $"holds {possible.Count} possible bars; {faults.Dropped} impossible ones were left out.", "Are these the right columns?");
        }

        var left = faults.Dropped == 0 ? partTimes : partTimes.Concat(times.Except(possible.Times.ToArray()));
        var calendar = WitnessedCalendar.Of(CalendarText.Create(options.Calendar, possible.Times, interval), left);
        return new BarFile(possible.With(calendar), CardWriter.Write(possible.With(calendar), rows, cleaner, faults, clock, stamp, options));
    }

    /// <summary>The most frequent step between neighbours; of equally frequent ones the shortest.</summary>
    private static TimeSpan MostFrequentStep(DateTime[] times)
    {
        var counts = new Dictionary<TimeSpan, int>();
        for (var i = 1; i < times.Length; i++)
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, times[i] - times[i - 1], out _)++;
        }

        return counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).First().Key;
    }

    private static void MoveToOpens(DateTime[] times, TimeSpan interval)
    {
        for (var i = 0; i < times.Length; i++)
        {
            // Exchanges close a bar at its last millisecond: 12:59:59.999.
            var close = times[i].Ticks % TimeSpan.TicksPerSecond == 9_990_000 ? times[i].AddMilliseconds(1) : times[i];
            times[i] = close - interval;
        }
    }

    private static bool IsConstant(BarSeries bars) =>
        !bars.Close.ContainsAnyExcept(bars.Close[0]) && !bars.Open.ContainsAnyExcept(bars.Close[0])
        && !bars.High.ContainsAnyExcept(bars.Close[0]) && !bars.Low.ContainsAnyExcept(bars.Close[0]);

    private static T[] Take<T>(List<T> values, int[]? kept)
    {
        if (kept is null)
        {
            return [.. values];
        }

        var taken = new T[kept.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            taken[i] = values[kept[i]];
        }

        return taken;
    }

    internal static string SeriesName(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in (string[])[".gz", ".csv", ".txt"])
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && name.Length > ending.Length ? name[..^ending.Length] : name;
        }

        return name;
    }
}
