using Weathervane.Features;

namespace Weathervane.Learners;

/// <summary>What a learner learnt: a map from a row of features to the probability of up. Immutable and safe to share between threads.</summary>
public abstract class Model
{
    /// <summary>[columns] names of the features, in the order that the model was trained on.</summary>
    public abstract IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The id under which the model file writes and reads this kind of model.</summary>
    public abstract string Kind { get; }

    /// <summary>Probabilities of up for many rows.</summary>
    /// <param name="features">[rows x columns], columns as in <see cref="FeatureNames"/>.</param>
    /// <param name="probability">[rows], filled with values in [0, 1].</param>
    /// <param name="threads">Most threads to use; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The number of columns or the destination's length does not fit.</exception>
    public abstract void Predict(FeatureMatrix features, Span<double> probability, int threads = 1);

    /// <summary>The probability of up for one row; the same bits as <see cref="Predict(FeatureMatrix, Span{double}, int)"/> gives for it.</summary>
    /// <param name="row">[columns].</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    public abstract double Predict(ReadOnlySpan<double> row);

    /// <summary>How important each feature is, summing to 1 (all 0 where nothing was learnt); null where the model has no such notion.</summary>
    /// <param name="kind">By what.</param>
    public virtual double[]? Importances(ImportanceKind kind = ImportanceKind.Gain) => null;

    /// <summary>Refuses features or a destination that do not fit the model.</summary>
    private protected void CheckShape(FeatureMatrix features, Span<double> probability)
    {
        Check.SameLength(features.Columns, FeatureNames.Count, nameof(features));
        Check.SameLength(probability.Length, features.Rows, nameof(probability));
    }
}
