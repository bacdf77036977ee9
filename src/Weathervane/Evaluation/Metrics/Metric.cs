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

/// <summary>A way to score forecasts: its facts, and one of three shapes, which says how it is worked out, tested and resampled.</summary>
/// <remarks>It is a mean over rows (<see cref="RowScore"/>), or follows from counts of right and wrong decisions (<see cref="CountScore"/>), or
/// from the order of rows (<see cref="Ranks"/>).</remarks>
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

    /// <summary>The function itself, which follows from the shape where none is given; call <see cref="Score"/>, which checks lengths.</summary>
    public MetricFunction Function { get => field ?? OfShape; init; }

    /// <summary>The score of a fair coin in expectation over many rows, by the share of up among the labels: its decisions are up half
    /// the time, its probability is 0.5. Null where there is none.</summary>
    public Func<double, double>? Coin { get; init; }

    /// <summary>One row's part (label, probability) where the metric is the mean over rows; null where it is not.</summary>
    /// <remarks>Such metrics can be compared between two models row by row, as the Diebold-Mariano test does.</remarks>
    public Func<double, double, double>? RowScore { get; init; }

    /// <summary>The score of counts of right and wrong decisions; null for another shape.</summary>
    public Func<ConfusionMatrix, double>? CountScore { get; init; }

    /// <summary>The score of the order of rows; null for another shape.</summary>
    public Ranking? Ranks { get; init; }

    /// <summary>What always saying up scores, by the share of up among the labels, where that is more than most models reach; null for other metrics.</summary>
    /// <remarks>Such a metric is shown beside this ceiling and never decides: it can be had without any skill.</remarks>
    public Func<double, double>? Ceiling { get; init; }

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

    private double OfShape(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities) =>
        RowScore is { } row ? MeanOf(row, labels, probabilities)
        : CountScore is { } counts ? counts(ConfusionMatrix.Of(labels, probabilities))
        : Ranks?.Of(Thresholds.Descending(labels, probabilities)) ?? double.NaN;

    private static double MeanOf(Func<double, double, double> rowScore, ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++)
        {
            sum += rowScore(labels[i], probabilities[i]);
        }

        return sum / labels.Length;
    }
}
