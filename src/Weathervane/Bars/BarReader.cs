using Weathervane.Bars.Reading;

namespace Weathervane.Bars;

/// <summary>Reads bars from CSV files, plain or gzip, and says what they were like.</summary>
/// <remarks>Rules in docs/bars.md. The same bytes and options give the same bars and card on every machine.</remarks>
public static class BarReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A .csv or .csv.gz file; gzip is known by its first bytes.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">The file does not exist or holds no bars that can be read; every problem found with its line.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static BarFile Read(string path, BarReadOptions? options = null, CancellationToken cancel = default)
    {
        if (!File.Exists(path))
        {
            throw new InputException(path, Directory.Exists(path) ? "is a folder." : "does not exist.", "Name a .csv or .csv.gz file of bars.");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.SequentialScan);
        return Read(stream, path, options, cancel);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">CSV text or gzip of it, from its current position; it is left open.</param>
    /// <param name="name">What to call it in messages; the series is called so without folder and ending.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">The stream holds no bars that can be read.</exception>
    public static BarFile Read(Stream stream, string name, BarReadOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new BarReadOptions();
        var clock = options.Clock is null ? null : MarketClock.Parse(options.Clock);
        try
        {
            var text = new TextStream(stream, name, options.InflatedBytesMax);
            var rows = CsvRows.Read(text, name, clock, options, cancel);
            return BarAssembly.Assemble(rows, name, options, clock ?? MarketClock.Utc, cancel);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw new InputException(name, "is a damaged or truncated .gz file.", "Fetch or pack it again.");
        }
    }
}
