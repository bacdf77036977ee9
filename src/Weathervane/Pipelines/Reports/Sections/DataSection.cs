using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>What the run was fed: the quality of the bars, and how the label came out.</summary>
internal static class DataSection
{
    internal static Section Section { get; } = new("data", "Bars and labels", r => r.Bars.Count > 0 || r.Labels.Count > 0, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        if (report.Bars.Count > 0)
        {
            Facts.Write(html, report.Bars);
        }

        if (report.Labels.Count > 0)
        {
            Labels(report.Labels).Write(html);
        }
    }

    private static BarChart Labels(IReadOnlyList<ReportLabels> parts)
    {
        static double Share(long count, ReportLabels part) => count / (double)Math.Max(1, part.Up + part.Down);

        return new BarChart
        {
            Id = "labels",
            Title = "How the label came out",
            Note = "Share of up on each part; the figure is its percentage.",
            Description = string.Join(", ", parts.Select(p => $"{p.Part} {Number.Percent(Share(p.Up, p))} up")) + ".",
            Pieces = ["up", "down"],
            Bars = [.. parts.Select(p => new Bar(p.Part, [Share(p.Up, p), Share(p.Down, p)], Number.Percent(Share(p.Up, p))))],
            Table = new DataTable(["part", "up", "down", "share of up"], [.. parts.Select(p => (string[])[p.Part, Number.Count(p.Up), Number.Count(p.Down), Number.Percent(Share(p.Up, p))])]),
        };
    }
}
