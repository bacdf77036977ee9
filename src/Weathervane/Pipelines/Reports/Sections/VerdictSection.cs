using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>The answer, and the figures that it rests on.</summary>
internal static class VerdictSection
{
    internal static Section Section { get; } = new("verdict", "Verdict", _ => true, Write);

    private static void Write(RunReport report, MarkupWriter html)
    {
        var verdict = report.Verdict;
        var outcome = verdict.Gain.Outcome;
        html.Write($"<div class=\"verdict {Words.StyleOf(outcome)}\">\n<p class=\"badge\"><span aria-hidden=\"true\">{Words.SignOf(outcome)}</span> {OutcomeWords.Of(outcome)}</p>\n");
        html.Write($"<p class=\"sentence\">{verdict.Sentence}</p>\n<dl class=\"figures\">");
        foreach (var (name, value, note) in Figures(report))
        {
            html.Write($"<div><dt>{name}</dt><dd>{value}</dd><dd class=\"note\">{note}</dd></div>");
        }

        html.Write($"</dl>\n");
        WriteList(html, verdict.Cautions);
        if (verdict.NextCommand is { } command)
        {
            html.Write($"<p class=\"next\">Next: <code>{command}</code></p>\n");
        }

        html.Write($"</div>\n");
    }

    internal static IEnumerable<(string Name, string Value, string Note)> Figures(RunReport report)
    {
        var (verdict, gain) = (report.Verdict, report.Verdict.Gain);
        yield return ($"Gain in {verdict.Metric}", Number.Signed(gain.Value), $"{verdict.Model} over {verdict.Baseline}; below zero is worse");
        yield return ($"{Number.Fixed(100 * verdict.Confidence, 0)}% interval", Number.Interval(gain.Low, gain.High), Crosses(gain));
        yield return ("p-value", Number.PValue(gain.PValue), "chance of such a score without any edge");
        yield return ("Bars scored", Number.Count(verdict.Bars), verdict.BarsNeeded is { } needed ? Needed(needed, verdict.Bars) : "");
    }

    private static string Crosses(ReportGain gain) => !(gain.Low <= gain.High)
        ? "not computed"
        : gain.Low <= 0 && gain.High >= 0 ? "holds zero: chance is enough to explain it" : "does not hold zero";

    private static string Needed(double needed, long scored) => !double.IsFinite(needed)
        ? "no number of bars would prove an edge of this size"
        : needed <= scored ? "enough for an edge of this size" : $"about {Number.Count(needed)} needed to prove an edge of this size";

    private static void WriteList(MarkupWriter html, IReadOnlyList<string> cautions)
    {
        if (cautions.Count == 0)
        {
            return;
        }

        html.Write($"<ul class=\"cautions\">");
        foreach (var caution in cautions)
        {
            html.Write($"<li>{caution}</li>");
        }

        html.Write($"</ul>\n");
    }
}
