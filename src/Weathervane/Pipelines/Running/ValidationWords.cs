using System.Globalization;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines.Running;

/// <summary>How rows were cut for scoring, in words.</summary>
public static class ValidationWords
{
    /// <summary>What scores are called: <c>Walk-forward</c>.</summary>
    /// <param name="split">The pipeline's split.</param>
    public static string Scheme(SplitOptions split) => split.Scheme switch
    {
        SplitScheme.PurgedKFold => "Purged k-fold",
        SplitScheme.CombinatorialPurged => "Combinatorial purged",
        _ => "Walk-forward",
    };

    /// <summary>How far the winner's histories differ in the primary metric; null where there is one.</summary>
    /// <param name="run">What was found.</param>
    public static string? Paths(RunResult run)
    {
        var metric = run.Scores.Primary;
        double[] scores = [.. run.Winner.Paths.Select(p => p.Score(metric)).Order()];
        return scores.Length < 2 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Inputs.Folds.Count} splits form {scores.Length} histories: {metric.Name} of {run.Winner.Name} goes from {scores[0]:0.0000} to {scores[^1]:0.0000} over them; the first, chosen beforehand, is the one above.");
    }

    /// <summary>That scores are of no time order; null where they are.</summary>
    /// <param name="split">The pipeline's split.</param>
    public static string? Caution(SplitOptions split) => split.Scheme == SplitScheme.WalkForward
        ? null
        : $"{Scheme(split)} also learns from bars after those that it scores: good for choosing between recipes, not what serving would have scored; 'scheme: walk-forward' tells that.";
}
