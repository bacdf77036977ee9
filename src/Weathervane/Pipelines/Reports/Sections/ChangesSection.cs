using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>In what two models differ.</summary>
internal static class ChangesSection
{
    internal static Section Section { get; } = new("changes", "What was changed", r => r.Changes.Count > 0, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">Parameters in which {report.Verdict.Model} differs from {report.Verdict.Baseline}.</p>\n");
        new DataTable(
            ["parameter", report.Verdict.Baseline, report.Verdict.Model],
            [.. report.Changes.Select(c => (string[])[c.Name, c.First ?? Number.Undefined, c.Second ?? Number.Undefined])]).Write(html, "Changed parameters");
    }
}
