using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands;

/// <summary>Shows a finished run: as text for people, ending with the three lines, or as JSON.</summary>
internal static class RunPrinter
{
    private static readonly string[] Shown = ["log_loss", "brier", "roc_auc", "accuracy", "balanced_accuracy", "mcc", "f1"];

    internal static void Print(Terminal terminal, KeptRun run, bool json)
    {
        if (json)
        {
            terminal.WriteJson(RunJson.Of(run));
            return;
        }

        var (result, output) = (run.Result, terminal.Output);
        output.WriteLine(RunWords.Bars(result.Inputs));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{ValidationWords.Scheme(result.Pipeline.Split)} scores of {result.Scores.Rows:N0} rows in {result.Pipeline.Split.Folds} folds, {100 * result.Scores.ShareUp:0.#} % of them up; * is the chosen model."));
        Table(terminal, result.Scores, result.Winner.Name);
        if (ValidationWords.Paths(result) is { } paths)
        {
            output.WriteLine(paths);
        }

        Comparisons(terminal, result.Scores, result.Winner.Name);
        output.WriteLine($"Seconds: {RunWords.Seconds(result)}");
        output.WriteLine($"Trials: {RunWords.Trials(result)}");
        if (result.Holdout is { } holdout)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Hold-out of {holdout.Rows:N0} rows:"));
            Table(terminal, holdout, result.Winner.Name);
            output.WriteLine($"Hold-out: {RunWords.Holdout(result)}");
        }
        else if (result.Inputs.Holdout.Count > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The hold-out of {result.Inputs.Holdout.Count:N0} rows stays sealed."));
        }

        foreach (var caution in RunWords.Cautions(result))
        {
            output.WriteLine("Mind: " + caution);
        }

        foreach (var model in run.Models)
        {
            output.WriteLine($"Model {model.Reference} ({model.Candidate}): {model.Outcome}.");
        }

        output.WriteLine($"Report: {run.Report}");
        output.WriteLine($"Run {run.RunId} took {RecordText.Span(run.Duration)}.");
        foreach (var line in Lines(run))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>How every run ends.</summary>
    internal static string[] Lines(KeptRun run) =>
    [
        $"Verdict so far: {RunWords.Verdict(run.Result)}",
        $"Bars needed: {RunWords.BarsNeeded(run.Result)}",
        $"Next: {run.Next}",
    ];

    /// <summary>The chosen model, metric by metric, beside the baseline that is hardest to beat by it.</summary>
    private static void Comparisons(Terminal terminal, Scoreboard scores, string winner)
    {
        terminal.Output.WriteLine("The chosen model beside the strongest baseline of each metric; intervals hold under autocorrelation:");
        ComparisonTable.Write(terminal, scores, winner);
        foreach (var test in scores.Tests.Where(t => t.Model == winner))
        {
            terminal.Output.WriteLine("  " + RunWords.Test(test));
        }
    }

    private static void Table(Terminal terminal, Scoreboard scores, string winner) => terminal.WriteTable(
        ["model", .. Shown.Select(m => ">" + m), "verdict"],
        scores.Lines.Select(line => (IReadOnlyList<string>)
        [
            line.Name + (line.Name == winner ? " *" : ""),
            .. Shown.Select(m => double.IsNaN(line.Scores[m]) ? "-" : line.Scores[m].ToString("0.0000", CultureInfo.InvariantCulture)),
            line.IsBaseline
                ? line.Name == scores.Reference ? "the one to beat" : "baseline"
                : scores.Decisive(line.Name).Verdict is { } verdict ? VerdictWords.Of(verdict) : "-",
        ]));
}
