namespace Weathervane.Evaluation.Metrics;

/// <summary>Which way a metric is better.</summary>
public enum MetricDirection
{
    /// <summary>More is better.</summary>
    Higher,

    /// <summary>Less is better.</summary>
    Lower,
}

/// <summary>What a metric looks at.</summary>
public enum MetricNeed
{
    /// <summary>The decision alone: up where the probability is above 0.5.</summary>
    Decision,

    /// <summary>The probability, or at least its order.</summary>
    Probability,
}

/// <summary>Scores forecasts against labels.</summary>
/// <param name="labels">[rows], 0 or 1.</param>
/// <param name="probabilities">[rows], probabilities of up in [0, 1].</param>
/// <returns>The score; NaN where it is undefined, as it is for no rows.</returns>
public delegate double MetricFunction(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities);

/// <summary>A way to score forecasts: its facts and its function.</summary>
public sealed record Metric
{
    /// <summary>The name in pipelines and tables: <c>log_loss</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it says, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Which way it is better.</summary>
    public required MetricDirection Direction { get; init; }

    /// <summary>What it looks at.</summary>
    public required MetricNeed Needs { get; init; }

    /// <summary>The function itself; call <see cref="Score"/>, which checks lengths.</summary>
    public required MetricFunction Function { get; init; }

    /// <summary>The score of a fair coin in expectation over many rows, by the share of up among the labels: its decisions are up half
    /// the time, its probability is 0.5. Null where there is none.</summary>
    public Func<double, double>? Coin { get; init; }

    /// <summary>One row's part (label, probability) where the metric is the mean over rows; null where it is not.</summary>
    /// <remarks>Such metrics can be compared between two models row by row, as the Diebold-Mariano test does.</remarks>
    public Func<double, double, double>? RowScore { get; init; }

    /// <summary>Scores forecasts.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <returns>The score; NaN where it is undefined, as it is for no rows.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public double Score(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        CheckRows(labels, probabilities);
        return labels.IsEmpty ? double.NaN : Function(labels, probabilities);
    }

    /// <summary>How much better one score is than another, in the metric's unit: positive is better, whichever way the metric goes.</summary>
    /// <param name="score">The score in question.</param>
    /// <param name="other">The score to compare with.</param>
    /// <returns>NaN if either is NaN.</returns>
    public double Gain(double score, double other) => Direction == MetricDirection.Higher ? score - other : other - score;

    /// <summary>Whether one score is better than another; false if the first is NaN, true if only the second is.</summary>
    /// <param name="score">The score in question.</param>
    /// <param name="other">The score to compare with.</param>
    public bool IsBetter(double score, double other) => Gain(score, other) > 0 || (double.IsNaN(other) && !double.IsNaN(score));

    internal static void CheckRows(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        Check.SameLength(probabilities.Length, labels.Length, nameof(probabilities));
        foreach (var probability in probabilities)
        {
            Check.InRange(probability, 0.0, 1.0);
        }
    }

    /// <summary>A metric that is the mean over rows of <paramref name="rowScore"/>.</summary>
    internal static MetricFunction MeanOf(Func<double, double, double> rowScore) => (labels, probabilities) =>
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += rowScore(labels[i], probabilities[i]);
        }

        return sum / labels.Length;
    };

    /// <summary>A metric that follows from the counts of right and wrong decisions.</summary>
    internal static MetricFunction Of(Func<ConfusionMatrix, double> score) => (labels, probabilities) => score(ConfusionMatrix.Of(labels, probabilities));
}
