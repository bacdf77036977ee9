using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Learners.Formats;

namespace Weathervane.Learners.Baselines;

/// <summary>Up where one column is above 0, else down; a row whose column is NaN gets the training share of up.</summary>
/// <remarks>The probability of the direction named is the share of training rows on which the rule was right, by Laplace
/// (one right and one wrong row added). It is never below <see cref="Least"/>: below one half the rule would turn into its
/// own opposite, and no longer be the baseline that it is named after.</remarks>
public sealed class SignModel : Model
{
    /// <summary>The least probability of the direction that the rule names.</summary>
    public const double Least = 0.5001;

    private readonly int _column;
    private readonly double _accuracy, _baseRate;

    private SignModel(IReadOnlyList<string> featureNames, int column, double accuracy, double baseRate) =>
        (FeatureNames, _column, _accuracy, _baseRate) = (featureNames, column, accuracy, baseRate);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public override string Kind => "sign";

    /// <summary>The column whose sign is taken.</summary>
    internal int Column => _column;

    /// <summary>The probability of the direction that it names.</summary>
    internal double Accuracy => _accuracy;

    /// <summary>The probability of up where the column is unknown.</summary>
    internal double ShareOfUp => _baseRate;

    /// <inheritdoc/>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        CheckShape(features, probability);
        var column = features.Column(_column);
        for (var i = 0; i < column.Length; i++)
        {
            probability[i] = Probability(column[i]);
        }
    }

    /// <inheritdoc/>
    public override double Predict(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, FeatureNames.Count, nameof(row));
        return Probability(row[_column]);
    }

    internal static SignModel Fit(string learner, string column, Dataset rows)
    {
        var index = rows.Features.Names.ToList().IndexOf(column);
        if (index < 0)
        {
            throw new InputException(
                learner,
                $"needs the feature '{column}', but the rows have {string.Join(", ", rows.Features.Names.Take(8))}{(rows.Features.Columns > 8 ? ", ..." : "")}.",
                "Give it the feature set 'baseline'.");
        }

        double right = 1, total = 2;
        var values = rows.Features.Column(index);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                var weight = rows.Weights?[i] ?? 1;
                total += weight;
                right += (values[i] > 0 ? 1 : 0) == rows.Labels[i] ? weight : 0;
            }
        }

        return new SignModel(rows.Features.Names, index, Math.Max(right / total, Least), BaseRate.ShareOfUp(rows));
    }

    internal static SignModel Read(ModelReader reader)
    {
        var names = reader.Names();
        return new SignModel(names, reader.Int("column", 0, names.Length - 1), reader.Double("accuracy", Least, 1), reader.Double("base rate", 0, 1));
    }

    internal void Write(ModelWriter writer)
    {
        writer.Names(FeatureNames);
        writer.Int(_column);
        writer.Double(_accuracy);
        writer.Double(_baseRate);
    }

    private double Probability(double value) => double.IsNaN(value) ? _baseRate : value > 0 ? _accuracy : 1 - _accuracy;
}
