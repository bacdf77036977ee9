namespace Weathervane.Evaluation.Judging;

/// <summary>Somebody's predictions, as their file has them.</summary>
/// <param name="Probabilities">[rows] of up, in [0, 1].</param>
/// <param name="Times">[rows] UTC; null where the file has none.</param>
/// <param name="Labels">[rows] 0 or 1; NaN where a row has none; null where the file has no such column.</param>
/// <param name="Columns">Which column was taken for what, in words: <c>time from 'date', probability from 'y_proba'</c>.</param>
public sealed record Predictions(double[] Probabilities, DateTime[]? Times, double[]? Labels, string Columns)
{
    /// <summary>Whether every prediction is 0 or 1: a decision, whose certainty is not meant.</summary>
    public bool AreDecisions => Probabilities.All(p => p is 0 or 1);
}
