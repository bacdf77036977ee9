using System.Globalization;
using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Where the rows of each fold lie, and how each fold scored.</summary>
internal static class FoldsSection
{
    private const int SeriesMax = 4;

    internal static Section Section { get; } = new("folds", "Walk-forward", r => r.Layout.Count > 0 || r.Models.Any(m => m.FoldScores.Count > 0), Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        var lead = LearnsFromLater(report)
            ? "Each fold is scored by what the other rows teach, earlier and later ones; rows whose label reads into the test are left out."
            : "Each fold learns from the past only and is scored on what came after it; rows whose label reads into the test are left out.";
        html.Write($"<p class=\"lead\">{lead}</p>\n<div class=\"charts\">\n");
        if (report.Layout.Count > 0)
        {
            Timeline(report).Write(html);
        }

        if (Scores(report) is { } scores)
        {
            scores.Write(html);
        }

        html.Write($"</div>\n");
    }

    private static bool LearnsFromLater(RunReport report) => report.Layout.GroupBy(s => s.Lane).Any(lane =>
        lane.Any(test => test.Kind == ReportSpanKind.Test && lane.Any(s => s.Kind == ReportSpanKind.Training && s.From > test.To)));

    private static TimelineChart Timeline(RunReport report) => new()
    {
        Id = "layout",
        Title = "What was learnt from, and what was scored",
        Description = $"{Number.Count(report.Layout.Select(s => s.Lane).Distinct().Count())} lanes from {Number.Time(report.Layout.Min(s => s.From))} to {Number.Time(report.Layout.Max(s => s.To))}.",
        Spans = report.Layout,
        Table = new DataTable(
            ["part", "for", "first bar", "last bar", "rows"],
            [.. report.Layout.Select(s => (string[])[s.Lane, Words.Of(s.Kind), Number.Time(s.From), Number.Time(s.To), Number.Count(s.Rows)])]),
    };

    private static DotChart? Scores(RunReport report)
    {
        var primary = ScoreboardSection.PrimaryOf(report);
        var models = report.Models.Where(m => m.FoldScores.Count > 0)
            .OrderByDescending(m => m.Name == report.Verdict.Model).ThenByDescending(m => m.Name == report.Verdict.Baseline).Take(SeriesMax).ToList();
        if (primary < 0 || models.Count == 0)
        {
            return null;
        }

        var (metric, folds) = (report.Metrics[primary], models.Max(m => m.FoldScores.Count));
        return new DotChart
        {
            Id = "fold-scores",
            Title = $"{metric.Name} of each fold",
            Note = metric.HigherIsBetter ? "Higher is better." : "Lower is better.",
            Description = $"{models[0].Name} ranges from {Number.Score(models[0].FoldScores.Min())} to {Number.Score(models[0].FoldScores.Max())} over {folds} folds.",
            X = Axis.Whole("fold", 1, folds),
            Y = Axis.Nice(metric.Name, models.SelectMany(m => m.FoldScores)),
            Series = [.. models.Select(m => new DotSeries(m.Name, Palette.Of(report, m), Dots(m)) { Line = [.. Dots(m).Select(d => new CurvePoint(d.X, d.Value))] })],
            Table = new DataTable(
                ["fold", .. models.Select(m => m.Name)],
                [.. Enumerable.Range(0, folds).Select(f => (string[])[(f + 1).ToString(CultureInfo.InvariantCulture), .. models.Select(m => Number.Score(m.FoldScores.ElementAtOrDefault(f, double.NaN)))])]),
        };
    }

    private static double ElementAtOrDefault(this IReadOnlyList<double> values, int index, double otherwise) => index < values.Count ? values[index] : otherwise;

    private static Dot[] Dots(ReportModel model) =>
        [.. model.FoldScores.Select((score, i) => new Dot(i + 1, score, double.NaN, double.NaN, $"{model.Name}, fold {i + 1}: {Number.Score(score)}"))];
}
