using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>What features do to forecasts, and what would be lost without them.</summary>
internal static class ContributionSection
{
    private const int RowsMax = 15;

    internal static Section Section { get; } = new("contributions", "What features do", r => r.Contributions.Count > 0 || r.Permutations.Count > 0, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">What each feature of {report.Verdict.Model} does to a forecast, and whether rows unseen by the model would be forecast worse without it.</p>\n<div class=\"charts\">\n");
        if (report.Contributions.Count > 0)
        {
            Contributions(report.Contributions).Write(html);
        }

        if (report.Permutations.Count > 0)
        {
            Permutations(report).Write(html);
        }

        html.Write($"</div>\n");
    }

    /// <summary>Two pieces of which one is empty: the colour, and the sign beside the value, tell the direction.</summary>
    private static BarChart Contributions(IReadOnlyList<ReportContribution> all)
    {
        var top = all.Take(RowsMax).ToList();
        return new BarChart
        {
            Id = "shap",
            Title = "Mean contribution (SHAP)",
            Note = $"In log odds, by whether high values of the feature speak for up or for down{(all.Count > top.Count ? $"; the first {top.Count} of {all.Count}" : "")}.",
            Description = $"Largest: {string.Join(", ", top.Take(3).Select(f => $"{f.Feature} {Number.Score(f.Mean)}, high values for {Side(f)}"))}.",
            Pieces = ["high values for up", "high values for down"],
            Bars = [.. top.Select(f => new Bar(f.Feature, f.Direction >= 0 ? [f.Mean, 0] : [0, f.Mean], $"{Number.Score(f.Mean)} {(f.Direction >= 0 ? "↑" : "↓")}"))],
            Table = new DataTable(["feature", "mean size", "direction"], [.. all.Select(f => (string[])[f.Feature, Number.Score(f.Mean), Number.Fixed(f.Direction, 2)])]),
        };
    }

    private static string Side(ReportContribution f) => f.Direction >= 0 ? "up" : "down";

    private static ForestChart Permutations(RunReport report)
    {
        var all = report.Permutations;
        var top = all.Take(RowsMax).ToList();
        return new ForestChart
        {
            Id = "permutation",
            Title = "Lost without it (permutation)",
            Note = $"How much worse {report.Verdict.Metric} gets on the last fold when the feature is dealt out anew; bars are two standard errors over deals.",
            Description = $"Most is lost without {string.Join(", ", top.Take(3).Select(f => $"{f.Feature} ({Number.Signed(f.Mean)})"))}.",
            AxisTitle = $"loss in {report.Verdict.Metric} without the feature",
            Directions = ("harms", "helps"),
            Decimals = 5,
            Rows = [.. top.Select(f => new ForestRow(f.Feature, f.Mean, f.Mean - (2 * f.StandardError), f.Mean + (2 * f.StandardError), Outcome(f)))],
            Table = new DataTable(["feature", "lost", "standard error"], [.. all.Select(f => (string[])[f.Feature, Number.Fixed(f.Mean, 6), Number.Fixed(f.StandardError, 6)])]),
        };
    }

    private static ReportOutcome Outcome(ReportPermutation f) => f.Mean > 2 * f.StandardError ? ReportOutcome.Beats
        : f.Mean < -2 * f.StandardError ? ReportOutcome.Worse : ReportOutcome.NotProven;
}
