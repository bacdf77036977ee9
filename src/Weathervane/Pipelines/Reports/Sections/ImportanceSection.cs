using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Which features the models lean on.</summary>
internal static class ImportanceSection
{
    private const int BarsMax = 15;
    private const int ChartsMax = 4;

    internal static Section Section { get; } = new("importance", "Features", r => Shown(r).Any(), Write);

    private static IEnumerable<ReportModel> Shown(RunReport report) =>
        report.Models.Where(m => m.Importances.Count > 0).OrderByDescending(m => m.Name == report.Verdict.Model).Take(ChartsMax);

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">What each model leans on. A feature may be leant on and still be useless: importance is measured on the training rows.</p>\n<div class=\"charts\">\n");
        foreach (var (model, i) in Shown(report).Select((m, i) => (m, i)))
        {
            Create(model, $"importance-{i + 1}").Write(html);
        }

        html.Write($"</div>\n");
    }

    private static BarChart Create(ReportModel model, string id)
    {
        var ranked = model.Importances.OrderByDescending(f => f.Share).ToList();
        var top = ranked.Take(BarsMax).ToList();
        return new BarChart
        {
            Id = id,
            Title = model.Name,
            Note = ranked.Count > top.Count ? $"The first {top.Count} of {ranked.Count} features, {Number.Percent(top.Sum(f => f.Share))} of all." : null,
            Description = $"Most important: {string.Join(", ", top.Take(3).Select(f => $"{f.Feature} {Number.Percent(f.Share)}"))}.",
            Bars = [.. top.Select(f => new Bar(f.Feature, [f.Share], Number.Percent(f.Share)))],
            Table = new DataTable(["feature", "share"], [.. ranked.Select(f => (string[])[f.Feature, Number.Percent(f.Share)])]),
        };
    }
}
