using System.Globalization;
using Weathervane.Bars;

namespace Weathervane.Cli.Commands;

/// <summary>A CSV file of forecasts, each by the open of the last bar that it used: what 'vane predict' writes, or anyone.</summary>
internal static class ProbabilityCsv
{
    private static readonly string[] TimeColumns = ["bar", "time", "date", "timestamp"];

    private const int ProblemsMax = 5;

    /// <summary>[bars] the probabilities of up; NaN where the file has none.</summary>
    /// <exception cref="InputException">A column is missing, or rows cannot be read or fit no bar.</exception>
    internal static double[] Read(string path, BarSeries bars)
    {
        using var lines = File.ReadLines(path).GetEnumerator();
        var header = lines.MoveNext() ? lines.Current.Split(',').Select(c => c.Trim().ToLowerInvariant()).ToList() : [];
        var (time, probability) = (header.FindIndex(TimeColumns.Contains), header.FindIndex(c => c is "probability" or "p"));
        if (time < 0 || probability < 0)
        {
            throw new InputException(
                path, $"has no column {(time < 0 ? "'bar' or 'time'" : "'probability'")}; its columns: {string.Join(", ", header)}.",
                "Give the open of the last bar that each forecast used, UTC, and the probability of up.");
        }

        var (found, problems, known, row) = (new double[bars.Count], new List<InputProblem>(), 0, 1);
        Array.Fill(found, double.NaN);
        for (; lines.MoveNext() && problems.Count < ProblemsMax; row++)
        {
            var cells = lines.Current.Split(',');
            // A forecast that is not known is an empty cell.
            if (lines.Current.Length == 0 || (cells.Length > probability && cells[probability].Trim().Length == 0))
            {
                continue;
            }

            if (!TryRead(cells, time, probability, out var at, out var p))
            {
                problems.Add(new InputProblem($"{path}, line {row + 1}", $"'{lines.Current}' is no time and a probability in [0, 1]."));
            }
            else if (bars.Times.BinarySearch(at) is >= 0 and var bar)
            {
                (found[bar], known) = (p, known + 1);
            }
        }

        if (problems.Count == 0 && known == 0)
        {
            problems.Add(new InputProblem(path, "none of its times is the open of a bar.", "Times are opens of the last bar that a forecast used, in UTC."));
        }

        return problems.Count == 0 ? found : throw new InputException(problems);
    }

    private static bool TryRead(string[] cells, int time, int probability, out DateTime at, out double p)
    {
        (at, p) = (default, double.NaN);
        return cells.Length > Math.Max(time, probability)
            && DateTime.TryParse(cells[time], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at)
            && double.TryParse(cells[probability], CultureInfo.InvariantCulture, out p) && p is >= 0 and <= 1;
    }
}
