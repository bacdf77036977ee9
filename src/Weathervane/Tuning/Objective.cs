using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;

namespace Weathervane.Tuning;

/// <summary>What an objective is given.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Parameters">Values by name.</param>
/// <param name="Cancel">Stops the work.</param>
public sealed record TrialContext(int Number, IReadOnlyDictionary<string, object> Parameters, CancellationToken Cancel);

/// <summary>What an objective found.</summary>
/// <param name="Value">What the study makes as good as it can; NaN counts as failed.</param>
/// <param name="StandardError">Of the value over folds; NaN if unknown.</param>
/// <param name="FoldValues">The value of each fold; empty if there are none.</param>
public sealed record TrialScore(double Value, double StandardError, IReadOnlyList<double> FoldValues)
{
    /// <summary>The mean over folds with its standard error, which is NaN for one fold.</summary>
    /// <param name="foldValues">At least one.</param>
    public static TrialScore OfFolds(IReadOnlyList<double> foldValues)
    {
        Check.InRange(foldValues.Count, 1, int.MaxValue);
        var mean = foldValues.Average();
        var squares = foldValues.Sum(v => (v - mean) * (v - mean));
        return new TrialScore(mean, Math.Sqrt(squares / (foldValues.Count - 1) / foldValues.Count), foldValues);
    }
}

/// <summary>Tries a point. May be called from several threads at once; must depend on the parameters alone.</summary>
/// <param name="trial">The point, and how to stop.</param>
/// <exception cref="InputException">The point makes no sense: the trial counts as failed and the study goes on.</exception>
public delegate TrialScore Objective(TrialContext trial);

/// <summary>Objectives over rows.</summary>
public static class Objectives
{
    /// <summary>The mean score over folds inside the training part: the final test is nowhere in sight.</summary>
    /// <param name="train">Rows of the training part alone.</param>
    /// <param name="splits">Folds of those rows.</param>
    /// <param name="create">Makes a learner of a trial's parameters.</param>
    /// <param name="metric">What is scored.</param>
    /// <param name="options">How folds are fitted; every trial has the same seed, so that they differ by their parameters only.</param>
    public static Objective OverFolds(
        Dataset train, IReadOnlyList<Split> splits, Func<IReadOnlyDictionary<string, object>, Learner> create, Metric metric, EvaluationOptions options) =>
        trial =>
        {
            var learner = create(trial.Parameters);
            var forecasts = Evaluator.Run(learner.Id, train, splits, learner.Fit, options with { Cancel = trial.Cancel, Progress = null });
            return TrialScore.OfFolds(forecasts.ScoreByFold(metric));
        };
}
