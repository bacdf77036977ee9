using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation;

/// <summary>Forecasts of rows that the forecaster had not learnt from, pooled over folds. Immutable.</summary>
/// <remarks>The rows of one fold follow each other in time; folds stand in the order of their splits.</remarks>
public sealed record OutOfSample
{
    /// <summary>Holds forecasts.</summary>
    /// <param name="name">Who forecast.</param>
    /// <param name="rows">[n] row numbers in the dataset.</param>
    /// <param name="folds">[n] which fold tested the row, from 0 on, rising.</param>
    /// <param name="labels">[n], 0 or 1.</param>
    /// <param name="probabilities">[n], in [0, 1].</param>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public OutOfSample(string name, int[] rows, int[] folds, double[] labels, double[] probabilities)
    {
        Check.SameLength(folds.Length, rows.Length, nameof(folds));
        Check.SameLength(labels.Length, rows.Length, nameof(labels));
        Metric.CheckRows(labels, probabilities);
        (Name, Rows, Folds, Labels, Probabilities) = (name, rows, folds, labels, probabilities);
    }

    /// <summary>Who forecast.</summary>
    public string Name { get; init; }

    /// <summary>What the numbers in <see cref="Probabilities"/> are worth.</summary>
    public ForecastKind Kind { get; init; }

    /// <summary>[n] row numbers in the dataset.</summary>
    public int[] Rows { get; }

    /// <summary>[n] which fold tested the row.</summary>
    public int[] Folds { get; }

    /// <summary>[n], 0 or 1.</summary>
    public double[] Labels { get; }

    /// <summary>[n], in [0, 1].</summary>
    public double[] Probabilities { get; }

    /// <summary>The score over all rows; NaN where it is undefined or does not suit the kind of forecast.</summary>
    /// <param name="metric">The metric.</param>
    public double Score(Metric metric) => Kind switch
    {
        ForecastKind.Coin => Labels.Length == 0 ? double.NaN : metric.Coin?.Invoke(Labels.Average()) ?? double.NaN,
        ForecastKind.Decision when metric.Needs == MetricNeed.Probability => double.NaN,
        _ => metric.Score(Labels, Probabilities),
    };

    /// <summary>The score of each fold, [folds].</summary>
    /// <param name="metric">The metric.</param>
    public double[] ScoreByFold(Metric metric) => [.. Enumerable.Range(0, Folds.Length == 0 ? 0 : Folds[^1] + 1).Select(f => Fold(f).Score(metric))];

    /// <summary>The forecasts of one fold.</summary>
    /// <param name="fold">From 0 on; a fold that tested nothing is empty.</param>
    public OutOfSample Fold(int fold)
    {
        var from = Array.IndexOf(Folds, fold);
        var range = from < 0 ? ..0 : from..(Array.LastIndexOf(Folds, fold) + 1);
        return new OutOfSample(Name, Rows[range], Folds[range], Labels[range], Probabilities[range]) { Kind = Kind };
    }

    /// <summary>[n] each row's part of a metric that is a mean over rows; null where it is not, or does not suit the kind of forecast.</summary>
    /// <param name="metric">The metric.</param>
    public double[]? RowScores(Metric metric) => metric.RowScore is not { } score ? null : Kind switch
    {
        ForecastKind.Decision when metric.Needs == MetricNeed.Probability => null,
        ForecastKind.Coin when metric.Needs == MetricNeed.Decision => [.. Labels.Select(l => (score(l, 0) + score(l, 1)) / 2)],
        _ => [.. Labels.Zip(Probabilities, score)],
    };
}
