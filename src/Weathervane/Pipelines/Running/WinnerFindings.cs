using Weathervane.Datasets;
using Weathervane.Evaluation.Importance;
using Weathervane.Evaluation.Money;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Running;

/// <summary>What the winner leans on, and what trading on its walk-forward forecasts came to.</summary>
/// <param name="Money">The walk-forward forecasts traded bar by bar, by each fold's threshold.</param>
/// <param name="Contributions">What each feature does to the final model's forecasts, the largest first; empty where the kind of model has no such notion.</param>
/// <param name="Permuted">How much worse the last fold's model scores on rows unseen by it when a feature is dealt out anew, in the primary metric, the largest first.</param>
public sealed record WinnerFindings(Backtest Money, IReadOnlyList<FeatureContribution> Contributions, IReadOnlyList<ColumnImportance> Permuted)
{
    // Enough for a mean that is right within a few percent; each row of a large model takes some ten milliseconds.
    private const int ContributionRows = 200;

    private const int Repeats = 3;

    internal static WinnerFindings Of(RunResult run, Dataset training, RunOptions options)
    {
        var progress = StageProgress.Of(options, $"explaining {run.Winner.Name}");
        var model = run.Models.First(m => m.Candidate == run.Winner).Model;
        var contributions = model.Contributions(Sampled(training).Features, options.Threads, options.Cancel);
        progress?.Report(0.5);
        return new WinnerFindings(Traded(run, training), contributions, Permute(run, options));
    }

    private static Dataset Sampled(Dataset training)
    {
        var rows = Math.Min(training.Rows, ContributionRows);
        return training.Take([.. Enumerable.Range(0, rows).Select(i => (int)((long)i * training.Rows / rows))]);
    }

    private static Backtest Traded(RunResult run, Dataset training)
    {
        var (bars, forecasts) = (run.Inputs.Bars, run.Winner.Forecasts);
        var (probabilities, thresholds) = (new double[bars.Count], new double[bars.Count]);
        Array.Fill(probabilities, double.NaN);
        for (var i = 0; i < forecasts.Rows.Length; i++)
        {
            var bar = training.Spans[forecasts.Rows[i]].First;
            (probabilities[bar], thresholds[bar]) = (forecasts.Probabilities[i], run.Winner.Probabilities.FoldThresholds[forecasts.Folds[i]]);
        }

        return Backtest.Run(bars, probabilities, thresholds, run.Pipeline.Costs with { Seed = run.Pipeline.Seed });
    }

    private static IReadOnlyList<ColumnImportance> Permute(RunResult run, RunOptions options)
    {
        if (run.Winner.LastFold is not { } last)
        {
            return [];
        }

        var importance = new PermutationImportance { Repeats = Repeats, Seed = run.Pipeline.Seed, Threads = options.Threads };
        var labels = run.Winner.Forecasts.Labels[^last.Test.Rows..];
        return [.. importance.Of(last.Model, last.Test, labels, run.Scores.Primary, options.Cancel).OrderByDescending(c => c.Mean).ThenBy(c => c.Name, StringComparer.Ordinal)];
    }
}
