using Weathervane.Bars;

namespace Weathervane.Feeds.Fetching;

/// <summary>A CSV file of bars that grows by what is fetched: read once, written whole beside itself and renamed, so that a stop never leaves half a file.</summary>
public sealed class BarShelf
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);
    private readonly Dictionary<DateTime, Bar> _bars = [];
    private readonly string _path;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private DateTimeOffset _saved;
    private bool _changed;

    private BarShelf(string path, TimeSpan interval, TimeProvider clock) => (_path, _interval, _clock, _saved) = (path, interval, clock, clock.GetUtcNow());

    /// <summary>What the file held when it was opened; null where there was none.</summary>
    public BarSeries? Held { get; private init; }

    /// <summary>Reads the file, if there is one.</summary>
    /// <param name="path">A .csv or .csv.gz file in UTC.</param>
    /// <param name="interval">The length of its bars.</param>
    /// <param name="clock">Says when it is time to save.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">It is no file of bars, has bars of another length, or columns that an exchange does not give.</exception>
    public static BarShelf Open(string path, TimeSpan interval, TimeProvider clock, CancellationToken cancel = default)
    {
        if (!File.Exists(path))
        {
            return new BarShelf(path, interval, clock);
        }

        var held = BarReader.Read(path, cancel: cancel).Bars;
        if (held.ColumnNames.Count > 0)
        {
            throw new InputException(path, $"has columns that exchanges do not give: {string.Join(", ", held.ColumnNames)}.", "Name another file.");
        }

        var shelf = new BarShelf(path, interval, clock) { Held = held };
        foreach (var bar in held.ToArray())
        {
            shelf._bars[bar.Time] = bar;
        }

        return shelf;
    }

    /// <summary>Takes new and changed bars, and saves now and then.</summary>
    public void Take(IReadOnlyList<Bar> bars)
    {
        foreach (var bar in bars)
        {
            _bars[bar.Time] = bar;
        }

        _changed = true;
        if (_clock.GetUtcNow() - _saved >= SaveEvery)
        {
            Save();
        }
    }

    /// <summary>All bars, in time order.</summary>
    public BarSeries Bars()
    {
        var bars = _bars.Values.OrderBy(b => b.Time).ToList();
        return new BarSeries(
            Path.GetFileName(_path), _interval, [.. bars.Select(b => b.Time)], [.. bars.Select(b => b.Open)], [.. bars.Select(b => b.High)],
            [.. bars.Select(b => b.Low)], [.. bars.Select(b => b.Close)], [.. bars.Select(b => b.Volume)]);
    }

    /// <summary>Writes the file if there is something new.</summary>
    /// <exception cref="IOException">The disk failed; the file is as it was.</exception>
    public void Save()
    {
        // A file of one bar tells no interval, so nobody could read it.
        if (_changed && _bars.Count > 1)
        {
            BarWriter.Write(Bars(), _path);
            (_changed, _saved) = (false, _clock.GetUtcNow());
        }
    }
}
