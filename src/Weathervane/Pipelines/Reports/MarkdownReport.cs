using System.Text;
using Weathervane.Pipelines.Reports.Html;
using Weathervane.Pipelines.Reports.Sections;

namespace Weathervane.Pipelines.Reports;

/// <summary>The report without its charts, as Markdown: for a pull request, an issue or a terminal.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report; parts that are empty are left out.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="output">Receives the text, with line feeds.</param>
    public static void Write(RunReport report, TextWriter output)
    {
        var verdict = report.Verdict;
        output.Write($"# {Text(report.Title)}\n\n**{OutcomeWords.Of(verdict.Gain.Outcome)}.** {Text(verdict.Sentence)}\n\n");
        foreach (var (name, value, note) in VerdictSection.Figures(report))
        {
            output.Write($"- {Text(name)}: **{Text(value)}**{(note.Length > 0 ? $" ({Text(note)})" : "")}\n");
        }

        WriteList(output, "", [.. verdict.Cautions.Select(Text)]);
        WriteList(output, "What to look at", [.. Finding.Of(report).Select(f => (f.NeedsAttention ? "**!** " : "") + Text(f.Text))]);
        WriteScoreboard(report, output);
        WriteComparisons(report, output);
        WriteList(output, "What was changed", [.. report.Changes.Select(c => $"{Text(c.Name)}: {Text(c.First ?? Number.Undefined)} → {Text(c.Second ?? Number.Undefined)}")]);
        if (report.Probabilities is { } found)
        {
            WriteList(output, "Calibration", [Text(found.Calibration), .. found.Figures.Select(Line)]);
            WriteList(output, "Threshold and sets", [Text(found.Threshold), .. DecisionSection.Decisions(found).Concat(found.Sets is { } sets ? DecisionSection.Sets(sets) : []).Select(Line)]);
        }

        if (report.Money is { } money)
        {
            WriteList(output, "Money", [Text(money.Rule), .. money.Ways.Select(w => $"**{Text(w.Name)}**: {string.Join(", ", w.Figures.Select(f => $"{Text(f.Name)} {Text(f.Value)}"))}"), .. money.Luck is { } luck ? [Text(luck)] : (string[])[], .. Kinds(money)]);
        }

        if (report.Looks is { } looks)
        {
            WriteList(output, "Looks at the hold-out", looks.Count == 0 ? ["None: it is sealed."] : [.. looks.Select(l => $"{Number.Time(l.Time)}: {Text(l.Run)}, {Text(l.By)}")]);
        }

        WriteList(output, "Bars", [.. report.Bars.Select(f => $"{Text(f.Name)}: {Text(f.Value)}")]);
        if (report.Reproduction is { } reproduction)
        {
            WriteList(output, "Reproduce", [Text(reproduction.Command), .. reproduction.Facts.Select(f => $"{Text(f.Name)}: {Text(f.Value)}")]);
        }
    }

    /// <summary>The sentence on the kinds of bars, and those of them that are proven.</summary>
    private static IEnumerable<string> Kinds(ReportMoney money) => ReportMoney.OfKinds(money.Regimes) is not { } inAll ? [] :
    [
        Text(inAll),
        .. money.Regimes.Where(r => r.Outcome is ReportOutcome.Beats or ReportOutcome.Worse).Select(r =>
            $"{Text(r.By)} {Text(r.Name)}: **{OutcomeWords.Of(r.Outcome)}**, {Number.Fixed(r.MeanBps, 2)} basis points a bar ({Number.Fixed(r.Low, 2)} to {Number.Fixed(r.High, 2)} alone), p of all {Number.PValue(r.PValueOfAll)}"),
    ];

    private static string Line(ReportFigure figure) => $"{Text(figure.Name)}: **{Text(figure.Value)}** ({Text(figure.Note)})";

    private static void WriteScoreboard(RunReport report, TextWriter output)
    {
        if (report.Models.Count == 0 || report.Metrics.Count == 0)
        {
            return;
        }

        output.Write("\n## Scoreboard\n\n| model |");
        output.Write(string.Concat(report.Metrics.Select(m => $" {Text(m.Name)} {(m.HigherIsBetter ? '↑' : '↓')} |")));
        output.Write("\n|---|" + string.Concat(report.Metrics.Select(_ => "--:|")) + "\n");
        foreach (var model in report.Models)
        {
            output.Write($"| {Text(model.Name)}{(model.IsBaseline ? " (baseline)" : "")} |");
            output.Write(string.Concat(model.Scores.Select((score, i) => $" {Number.Score(score)}{Gain(model, i)} |")) + "\n");
        }
    }

    private static void WriteComparisons(RunReport report, TextWriter output)
    {
        if (report.Comparisons.Count == 0)
        {
            return;
        }

        output.Write($"\n### {Text(ScoreboardSection.ComparisonTitle(report))}\n\n| {string.Join(" | ", ScoreboardSection.ComparisonHead)} |\n");
        output.Write("|---|--:|---|--:|--:|---|--:|--:|---|\n" + string.Concat(ScoreboardSection.Comparisons(report).Select(row => $"| {string.Join(" | ", row.Select(Text))} |\n")));
        output.Write($"\n{ScoreboardSection.OfAll}\n");
        output.Write(string.Concat(report.Tests.Select(t => $"\n{Text(t)}\n")));
    }

    private static string Gain(ReportModel model, int metric) =>
        model.Gains.ElementAtOrDefault(metric) is { } d ? $" ({OutcomeWords.Of(d.Outcome)}, {Number.Signed(d.Value)})" : "";

    private static void WriteList(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        output.Write(title.Length > 0 ? $"\n## {title}\n\n" : "");
        output.Write(string.Concat(lines.Select(l => $"- {l}\n")));
    }

    /// <summary>Text with everything that Markdown or the HTML in it could read as markup made harmless, on one line.</summary>
    private static string Text(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '!' => escaped.Append('\\').Append(c),
                _ => escaped.Append(MarkupWriter.IsUnsafe(c) || c == '\n' ? ' ' : c),
            };
        }

        return escaped.ToString();
    }
}
