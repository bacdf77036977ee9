using System.Globalization;

namespace Weathervane.Monitoring.Drift;

/// <summary>Findings in words.</summary>
internal static class DriftWords
{
    internal static string Of(DriftReport report)
    {
        var (alarms, tested) = (report.Alarms.ToList(), report.Columns.Count(c => c.Tests.Count > 0));
        var verdict = alarms.Count == 0
            ? Text($"NO DRIFT SEEN in {Counted.Of(tested, "tested column")}.")
            : Text($"DRIFT in {alarms.Count} of {Counted.Of(report.Columns.Count, "column")}: {string.Join(", ", alarms.Take(5).Select(Called))}{(alarms.Count > 5 ? ", ..." : "")}.");
        return double.IsNaN(report.SmallestVisibleShift)
            ? verdict
            : verdict + Text($" A window of {report.Rows:N0} rows shows a shift of {report.SmallestVisibleShift:0.00} standard deviations in four of five cases (the median column); smaller ones stay unseen.");
    }

    internal static string Of(ColumnDrift column)
    {
        var worst = column.Tests.MinBy(t => t.PValue)!;
        var moved = Text($"mean {column.Shift:+0.00;-0.00} sd, spread x{column.Spread:0.00}");
        var outside = column.Outside > 0 ? Text($", {column.Outside:P1} outside all that was seen") : "";
        return column.Alarm
            ? Text($"{moved}{outside}; {worst.Test} {worst.Statistic:0.###} is what one of {1 / Math.Max(worst.PValue, 1e-9):N0} windows without drift shows")
            : moved + outside;
    }

    /// <summary>The column as a sentence names it.</summary>
    private static string Called(ColumnDrift column) => column.Kind switch
    {
        ColumnKind.Forecast => "the forecasts",
        ColumnKind.Outcome => "the outcomes",
        _ => column.Name,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
