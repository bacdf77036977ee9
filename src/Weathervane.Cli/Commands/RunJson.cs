using Weathervane.Evaluation;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Running;

namespace Weathervane.Cli.Commands;

/// <summary>A finished run as data: everything that the text shows.</summary>
internal static class RunJson
{
    internal static object Of(KeptRun run)
    {
        var result = run.Result;
        var bars = result.Inputs.Bars;
        return new
        {
            run = run.RunId,
            name = result.Pipeline.Name,
            seconds = run.Duration.TotalSeconds,
            bars = new
            {
                bars.Name,
                rows = bars.Count,
                first = bars.Times[0],
                last = bars.Times[^1],
                intervalSeconds = bars.Interval.TotalSeconds,
                sha256 = result.Inputs.Recipe.BarsSha256,
                quality = RunWords.Bars(result.Inputs),
                problems = result.Inputs.Cards.SelectMany(c => c.Problems),
            },
            rows = new { all = result.Inputs.Rows.Rows, training = result.Inputs.Training.Count, scored = result.Scores.Rows, holdout = result.Inputs.Holdout.Count },
            chosen = result.Winner.Name,
            primary = result.Scores.Primary.Name,
            reference = result.Scores.Reference,
            scores = Board(result.Scores),
            paths = result.Candidates.Select(c => new { c.Name, scores = c.Paths.Select(p => p.Score(result.Scores.Primary)) }),
            tests = ComparisonTable.Tests(result.Scores, result.Winner.Name),
            trials = new { result.Trials.Own, result.Trials.Earlier, result.Trials.Declared, result.Trials.Effective, result.Trials.Overfitting, explanation = RunWords.Trials(result) },
            holdout = result.Holdout is { } holdout
                ? new { look = result.Look, level = holdout.Decisive(result.Winner.Name).Level, explanation = RunWords.Holdout(result), scores = Board(holdout) }
                : null,
            studies = result.Studies.Select(s => new
            {
                learner = s.Start.Learner,
                metric = s.Start.Metric,
                trials = s.Result.Trials.Count,
                s.Overfitting,
                best = s.Result.Best is { } best ? new { best.Number, best.Value, best.StandardError, best.Parameters } : null,
            }),
            models = run.Models.Select(m => new { version = m.Reference, model = m.Candidate, champion = m.IsChampion, m.Gate.Why, gate = m.Gate }),
            report = run.Report,
            pipeline = PipelineFile.Write(result.Pipeline),
            verdict = result.Decisive.Verdict is { } verdict ? VerdictWords.Of(verdict) : null,
            gain = result.Decisive.Gain,
            pValue = result.Decisive.PValue,
            correctedPValue = result.Decisive.CorrectedPValue,
            effectiveRows = result.Decisive.Test?.EffectiveRows,
            barsNeeded = result.Decisive.BarsNeeded,
            cautions = RunWords.Cautions(result),
            next = run.Next,
            lines = RunPrinter.Lines(run),
        };
    }

    private static object Board(Scoreboard scores) => scores.Lines.Select(l => new
    {
        l.Name,
        baseline = l.IsBaseline,
        l.Scores,
        verdict = !l.IsBaseline && scores.Decisive(l.Name) is { Verdict: { } verdict } ? VerdictWords.Of(verdict) : null,
        comparisons = l.IsBaseline ? null : ComparisonTable.Of(scores, l.Name),
    });
}
