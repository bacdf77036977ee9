using Weathervane.Features;
using Weathervane.Learners.Formats;

namespace Weathervane.Learners.Baselines;

/// <summary>The same probability for every row, whatever its features, NaN included.</summary>
public sealed class ConstantModel : Model
{
    private readonly double _probability;

    /// <summary>Holds the probability.</summary>
    /// <param name="featureNames">[columns] names of the features that rows will have.</param>
    /// <param name="probability">In [0, 1].</param>
    public ConstantModel(IReadOnlyList<string> featureNames, double probability) =>
        (FeatureNames, _probability) = (featureNames, Check.InRange(probability, 0.0, 1.0));

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public override string Kind => "constant";

    /// <summary>What is said of every row.</summary>
    internal double Probability => _probability;

    /// <inheritdoc/>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        CheckShape(features, probability);
        probability.Fill(_probability);
    }

    /// <inheritdoc/>
    public override double Predict(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, FeatureNames.Count, nameof(row));
        return _probability;
    }

    internal static ConstantModel Read(ModelReader reader) => new(reader.Names(), reader.Double("probability", 0, 1));

    internal void Write(ModelWriter writer)
    {
        writer.Names(FeatureNames);
        writer.Double(_probability);
    }
}
