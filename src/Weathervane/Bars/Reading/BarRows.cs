namespace Weathervane.Bars.Reading;

/// <summary>The rows of a file as they stand there, column by column, before cleaning.</summary>
internal sealed class BarRows
{
    /// <summary>Values of further columns that a file may hold, all rows together: 2 GiB of memory.</summary>
    internal const long FurtherValuesMax = 1L << 28;

    private readonly Dictionary<string, List<double>> _further = new(StringComparer.Ordinal);
    private readonly HashSet<string> _text = new(StringComparer.Ordinal);

    internal List<DateTime> Times { get; } = [];

    internal List<double> Open { get; } = [];

    internal List<double> High { get; } = [];

    internal List<double> Low { get; } = [];

    internal List<double> Close { get; } = [];

    internal List<double> Volume { get; } = [];

    internal int BlankRows { get; set; }

    /// <summary>Rows that lack a price and hold another: the market was open then.</summary>
    internal List<DateTime> PartTimes { get; } = [];

    internal int StrayHeaders { get; set; }

    /// <summary>Times that the file's clock skips.</summary>
    internal int SkippedTimes { get; set; }

    internal bool TimeIsClose { get; set; }

    internal int Count => Times.Count;

    /// <summary>Whether another row would pass <see cref="FurtherValuesMax"/>.</summary>
    internal bool Full => (long)_further.Count * (Count + 1) > FurtherValuesMax;

    /// <summary>Further columns that hold numbers, filled up with NaN.</summary>
    internal Dictionary<string, List<double>> Further
    {
        get
        {
            foreach (var values in _further.Values)
            {
                Fill(values, Count);
            }

            return _further;
        }
    }

    /// <summary>Where the values of a further column go; null for a column of text.</summary>
    internal List<double>? FurtherColumn(string name)
    {
        if (_text.Contains(name))
        {
            return null;
        }

        if (!_further.TryGetValue(name, out var values))
        {
            _further.Add(name, values = []);
        }

        return values;
    }

    /// <summary>Forgets a further column that turned out to hold text.</summary>
    internal void MarkText(string name)
    {
        _text.Add(name);
        _further.Remove(name);
    }

    /// <summary>Adds the value of the row that is about to be added.</summary>
    internal void AddFurther(List<double> values, double value)
    {
        Fill(values, Count);
        values.Add(value);
    }

    internal void Add(DateTime time, double open, double high, double low, double close, double volume)
    {
        Times.Add(time);
        Open.Add(open);
        High.Add(high);
        Low.Add(low);
        Close.Add(close);
        Volume.Add(volume);
    }

    private static void Fill(List<double> values, int count)
    {
        while (values.Count < count)
        {
            values.Add(double.NaN);
        }
    }
}
