using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>How well probabilities rank bars: ROC and precision over recall.</summary>
internal static class RankingSection
{
    private const int LinesMax = 5;

    // Precision of the first few bars is noise that would set the scale of the whole chart.
    private const double RecallMin = 0.02;

    private static readonly double[] Quarters = [0.25, 0.5, 0.75];

    internal static Section Section { get; } = new("ranking", "Ranking", r => r.Models.Any(m => m.Roc.Count > 0 || m.PrecisionRecall.Count > 0), Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">Can the model tell the bars that rise from those that fall, whatever the threshold? Without skill, a curve lies on the dashed line.</p>\n<div class=\"charts\">\n");
        if (Lines(report, m => m.Roc) is { Count: > 0 } roc)
        {
            Create("roc", "ROC", "Rising bars found, against falling bars mistaken for them.", "false positive rate", "true positive rate", roc, (0, 1)).Write(html);
        }

        if (Lines(report, m => [.. m.PrecisionRecall.Where(p => p.X >= RecallMin)]) is { Count: > 0 } precision)
        {
            var share = UpShare(report);
            Create("precision-recall", "Precision and recall", "Of the bars called up, how many rose, against how many of the rising ones were called (from 2%, below it is noise).", "recall", "precision", precision, share is null ? null : (share.Value, share.Value)).Write(html);
        }

        html.Write($"</div>\n");
    }

    private static List<Line> Lines(RunReport report, Func<ReportModel, IReadOnlyList<CurvePoint>> curveOf) =>
        [.. report.Models.Where(m => curveOf(m).Count > 0)
            .OrderByDescending(m => m.Name == report.Verdict.Model).ThenBy(m => m.IsBaseline).Take(LinesMax)
            .Select(m => new Line(m.Name, Palette.Of(report, m), Curve.Thin(curveOf(m))))];

    private static LineChart Create(string id, string title, string note, string x, string y, List<Line> lines, (double AtMin, double AtMax)? reference) => new()
    {
        Id = id,
        Title = title,
        Note = note,
        Description = $"{y} of {lines[0].Name}: " + string.Join(", ", Quarters.Select(at => $"{Number.Fixed(Curve.At(lines[0].Points, at), 2)} at {x} {Number.Fixed(at, 2)}")) + ".",
        X = Axis.Nice(x, [0, 1]),
        Y = Axis.Nice(y, lines.SelectMany(l => l.Points).Select(p => p.Y).Append(reference?.AtMin ?? double.NaN)),
        Lines = lines,
        Reference = reference,
        Table = new DataTable(
            [x, .. lines.Select(l => l.Name)],
            [.. Enumerable.Range(0, 21).Select(i => (string[])[Number.Fixed(i / 20.0, 2), .. lines.Select(l => Number.Fixed(Curve.At(l.Points, i / 20.0), 3))])]),
    };

    /// <summary>What precision would be without skill; null when no model has a confusion matrix.</summary>
    private static double? UpShare(RunReport report) =>
        report.Models.Select(m => m.Confusion).FirstOrDefault(c => c is { Rows: > 0 }) is { } c ? (c.TruePositives + c.FalseNegatives) / (double)c.Rows : null;
}
