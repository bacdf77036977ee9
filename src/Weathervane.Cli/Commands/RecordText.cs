using System.Globalization;
using Weathervane.Evaluation.Metrics;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Commands;

/// <summary>How runs and models are written in tables.</summary>
internal static class RecordText
{
    private static readonly string[] First = [.. MetricCatalog.All.Select(m => m.Name)];

    /// <summary>Names once each: the library's metrics in its order, then the others by name.</summary>
    internal static IEnumerable<string> Leading(IEnumerable<string> names) => names.Distinct()
        .OrderBy(n => Array.IndexOf(First, n) is var place and >= 0 ? place : First.Length)
        .ThenBy(n => n, StringComparer.Ordinal);

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    internal static string Span(TimeSpan? time) => time is not { } span ? "-"
        : span.TotalMinutes < 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s")
        : span.TotalHours < 2 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.0} h");

    /// <summary>Six significant digits; '-' for NaN.</summary>
    internal static string Number(double? value) => value is not { } number || double.IsNaN(number) ? "-" : number.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Number"/>, with a plus where it is due.</summary>
    internal static string Signed(double? value) => value > 0 ? "+" + Number(value) : Number(value);

    internal static string State(Run run) => run.Deleted ? "deleted" : run.Status.ToString().ToLowerInvariant();

    /// <summary>A table after an empty line, or nothing where it has no rows.</summary>
    internal static void Section(Terminal terminal, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var shown = rows.ToList();
        if (shown.Count > 0)
        {
            terminal.Output.WriteLine();
            terminal.WriteTable(headers, shown);
        }
    }
}
