using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Inputs;

namespace Weathervane.Pipelines.Running;

/// <summary>What a run found, in sentences: the same ones on the terminal, in the report and in JSON.</summary>
public static class RunWords
{
    private static readonly Metric[] SecondMetrics = [Mcc.Metric, BalancedAccuracy.Metric];

    /// <summary>The bars and their quality, in one line.</summary>
    /// <param name="inputs">What the run read.</param>
    public static string Bars(PipelineInputs inputs)
    {
        var bars = inputs.Bars;
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{bars.Name}: {bars.Count:N0} bars of {IntervalText.Format(bars.Interval)}, {bars.Times[0]:yyyy-MM-dd} to {bars.Times[^1]:yyyy-MM-dd}");
        if (inputs.Cards.Count == 0)
        {
            return $"{head}; made, not observed";
        }

        List<string> facts = [.. inputs.Cards.Select(c => c.Calendar).Distinct()];
        Add("hole", "holes", inputs.Cards.Sum(c => c.Gaps.Count), string.Create(CultureInfo.InvariantCulture, $" ({inputs.Cards.Sum(c => c.Gaps.MissingBars):N0} bars missing)"));
        Add("duplicate", "duplicates", inputs.Cards.Sum(c => c.Duplicates));
        Add("conflict", "conflicts", inputs.Cards.Sum(c => c.Conflicts));
        Add("row out of order", "rows out of order", inputs.Cards.Sum(c => c.OutOfOrder));
        Add("impossible bar", "impossible bars", inputs.Cards.Sum(c => c.OhlcContradictions + c.NonPositive));
        Add("stale run", "stale runs", inputs.Cards.Sum(c => c.StaleRuns));
        Add("problem", "problems", inputs.Cards.Sum(c => c.Problems.Count), "; see 'vane bars check'");
        return facts.Count == inputs.Cards.Select(c => c.Calendar).Distinct().Count() ? $"{head}; {string.Join(", ", facts)}, no flaws" : $"{head}; {string.Join(", ", facts)}";

        void Add(string one, string many, long count, string more = "")
        {
            if (count > 0)
            {
                facts.Add(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}{more}"));
            }
        }
    }

    /// <summary>The verdict so far: the winner's primary metric against the reference, walk-forward.</summary>
    /// <param name="run">What was found.</param>
    public static string Verdict(RunResult run) => run.Decisive.ToString();

    /// <summary>How many scored bars would prove an edge of the size found.</summary>
    /// <param name="run">What was found.</param>
    public static string BarsNeeded(RunResult run)
    {
        var decisive = run.Decisive;
        return decisive switch
        {
            { BarsNeeded: null } => "no number of bars would prove an edge, since none was found.",
            { Verdict: Evaluation.Verdict.Beats, BarsNeeded: { } enough } => string.Create(
                CultureInfo.InvariantCulture, $"the {run.Scores.Rows:N0} scored bars were enough; about {enough:N0} prove an edge of this size four times in five."),
            { BarsNeeded: { } needed } => string.Create(
                CultureInfo.InvariantCulture, $"about {needed:N0} scored bars would prove an edge of this size four times in five; {run.Scores.Rows:N0} were scored."),
        };
    }

    /// <summary>How many tries the verdict counts, and what that does to its p-value, in one line.</summary>
    /// <param name="run">What was found.</param>
    public static string Trials(RunResult run) => run.Trials.Explain(run.Decisive);

    /// <summary>What the opened hold-out says of the chosen model and at which level, in one line; null while it stays sealed.</summary>
    /// <param name="run">What was found.</param>
    public static string? Holdout(RunResult run) => run.Holdout is not { } holdout ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"this is look {run.Look} at this span, which tests at {MultipleTesting.LevelOfLook(run.Look):0.####} instead of 0.05. {holdout.Decisive(run.Winner.Name)}");

    /// <summary>What the two scores that no prevalence flatters say of the chosen model, in one line.</summary>
    /// <param name="run">What was found.</param>
    public static string Seconds(RunResult run) => string.Join("; ", SecondMetrics
        .Select(m => run.Scores.Toughest(run.Winner.Name, m.Name))
        .OfType<Comparison>()
        .Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Metric.Name} {c.ModelScore:0.####} against {c.BaselineScore:0.####} of {c.Baseline}{(c.Verdict is { } verdict ? ": " + VerdictWords.Of(verdict) : "")}"))) + ".";

    /// <summary>A textbook test in one line: its p-value, or why it has none.</summary>
    /// <param name="result">The test's result.</param>
    public static string Test(PairedTestResult result) => result.Outcome.Undefined is { } why
        ? $"{result.Test.Name}: undefined, {why}."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Test.Name}{(result.Against is { } against ? $" against {against}" : "")}: p {(result.Outcome.PValue < 0.001 ? "< 0.001" : result.Outcome.PValue.ToString("0.000", CultureInfo.InvariantCulture))}.");

    /// <summary>What weakens the verdict, a sentence each.</summary>
    /// <param name="run">What was found.</param>
    public static IReadOnlyList<string> Cautions(RunResult run)
    {
        var cautions = new List<string>();
        if (ValidationWords.Caution(run.Pipeline.Split) is { } scheme)
        {
            cautions.Add(scheme);
        }

        if (run.Scores.Unbeaten(run.Winner.Name) is { } unbeaten)
        {
            cautions.Add(unbeaten);
        }

        cautions.AddRange(run.Scores.Distrust(run.Winner.Name));
        if (run.Models.SelectMany(m => m.Model.UnusedFeatures).Distinct().ToList() is { Count: > 0 } unused)
        {
            cautions.Add($"Never known in training, and so not used: {string.Join(", ", unused)}.");
        }

        return cautions;
    }
}
