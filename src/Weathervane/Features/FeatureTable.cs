using CsvHelper;
using Weathervane.Bars.Reading;

namespace Weathervane.Features;

/// <summary>Reads numbers by the names of their columns from .csv or .csv.gz; other columns are passed over.</summary>
public static class FeatureTable
{
    private const long TextBytesMax = 8L << 30;
    private const int LineBytesMax = 1 << 24;
    private const int ProblemsShown = 5;

    /// <summary>Reads the named columns.</summary>
    /// <param name="path">A file whose first line holds names.</param>
    /// <param name="names">[columns] which columns, in the order wanted.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <returns>[rows x columns]; an empty cell, or NaN, NA, null, none in any case, is NaN.</returns>
    /// <exception cref="InputException">A column is missing (all are named) or stands twice, or a cell is no number.</exception>
    public static FeatureMatrix Read(string path, IReadOnlyList<string> names, CancellationToken cancel = default)
    {
        using var file = File.OpenRead(path);
        using var text = new TextStream(file, path, TextBytesMax);
        try
        {
            using var csv = CsvReader.Create(text, new CsvReaderOptions
            {
                HasHeader = false, SkipEmptyLines = true, TrackLineNumbers = true, TrimWhitespace = true, AllowLineBreaksInQuotes = false, MaxRecordSize = LineBytesMax,
            });
            return Rows(csv, path, names, cancel);
        }
        catch (CsvFormatException wrong)
        {
            throw new InputException(path, $"is not a CSV file: {wrong.Message}");
        }
    }

    private static FeatureMatrix Rows(CsvReader csv, string path, IReadOnlyList<string> names, CancellationToken cancel)
    {
        if (!csv.Read())
        {
            throw new InputException(path, "is empty.", "Its first line must hold the columns' names.");
        }

        var fields = Fields([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)], path, names);
        var (columns, problems) = (names.Select(_ => new List<double>()).ToArray(), new List<InputProblem>());
        while (csv.Read() && problems.Count < ProblemsShown)
        {
            cancel.ThrowIfCancellationRequested();
            for (var c = 0; c < fields.Length; c++)
            {
                if (fields[c] < csv.FieldCount && TryNumber(csv, fields[c], out var value))
                {
                    columns[c].Add(value);
                    continue;
                }

                var found = fields[c] < csv.FieldCount ? $"'{csv.GetString(fields[c])}' in column '{names[c]}' is not a number." : $"has no column '{names[c]}'.";
                problems.Add(new InputProblem($"{path}, line {csv.LineNumber}", found));
                break;
            }
        }

        return problems.Count > 0
            ? throw new InputException(problems)
            : new FeatureMatrix(names, [.. columns.SelectMany(c => c)], columns.Length > 0 ? columns[0].Count : 0);
    }

    private static int[] Fields(string[] header, string path, IReadOnlyList<string> names)
    {
        var missing = names.Except(header).ToArray();
        if (missing.Length > 0)
        {
            throw new InputException(path, $"has no column {string.Join(", ", missing)}.", $"It has {string.Join(", ", header)}.");
        }

        var twice = names.FirstOrDefault(name => header.Count(h => h == name) > 1);
        return twice is null
            ? [.. names.Select(name => Array.IndexOf(header, name))]
            : throw new InputException(path, $"has the column {twice} more than once.");
    }

    private static bool TryNumber(CsvReader csv, int field, out double value)
    {
        if (csv.TryParse(field, out value))
        {
            return true;
        }

        value = double.NaN;
        return csv.GetString(field).ToUpperInvariant() is "" or "NAN" or "NA" or "N/A" or "NULL" or "NONE";
    }
}
