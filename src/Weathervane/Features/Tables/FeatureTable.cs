using CsvHelper;
using Weathervane.Bars.Reading;
using Weathervane.Numerics;

namespace Weathervane.Features.Tables;

/// <summary>Reads a table of numbers from .csv or .csv.gz: a header of names, then a line for each row.</summary>
/// <remarks>An empty cell, or NaN, NA, N/A, &lt;NA&gt;, null, none in any case, is NaN; true is 1, false is 0, and inf and -inf are the infinities, as other
/// programs write them. Space around cells and names is passed over. Blocks of lines are read side by side and put together in order.</remarks>
public static class FeatureTable
{
    private const long TextBytesMax = 64L << 30;

    /// <summary>Reads the named columns; others are passed over.</summary>
    /// <param name="path">A file whose first line holds names.</param>
    /// <param name="names">[columns] which columns, in the order wanted.</param>
    /// <param name="options">Threads, progress, cancellation.</param>
    /// <returns>[rows x columns].</returns>
    /// <exception cref="InputException">A column is missing (all are named) or stands twice, a cell is no number (the first of each column is named), or
    /// a line has more or fewer cells than the header.</exception>
    public static FeatureMatrix Read(string path, IReadOnlyList<string> names, TableReadOptions? options = null) => Read(path, header =>
    {
        // The header's names stand here without the space around them, with which other programs may have named their features.
        string[] wanted = [.. names.Select(name => name.Trim())];
        var missing = wanted.Except(header).ToArray();
        return missing.Length == 0
            ? wanted
            : throw new InputException(path, $"has no column {string.Join(", ", missing)}.", $"It has {string.Join(", ", header)}.");
    }, options);

    /// <summary>Reads the columns that are chosen once the header is known.</summary>
    /// <param name="path">A file whose first line holds names.</param>
    /// <param name="choose">Given the header, which of its names to read, in the order wanted; may throw <see cref="InputException"/>.</param>
    /// <param name="options">Threads, progress, cancellation.</param>
    /// <returns>[rows x columns].</returns>
    /// <exception cref="InputException">There is no such file, it is damaged, a column stands twice, a cell is no number (the first of each column is named), or a line has more or fewer
    /// cells than the header.</exception>
    public static FeatureMatrix Read(string path, Func<IReadOnlyList<string>, IReadOnlyList<string>> choose, TableReadOptions? options = null)
    {
        options ??= new TableReadOptions();
        if (!File.Exists(path))
        {
            throw new InputException(path, Directory.Exists(path) ? "is a folder." : "does not exist.", "Name a .csv or .csv.gz file whose first line holds names.");
        }

        using var file = File.OpenRead(path);
        using var text = new TextStream(file, path, TextBytesMax);
        try
        {
            return Read(file, new LineBlocks(text, path), path, choose, options);
        }
        catch (CsvFormatException wrong)
        {
            throw new InputException(path, $"is not a CSV file: {wrong.Message}");
        }
        catch (InvalidDataException)
        {
            throw new InputException(path, "is a damaged gzip file, or one that ends too early.", "Copy it anew.");
        }
    }

    private static FeatureMatrix Read(
        FileStream file, LineBlocks blocks, string path, Func<IReadOnlyList<string>, IReadOnlyList<string>> choose, TableReadOptions options)
    {
        var first = blocks.Next() ?? throw Empty(path);
        using var csv = CellBlock.Open(first, separator: null);
        var shape = ShapeOf(csv, path, choose);
        var (columns, bad) = (new GrowingColumns(shape.Names), new BadCells(shape.Names));
        var waiting = new Queue<Task<CellBlock>>();
        waiting.Enqueue(Task.FromResult(CellBlock.Of(first, shape, csv)));
        first.GiveBack();
        while (blocks.Next() is { } block)
        {
            options.Cancel.ThrowIfCancellationRequested();
            // As many blocks at once as threads: while they are read here and put together, helpers turn them into numbers.
            waiting.Enqueue(options.Threads > 1 ? ParallelRuns.Start(() => Parse(block, shape)) : Task.FromResult(Parse(block, shape)));
            if (waiting.Count > options.Threads)
            {
                Take();
            }
        }

        while (waiting.Count > 0)
        {
            Take();
        }

        return bad.Any ? throw new InputException(bad.Problems(path, shape.Width)) : columns.ToMatrix();

        void Take()
        {
            var cells = waiting.Dequeue().GetAwaiter().GetResult();
            var share = file.CanSeek ? file.Position / (double)Math.Max(file.Length, 1) : 1;
            columns.Add(cells, (long)((columns.Rows + (waiting.Count + 1L) * cells.Rows) / Math.Max(share, 1e-6) * 1.02), path);
            bad.Add(cells.Bad);
            cells.GiveBack();
            options.Progress?.Report(share);
        }
    }

    private static CellBlock Parse(LineBlock block, TableShape shape)
    {
        using var csv = CellBlock.Open(block, shape.Separator);
        var cells = CellBlock.Of(block, shape, csv);
        block.GiveBack();
        return cells;
    }

    private static TableShape ShapeOf(CsvReader csv, string path, Func<IReadOnlyList<string>, IReadOnlyList<string>> choose)
    {
        if (!csv.Read())
        {
            throw Empty(path);
        }

        string[] header = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
        // A separator at the end of the header names no column.
        header = header is [.. var named, ""] ? named : header;
        var names = choose(header);
        var twice = names.FirstOrDefault(name => header.Count(h => h == name) > 1);
        return twice is null
            ? new TableShape([.. names.Select(name => Array.IndexOf(header, name))], names, header.Length, csv.Separator)
            : throw (twice.Length == 0
                ? new InputException(path, $"has {header.Count(h => h.Length == 0)} columns without a name.", "Name them in its first line, or leave them out.")
                : new InputException(path, $"has the column {twice} more than once."));
    }

    private static InputException Empty(string path) => new(path, "is empty.", "Its first line must hold the columns' names.");
}
