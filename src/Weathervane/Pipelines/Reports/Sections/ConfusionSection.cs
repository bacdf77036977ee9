using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Right and wrong calls of the models.</summary>
internal static class ConfusionSection
{
    private const int ChartsMax = 4;

    internal static Section Section { get; } = new("confusion", "Right and wrong", r => Shown(r).Any(), Write);

    private static IEnumerable<ReportModel> Shown(RunReport report) =>
        report.Models.Where(m => m.Confusion is { Rows: > 0 } && !m.IsBaseline).OrderByDescending(m => m.Name == report.Verdict.Model).Take(ChartsMax);

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">Calls of up and down against what came.</p>\n<div class=\"charts\">\n");
        foreach (var (model, i) in Shown(report).Select((m, i) => (m, i)))
        {
            Create(model.Name, $"confusion-{i + 1}", model.Confusion!.Value).Write(html);
        }

        html.Write($"</div>\n");
    }

    private static ConfusionChart Create(string name, string id, ConfusionMatrix c) => new()
    {
        Id = id,
        Title = name,
        Description = $"Right in {Number.Percent((c.TruePositives + c.TrueNegatives) / (double)c.Rows)} of {Number.Count(c.Rows)} calls.",
        Confusion = c,
        Table = new DataTable(
            ["", "forecast down", "forecast up"],
            [["came down", Number.Count(c.TrueNegatives), Number.Count(c.FalsePositives)], ["came up", Number.Count(c.FalseNegatives), Number.Count(c.TruePositives)]]),
    };
}
