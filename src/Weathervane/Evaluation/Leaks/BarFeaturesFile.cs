using System.Globalization;
using CsvHelper;
using Weathervane.Bars;
using Weathervane.Bars.Reading;
using Weathervane.Features;
using Weathervane.Features.Tables;

namespace Weathervane.Evaluation.Leaks;

/// <summary>Reads features that another program wrote, and finds the bars that they stand on.</summary>
/// <remarks>A .csv or .csv.gz with a header. A column of times (the first of <c>timestamp, time, datetime, date, bar, open_time, index</c> or
/// one without a name) gives each row's bar by its open, or by its close if all times are closes; times without an offset are UTC. Columns of the bars themselves
/// count as features like others. Without a column of times there must be one row a bar.</remarks>
public static class BarFeaturesFile
{
    private static readonly string[] TimeNames = ["timestamp", "time", "datetime", "date", "bar", "open_time", "index", ""];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bars">The bars that the rows stand on.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">The file is no table of numbers, or its rows stand on no bars or twice on one.</exception>
    public static BarFeatures Read(string path, BarSeries bars, CancellationToken cancel)
    {
        var timeColumn = -1;
        var table = FeatureTable.Read(path, header =>
        {
            timeColumn = TimeNames.Select(name => header.ToList().FindIndex(h => h.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(i => i >= 0, -1);
            return [.. header.Where((_, i) => i != timeColumn)];
        }, new TableReadOptions { Cancel = cancel });
        if (table.Columns == 0)
        {
            throw new InputException(path, "holds no feature.", "Its header must name columns of numbers besides the time.");
        }

        return timeColumn >= 0 ? Place(path, table, Times(path, timeColumn), bars)
            : table.Rows == bars.Count ? new BarFeatures(table)
            : throw new InputException(path, $"has {table.Rows} rows for {bars.Count} bars, and no column of times.", "Add a column 'timestamp' with the open of each row's bar.");
    }

    private static BarFeatures Place(string path, FeatureMatrix table, List<DateTime> times, BarSeries bars)
    {
        var toOpen = times.Count > 0 && times.All(t => bars.Times.BinarySearch(t) < 0) && times.All(t => bars.Times.BinarySearch(t - bars.Interval) >= 0) ? bars.Interval : TimeSpan.Zero;
        var (values, present) = (new double[checked(table.Columns * bars.Count)], new bool[bars.Count]);
        Array.Fill(values, double.NaN);
        for (var row = 0; row < times.Count; row++)
        {
            var bar = bars.Times.BinarySearch(times[row] - toOpen);
            if (bar < 0 || present[bar])
            {
                throw new InputException(
                    $"{path}, row {row + 1}",
                    string.Create(CultureInfo.InvariantCulture, $"stands on {times[row]:yyyy-MM-dd HH:mm:ss}, {(bar < 0 ? "where no bar opens" : "as another row does")}."),
                    "Each row needs the open of a bar of its own.");
            }

            present[bar] = true;
            for (var c = 0; c < table.Columns; c++)
            {
                values[(c * bars.Count) + bar] = table[row, c];
            }
        }

        return new BarFeatures(new FeatureMatrix(table.Names, values, bars.Count), present);
    }

    private static List<DateTime> Times(string path, int column)
    {
        var times = new List<DateTime>();
        using var file = File.OpenRead(path);
        using var text = new TextStream(file, path, 1L << 36);
        using var csv = CsvReader.Create(text, new CsvReaderOptions { HasHeader = false, SkipEmptyLines = true, TrimWhitespace = true, TrackLineNumbers = true });
        csv.Read();
        while (csv.Read())
        {
            times.Add(TimeText.Utc(csv.GetSpan(column)) ?? throw new InputException(
                $"{path}, line {csv.LineNumber}", $"has the time '{csv.GetString(column)}', which cannot be read.", "Write times such as 2024-01-31T15:00:00Z."));
        }

        return times;
    }
}
