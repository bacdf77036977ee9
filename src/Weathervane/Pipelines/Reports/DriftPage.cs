using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports;

/// <summary>A drift report as one HTML page that needs nothing else: no network, no script, no file beside it.</summary>
public static class DriftPage
{
    private const int BarsMax = 20;

    /// <summary>Writes the page.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="title">What was tested.</param>
    /// <param name="output">Receives the page; use UTF-8, which the page declares.</param>
    public static void Write(DriftReport report, string title, TextWriter output)
    {
        var html = new MarkupWriter(output);
        PageFrame.Write(html, "drift", $"{(report.Alarm ? "Drift" : "No drift seen")}: {title}", title, () => WriteContent(report, html));
    }

    private static void WriteContent(DriftReport report, MarkupWriter html)
    {
        html.Write($"<section><h2>{(report.Alarm ? "Drift" : "No drift seen")}</h2>\n<p class=\"lead\">{report.Words}</p>\n");
        html.Write($"<p>Window of {report.Rows} rows against a reference of {report.ReferenceRows}; {report.Draws} draws a column. A column alarms where its p-value, adjusted for the number of columns, is at most {DriftReportText.Number(report.Level, "0.####")}.</p>\n");
        WriteDomain(report, html);
        html.Write($"</section>\n<section><h2>Columns</h2>\n");
        WriteShifts(report, html);
        Table(report).Write(html, "Every column");
        html.Write($"</section>\n");
    }

    private static void WriteDomain(DriftReport report, MarkupWriter html)
    {
        if (report.Domain is { } domain)
        {
            html.Write($"<p>{domain.Words}</p>\n");
        }
    }

    private static void WriteShifts(DriftReport report, MarkupWriter html)
    {
        ColumnDrift[] shown = [.. report.Columns.Where(c => double.IsFinite(c.Shift)).OrderByDescending(c => Math.Abs(c.Shift)).Take(BarsMax)];
        if (shown.Length == 0)
        {
            return;
        }

        html.Write($"<div class=\"charts\">\n");
        new BarChart
        {
            Id = "shifts",
            Title = "How far means have moved",
            Note = "In standard deviations of the reference, up or down; the largest twenty.",
            Description = $"The mean of {shown[0].Name} moved most, by {DriftReportText.Number(shown[0].Shift, "+0.00;-0.00;0.00")}.",
            Bars = [.. shown.Select(c => new Bar(c.Name, [Math.Abs(c.Shift)], DriftReportText.Number(c.Shift, "+0.00;-0.00;0.00")))],
            Table = new DataTable(["column", "mean moved (sd)", "smallest visible shift (sd)"], [.. shown.Select(c => (string[])[c.Name, DriftReportText.Number(c.Shift, "+0.00;-0.00;0.00"), DriftReportText.Number(c.SmallestVisibleShift, "0.00")])]),
        }.Write(html);
        html.Write($"</div>\n");
    }

    private static DataTable Table(DriftReport report) => new(
        ["column", "alarm", "p", "adjusted p", "mean moved (sd)", "spread", "smallest visible shift (sd)", "effective rows", "in words"],
        [
            .. report.Columns.Select(c => (string[])
            [
                c.Name, c.Alarm ? "ALARM" : "", DriftReportText.P(c.PValue), DriftReportText.P(c.AdjustedPValue), DriftReportText.Number(c.Shift, "+0.00;-0.00;0.00"),
                DriftReportText.Number(c.Spread, "0.00"), DriftReportText.Number(c.SmallestVisibleShift, "0.00"), DriftReportText.Number(c.EffectiveRows, "N0"), c.Words,
            ]),
        ]);
}
