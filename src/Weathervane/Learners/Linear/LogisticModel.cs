using Weathervane.Features;
using Weathervane.Learners.Formats;
using Weathervane.Numerics;

namespace Weathervane.Learners.Linear;

/// <summary>Coefficients and an intercept: the probability of up is sigmoid(intercept + sum of coefficient x feature).</summary>
/// <remarks>A row with NaN gets NaN: the pipeline imputes before.</remarks>
public sealed class LogisticModel : Model
{
    private readonly double[] _coefficients, _deviations;

    internal LogisticModel(IReadOnlyList<string> featureNames, double intercept, double[] coefficients, double[] deviations) =>
        (FeatureNames, Intercept, _coefficients, _deviations) = (featureNames, intercept, coefficients, deviations);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames { get; }

    /// <inheritdoc/>
    public override string Kind => "logistic";

    /// <summary>The log odds of up where all features are 0.</summary>
    public double Intercept { get; }

    /// <summary>[columns] change of the log odds for one unit of the feature.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <inheritdoc/>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        CheckShape(features, probability);
        probability.Fill(Intercept);
        for (var c = 0; c < _coefficients.Length; c++)
        {
            // Column by column: each row still adds its terms in the order of the columns, as the one-row form does.
            var coefficient = _coefficients[c];
            var column = features.Column(c);
            for (var i = 0; i < column.Length; i++)
            {
                probability[i] += coefficient * column[i];
            }
        }

        for (var i = 0; i < probability.Length; i++)
        {
            probability[i] = FixedMath.Sigmoid(probability[i]);
        }
    }

    /// <inheritdoc/>
    public override double Predict(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, FeatureNames.Count, nameof(row));
        var logOdds = Intercept;
        for (var c = 0; c < row.Length; c++)
        {
            logOdds += _coefficients[c] * row[c];
        }

        return FixedMath.Sigmoid(logOdds);
    }

    /// <summary>|coefficient| x the feature's standard deviation in training, as shares of their sum; null by split.</summary>
    /// <param name="kind">By what.</param>
    public override double[]? Importances(ImportanceKind kind = ImportanceKind.Gain) =>
        kind == ImportanceKind.Split ? null : Shares.Of([.. _coefficients.Select((c, i) => Math.Abs(c) * _deviations[i])]);

    internal static LogisticModel Read(ModelReader reader)
    {
        var names = reader.Names();
        var model = new LogisticModel(
            names,
            reader.Double("intercept", double.MinValue, double.MaxValue),
            reader.Doubles("coefficients", double.MinValue, double.MaxValue),
            reader.Doubles("deviations", 0, double.MaxValue));
        return model._coefficients.Length == names.Length && model._deviations.Length == names.Length
            ? model
            : throw reader.Corrupt($"{model._coefficients.Length} coefficients for {names.Length} features");
    }

    internal void Write(ModelWriter writer)
    {
        writer.Names(FeatureNames);
        writer.Double(Intercept);
        writer.Doubles(_coefficients);
        writer.Doubles(_deviations);
    }
}
