namespace Weathervane.Bars.Reading;

/// <summary>Brings rows into time order and leaves one for each time.</summary>
/// <remarks>Rows of one time: identical ones count once; of those that differ the one with the larger volume stays, and of equal
/// volumes the later line.</remarks>
internal sealed class BarCleaner
{
    private readonly BarRows _rows;
    private readonly List<double>[] _columns;

    private BarCleaner(BarRows rows)
    {
        _rows = rows;
        _columns = [rows.Open, rows.High, rows.Low, rows.Close, rows.Volume, .. rows.Further.Values];
    }

    /// <summary>Positions of the rows that stay, in time order; null when all do as they stand.</summary>
    internal int[]? Kept { get; private set; }

    /// <summary>Rows that come after a row of a later time.</summary>
    internal int OutOfOrder { get; private set; }

    /// <summary>Rows dropped because an identical one stands for the same time.</summary>
    internal int Duplicates { get; private set; }

    /// <summary>Times with rows that differ.</summary>
    internal int Conflicts { get; private set; }

    /// <summary>Chooses the rows that stay.</summary>
    internal static BarCleaner Clean(BarRows rows)
    {
        var cleaner = new BarCleaner(rows);
        if (!cleaner.Rises())
        {
            cleaner.Choose();
        }

        return cleaner;
    }

    private bool Rises()
    {
        var (rises, latest) = (true, DateTime.MinValue);
        foreach (var time in _rows.Times)
        {
            rises &= time > latest;
            OutOfOrder += time < latest ? 1 : 0;
            latest = time > latest ? time : latest;
        }

        return rises;
    }

    private void Choose()
    {
        var order = new int[_rows.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var times = _rows.Times;
        Array.Sort(order, (a, b) => times[a].CompareTo(times[b]) is var byTime and not 0 ? byTime : a.CompareTo(b));
        var kept = new List<int>(order.Length);
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && times[order[end]] == times[order[start]])
            {
                end++;
            }

            kept.Add(Best(order.AsSpan(start, end - start)));
            start = end;
        }

        Kept = [.. kept];
    }

    /// <summary>The row that stays of those of one time, which are in the file's order.</summary>
    private int Best(ReadOnlySpan<int> rows)
    {
        var best = rows[0];
        var versions = 1;
        for (var i = 1; i < rows.Length; i++)
        {
            var known = false;
            for (var j = 0; j < i && !known; j++)
            {
                known = Same(rows[i], rows[j]);
            }

            (Duplicates, versions) = known ? (Duplicates + 1, versions) : (Duplicates, versions + 1);
            best = _rows.Volume[rows[i]] >= _rows.Volume[best] ? rows[i] : best;
        }

        Conflicts += versions > 1 ? 1 : 0;
        return best;
    }

    private bool Same(int a, int b)
    {
        foreach (var column in _columns)
        {
            // Equals, so that an unknown value equals an unknown one.
            if (!column[a].Equals(column[b]))
            {
                return false;
            }
        }

        return true;
    }
}
