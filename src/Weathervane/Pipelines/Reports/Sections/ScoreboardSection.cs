using Weathervane.Pipelines.Reports.Charts;
using Weathervane.Pipelines.Reports.Html;

namespace Weathervane.Pipelines.Reports.Sections;

/// <summary>Every model beside the baselines, on the same rows.</summary>
internal static class ScoreboardSection
{
    internal static Section Section { get; } = new("scoreboard", "Scoreboard", r => r.Models.Count > 0 && r.Metrics.Count > 0, Write);

    /// <summary>What <see cref="Comparisons"/> tells of each metric.</summary>
    internal static string[] ComparisonHead { get; } = ["metric", "score", "baseline", "its score", "gain", "95% interval", "p", "p of all", "verdict"];

    /// <summary>The chosen model beside the strongest baseline of each metric, or beside the other model, a row each.</summary>
    internal static string[][] Comparisons(RunReport report) =>
    [
        .. report.Comparisons.Select(c => (string[])
        [
            c.Metric, Number.Score(c.Score), c.Baseline, Number.Score(c.BaselineScore), Number.Signed(c.Gain.Value), Number.Interval(c.Gain.Low, c.Gain.High),
            Number.PValue(c.Gain.PValue), Number.PValue(c.Gain.PValueOfAll), OutcomeWords.Of(c.Gain.Outcome) + (c.Note.Length > 0 ? $" ({c.Note})" : ""),
        ]),
    ];

    /// <summary>What stands above <see cref="Comparisons"/>.</summary>
    internal static string ComparisonTitle(RunReport report) => report.Comparisons.All(c => c.Baseline == report.Verdict.Baseline)
        ? $"{report.Verdict.Model} beside {report.Verdict.Baseline}, metric by metric"
        : $"{report.Verdict.Model} beside the strongest baseline of each metric";

    /// <summary>What the last of the p-values in <see cref="Comparisons"/> is.</summary>
    internal const string OfAll = "Of so many tests one or the other succeeds by luck: p of all is Holm's, and keeps the chance of even one false discovery in this table below itself. One metric alone is primary and decides.";

    /// <summary>The index of the primary metric; -1 when there is none.</summary>
    internal static int PrimaryOf(RunReport report) => report.Metrics.Select((m, i) => m.IsPrimary ? i : -1).DefaultIfEmpty(-1).Max();

    private static void Write(RunReport report, MarkupWriter html)
    {
        html.Write($"<p class=\"lead\">All on the same {Number.Count(report.Verdict.Bars)} bars. The best score of each column is bold; baselines stand below the line. Beneath a score: its gain over {report.Verdict.Baseline}, ▲ proven, ◆ not proven, ▼ proven to be a loss.</p>\n");
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Scoreboard\"><table class=\"scoreboard\"><thead><tr><th scope=\"col\">Model</th>");
        foreach (var metric in report.Metrics)
        {
            var (arrow, words) = metric.HigherIsBetter ? ("↑", "higher is better") : ("↓", "lower is better");
            html.Write($"<th scope=\"col\" class=\"{(metric.IsPrimary ? "primary" : "")}\" title=\"{metric.Meaning ?? words}\">");
            WriteBreakable(html, metric.Name);
            html.Write($"&#160;<span aria-hidden=\"true\">{arrow}</span><span class=\"visually-hidden\">, {words}</span></th>");
        }

        html.Write($"</tr></thead>\n");
        WriteRows(report, html, [.. report.Models.Where(m => !m.IsBaseline)]);
        WriteRows(report, html, [.. report.Models.Where(m => m.IsBaseline)]);
        html.Write($"</table></div>\n");
        WriteMeanings(report, html);
        WriteComparisons(report, html);
        Gains(report)?.Write(html);
    }

    /// <summary>Names of metrics have underscores, at which a browser would not break a line.</summary>
    private static void WriteBreakable(MarkupWriter html, string name)
    {
        var parts = name.Split('_');
        html.Write($"{parts[0]}");
        foreach (var part in parts.Skip(1))
        {
            html.Write($"_<wbr>{part}");
        }
    }

    private static void WriteRows(RunReport report, MarkupWriter html, IReadOnlyList<ReportModel> models)
    {
        if (models.Count == 0)
        {
            return;
        }

        html.Write($"<tbody>\n");
        foreach (var model in models)
        {
            var isChosen = model.Name == report.Verdict.Model;
            html.Write($"<tr class=\"{(isChosen ? "chosen" : "")}\"><th scope=\"row\">{model.Name}{(isChosen ? " (chosen)" : "")}<span class=\"visually-hidden\">{(model.IsBaseline ? " (baseline)" : "")}</span></th>");
            for (var i = 0; i < report.Metrics.Count; i++)
            {
                html.Write($"<td class=\"{(report.Metrics[i].IsPrimary ? "primary" : "")}\">");
                WriteScore(html, model.Scores[i], IsBest(report, i, model.Scores[i]));
                WriteGain(html, model.Gains.ElementAtOrDefault(i));
                html.Write($"</td>");
            }

            html.Write($"</tr>\n");
        }

        html.Write($"</tbody>\n");
    }

    private static void WriteScore(MarkupWriter html, double score, bool isBest)
    {
        if (isBest)
        {
            html.Write($"<b>{Number.Score(score)}</b>");
        }
        else
        {
            html.Write($"{Number.Score(score)}");
        }
    }

    private static void WriteGain(MarkupWriter html, ReportGain? gain)
    {
        if (gain is not null)
        {
            html.Write($"<span class=\"gain {Words.StyleOf(gain.Outcome)}\" title=\"{OutcomeWords.Of(gain.Outcome)}, {Number.Interval(gain.Low, gain.High)}, p {Number.PValue(gain.PValue)}\">");
            html.Write($"<span aria-hidden=\"true\">{Words.SignOf(gain.Outcome)} </span>{Number.Signed(gain.Value)}<span class=\"visually-hidden\"> {OutcomeWords.Of(gain.Outcome)}</span></span>");
        }
    }

    /// <summary>Equal as shown is equal: four digits decide, not the fifteenth.</summary>
    private static bool IsBest(RunReport report, int metric, double score)
    {
        var scores = report.Models.Select(m => m.Scores[metric]).Where(double.IsFinite).ToList();
        return double.IsFinite(score) && Number.Score(score) == Number.Score(report.Metrics[metric].HigherIsBetter ? scores.Max() : scores.Min());
    }

    private static void WriteMeanings(RunReport report, MarkupWriter html)
    {
        html.Write($"<details><summary>What the columns mean</summary><dl class=\"facts\">");
        foreach (var metric in report.Metrics)
        {
            html.Write($"<div><dt>{metric.Name}{(metric.IsPrimary ? " (primary)" : "")}</dt><dd>{metric.Meaning?.TrimEnd('.') ?? ""}{(metric.Meaning is null ? "" : "; ")}{(metric.HigherIsBetter ? "higher is better" : "lower is better")}</dd></div>");
        }

        html.Write($"</dl></details>\n");
    }

    private static void WriteComparisons(RunReport report, MarkupWriter html)
    {
        if (report.Comparisons.Count == 0)
        {
            return;
        }

        html.Write($"<h3>{ComparisonTitle(report)}</h3>\n");
        new DataTable(ComparisonHead, Comparisons(report)) { Style = "comparison" }.Write(html, "Metric by metric");
        html.Write($"<p class=\"note\">{OfAll}</p>\n");
        if (report.Tests.Count > 0)
        {
            html.Write($"<p class=\"note\">{string.Join(" ", report.Tests)}</p>\n");
        }
    }

    private static ForestChart? Gains(RunReport report)
    {
        var primary = PrimaryOf(report);
        var compared = primary < 0
            ? []
            : report.Models.Where(m => m.Gains.ElementAtOrDefault(primary) is not null).Select(m => (m.Name, Gain: m.Gains[primary]!)).ToList();
        if (compared.Count == 0)
        {
            return null;
        }

        var metric = report.Metrics[primary];
        var proven = compared.Where(c => c.Gain.Outcome == ReportOutcome.Beats).Select(c => c.Name).ToList();
        return new ForestChart
        {
            Id = "gains",
            Title = $"Gain in {metric.Name} over {report.Verdict.Baseline}",
            Note = $"An interval ({Number.Fixed(100 * report.Verdict.Confidence, 0)}%) that crosses the dashed line may be chance.",
            Description = proven.Count == 0 ? $"No model is proven better than {report.Verdict.Baseline}." : $"Proven better: {string.Join(", ", proven)}.",
            AxisTitle = $"gain in {metric.Name}",
            Rows = [.. compared.Select(c => new ForestRow(c.Name, c.Gain.Value, c.Gain.Low, c.Gain.High, c.Gain.Outcome))],
            Table = new DataTable(
                ["model", "gain", "low", "high", "p", "verdict"],
                [.. compared.Select(c => (string[])[c.Name, Number.Signed(c.Gain.Value), Number.Signed(c.Gain.Low), Number.Signed(c.Gain.High), Number.PValue(c.Gain.PValue), OutcomeWords.Of(c.Gain.Outcome)])]),
        };
    }
}
