using Weathervane.Features;
using Weathervane.Labels;

namespace Weathervane.Datasets;

/// <summary>Rows to learn from or to be scored on: features, labels, and where on the bars each row stands. Immutable.</summary>
/// <remarks>Rows are in time order. A label is 1 (up) or 0 (down), or any finite number for a
/// learner whose objective is a value; there is no row without a label.</remarks>
public sealed record Dataset
{
    /// <summary>Wraps rows.</summary>
    /// <param name="features">[rows x columns].</param>
    /// <param name="labels">[rows], 0 or 1; values for a learner that predicts values.</param>
    /// <param name="spans">[rows], the bars that each label read; its First is the row's decision bar.</param>
    /// <param name="weights">[rows] sample weights, 0 for a row that is not learnt from; null for equal ones.</param>
    /// <param name="forTraining">[rows] false where a row may be scored but not learnt from; null when all may.</param>
    /// <param name="times">[rows] opens of the decision bars, UTC; null where the rows stand on no bars.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public Dataset(
        FeatureMatrix features,
        double[] labels,
        LabelSpan[] spans,
        double[]? weights = null,
        bool[]? forTraining = null,
        DateTime[]? times = null)
    {
        Check.SameLength(labels.Length, features.Rows, nameof(labels));
        Check.SameLength(spans.Length, features.Rows, nameof(spans));
        Check.SameLength(weights?.Length ?? features.Rows, features.Rows, nameof(weights));
        Check.SameLength(forTraining?.Length ?? features.Rows, features.Rows, nameof(forTraining));
        Check.SameLength(times?.Length ?? features.Rows, features.Rows, nameof(times));
        (Features, Labels, Spans, Weights, ForTraining, Times) = (features, labels, spans, weights, forTraining, times);
    }

    /// <summary>[rows x columns].</summary>
    public FeatureMatrix Features { get; init; }

    /// <summary>[rows], 1 for up, 0 for down.</summary>
    public double[] Labels { get; }

    /// <summary>[rows], the bars that each label read.</summary>
    public LabelSpan[] Spans { get; }

    /// <summary>[rows] sample weights, 0 for a row that is not learnt from; null for equal ones.</summary>
    public double[]? Weights { get; }

    /// <summary>[rows] false where a row may be scored but not learnt from; null when all may.</summary>
    public bool[]? ForTraining { get; }

    /// <summary>[rows] opens of the decision bars, UTC; null where the rows stand on no bars.</summary>
    public DateTime[]? Times { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Features.Rows;

    /// <summary>Copies the chosen rows, in the order given.</summary>
    /// <param name="rows">Row numbers.</param>
    public Dataset Take(ReadOnlySpan<int> rows) => new(
        Features.TakeRows(rows), Pick(Labels, rows), Pick(Spans, rows),
        Weights is null ? null : Pick(Weights, rows), ForTraining is null ? null : Pick(ForTraining, rows),
        Times is null ? null : Pick(Times, rows));

    /// <summary>The same rows with other labels.</summary>
    /// <param name="labels">[rows].</param>
    /// <exception cref="ArgumentException">The number of labels does not fit.</exception>
    public Dataset WithLabels(double[] labels) => new(Features, labels, Spans, Weights, ForTraining, Times);

    private static T[] Pick<T>(T[] values, ReadOnlySpan<int> rows)
    {
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
