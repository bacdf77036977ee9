using Weathervane.Evaluation;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Inputs;

namespace Weathervane.Pipelines.Running;

/// <summary>Counts how many tries a run's walk-forward scores are the best of.</summary>
/// <remarks>Every candidate is a try on the scored rows. Searches are tries on the rows before those: they do not weigh on this run's
/// scores, but are told, so that they weigh on a later run that scores their rows.</remarks>
internal static class RunTrials
{
    internal static TrialCorrection Count(
        PipelineInputs inputs, IReadOnlyList<Candidate> candidates, OutOfSample baseRate, IReadOnlyList<FinishedStudy> searches, Pipeline pipeline, RunOptions options)
    {
        var rows = inputs.Training;
        DateTime[] times = [.. baseRate.Rows.Select(r => inputs.Rows.Times![rows[r]])];
        var theirs = baseRate.RowScores(LogLoss.Metric)!;
        ScoredTry[] own =
        [
            .. candidates.Select(c => new ScoredTry(
                c.Name, times[0], times[^1], 1, BlockGains.Of(times, [.. c.Forecasts.RowScores(LogLoss.Metric)!.Zip(theirs, (a, b) => b - a)], inputs.Bars.Interval))),
        ];
        var searched = inputs.Folds[0].Train;
        var from = inputs.Rows.Times![rows[searched[0]]];
        // Trials whose gains were kept resemble each other; of the rest nothing is known, and each counts in full.
        ScoredTry[] before =
        [
            .. searches.SelectMany(s => s.Tries),
            .. searches.Where(s => s.Result.Trials.Count > s.Tries.Count).Select(s => new ScoredTry(
                $"search of {s.Start.Learner}", from, inputs.Rows.Times[rows[searched[^1]]], s.Result.Trials.Count - s.Tries.Count, null)),
        ];
        var others = options.Tried?.Invoke([.. own, .. before]) ?? [];
        return TrialCorrection.Of(own, others, options.DeclaredTrials, pipeline.Seed, options.Cancel);
    }
}
