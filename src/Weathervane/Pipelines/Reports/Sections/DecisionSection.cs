using System.Globalization;
using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>From which probability on up is said, and which directions could be ruled out.</summary>
internal static class DecisionSection
{
    internal static Section Section { get; } = new("decisions", "Threshold and sets", r => r.Probabilities is not null, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        var found = report.Probabilities!;
        html.Write($"<p class=\"lead\">{found.Threshold} Scored rows had no say in it.</p>\n");
        Facts.WriteFigures(html, Decisions(found));
        if (found.Sets is { } sets)
        {
            html.Write($"<h3>Sets of directions that cannot be ruled out</h3>\n<p>Adapted after every outcome (Gibbs and Candès 2021), so that they hold what comes as often as wanted, drift or not.</p>\n");
            Facts.WriteFigures(html, Sets(sets));
        }

        if (found.FoldThresholds.Distinct().Count() > 1)
        {
            html.Write($"<div class=\"charts\">\n");
            Thresholds(found).Write(html);
            html.Write($"</div>\n");
        }
    }

    internal static IEnumerable<ReportFigure> Decisions(ReportProbabilities found)
    {
        var c = found.Confusion;
        var (low, high) = (found.FoldThresholds.Min(), found.FoldThresholds.Max());
        yield return new("threshold", low == high ? Number.Score(low) : $"{Number.Score(low)} to {Number.Score(high)}", "up is said above it");
        yield return new("said up", Number.Percent((c.TruePositives + c.FalsePositives) / (double)c.Rows), $"{Number.Percent(c.Up / (double)c.Rows)} came up");
        yield return new("precision", Number.Score(c.Precision), "share of right ones among the calls of up");
        yield return new("recall", Number.Score(c.Recall), "share of the ups that were called");
        yield return new("F1", Number.Score(c.F1), $"always up: {Number.Score(2.0 * c.Up / (c.Rows + c.Up))}");
        yield return new("MCC", Number.Score(c.Mcc), "correlation of calls and outcomes; 0 is a coin");
    }

    internal static IEnumerable<ReportFigure> Sets(ReportSets sets)
    {
        yield return new("held what came", Number.Percent(sets.Coverage), $"wanted {Number.Percent(sets.Wanted)}; interval {Number.Percent(sets.Low)} to {Number.Percent(sets.High)}");
        yield return new("named one direction", Number.Percent(sets.One / (double)sets.Rows), $"{Number.Count(sets.One)} of {Number.Count(sets.Rows)}");
        yield return new("of these right", sets.One == 0 ? Number.Undefined : Number.Percent(sets.OneRight / (double)sets.One), $"{Number.Count(sets.OneRight)} of {Number.Count(sets.One)}");
        yield return new("ruled nothing out", Number.Percent(sets.Either / (double)sets.Rows), "the honest answer where little is known");
    }

    private static DotChart Thresholds(ReportProbabilities found) => new()
    {
        Id = "thresholds",
        Title = "Threshold by fold",
        Note = "Each was chosen on forecasts of rows before the fold.",
        Description = $"From {Number.Score(found.FoldThresholds.Min())} to {Number.Score(found.FoldThresholds.Max())}.",
        X = Axis.Whole("fold", 1, found.FoldThresholds.Count),
        Y = Axis.Nice("threshold", found.FoldThresholds),
        Series = [new DotSeries("threshold", "s1", [.. found.FoldThresholds.Select((t, i) => new Dot(i + 1, t, double.NaN, double.NaN, $"fold {i + 1}: {Number.Score(t)}"))])],
        Table = new DataTable(["fold", "threshold"], [.. found.FoldThresholds.Select((t, i) => (string[])[(i + 1).ToString(CultureInfo.InvariantCulture), Number.Score(t)])]),
    };
}
