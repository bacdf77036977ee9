using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Judging;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands;

/// <summary>Shows what predictions are worth: as text for people, ending with the verdict, or as JSON.</summary>
internal static class JudgePrinter
{
    private const string Assumption = "Rows are taken for independent, as a bare matrix says nothing of their order: overlapping labels or trends make these p-values too small.";

    internal static void Predictions(Terminal terminal, Judgement judgement, string columns, JudgeOptions options, bool json)
    {
        var (scores, decisive) = (judgement.Scores, judgement.Decisive);
        if (json)
        {
            terminal.WriteJson(new
            {
                columns,
                rows = scores.Rows,
                scores.ShareUp,
                options.Horizon,
                options.Trials,
                primary = scores.Primary.Name,
                reference = scores.Reference,
                scores = scores.Lines.Select(l => new { l.Name, baseline = l.IsBaseline, l.Scores }),
                comparisons = ComparisonTable.Of(scores, Judgement.Name),
                tests = ComparisonTable.Tests(scores, Judgement.Name),
                warnings = judgement.Warnings,
                judgement.Look,
                notRun = judgement.NotRun,
                effectiveRows = decisive.Test?.EffectiveRows,
                verdict = decisive.Verdict is { } word ? VerdictWords.Of(word) : null,
                sentence = decisive.ToString(),
            });
            return;
        }

        var output = terminal.Output;
        output.WriteLine($"Read {columns}.");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{scores.Rows:N0} predictions {options.Horizon} bar{(options.Horizon == 1 ? "" : "s")} ahead, {100 * scores.ShareUp:0.#} % of them up, beside the strongest baseline of each metric:"));
        ComparisonTable.Write(terminal, scores, Judgement.Name);
        foreach (var test in scores.Tests)
        {
            output.WriteLine("  " + RunWords.Test(test));
        }

        foreach (var warning in judgement.Warnings)
        {
            output.WriteLine("Mind: " + warning);
        }

        output.WriteLine("Could not be run:");
        foreach (var (what, why) in judgement.NotRun)
        {
            output.WriteLine($"  {what}: {why}.");
        }

        output.WriteLine($"Verdict: {decisive}");
    }

    internal static void Matrix(Terminal terminal, ConfusionMatrix matrix, bool json)
    {
        var lines = MatrixJudge.Judge(matrix);
        var holm = MultipleTesting.Holm([.. lines.Select(l => l.PValue)]);
        if (json)
        {
            terminal.WriteJson(new
            {
                matrix = new { matrix.TrueNegatives, matrix.FalsePositives, matrix.FalseNegatives, matrix.TruePositives },
                comparisons = lines.Select((l, i) => new
                {
                    metric = l.Metric.Name, l.Baseline, l.Score, l.BaselineScore, l.Gain, l.Low, l.High, l.PValue, pValueOfAll = holm[i], verdict = VerdictWords.Of(l.Verdict),
                }),
                assumption = Assumption,
                verdict = VerdictWords.Of(lines[0].Verdict),
                sentence = Sentence(lines[0]),
            });
            return;
        }

        terminal.WriteTable(
            ["metric", "baseline", ">score", ">its score", ">gain", ">95 % interval", ">p", ">p of all (Holm)", "verdict"],
            lines.Select((l, i) => (IReadOnlyList<string>)
            [
                l.Metric.Name, l.Baseline, Number(l.Score), Number(l.BaselineScore), ComparisonTable.Signed(l.Gain), $"{ComparisonTable.Signed(l.Low)} to {ComparisonTable.Signed(l.High)}", ComparisonTable.P(l.PValue),
                ComparisonTable.P(holm[i]), VerdictWords.Of(l.Verdict),
            ]));
        terminal.Output.WriteLine($"Mind: {Assumption}");
        if (lines.Any(l => l.Metric.Ceiling is not null && l.Verdict == Verdict.Worse))
        {
            terminal.Output.WriteLine("Mind: f1 and recall can be had without any skill by always saying up, so they never decide; a model below that is no better for them.");
        }

        terminal.Output.WriteLine("Could not be run: log_loss, brier, roc_auc and average_precision need probabilities; persistence, momentum and last-return need bars.");
        terminal.Output.WriteLine($"Verdict: {Sentence(lines[0])}");
    }

    private static string Sentence(MatrixComparison line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{VerdictWords.Of(line.Verdict)}. {line.Metric.Name} {line.Score:0.0000} against {line.BaselineScore:0.0000} of {line.Baseline}, p {ComparisonTable.P(line.PValue)}.");

    private static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
