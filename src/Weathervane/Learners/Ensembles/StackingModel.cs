using Weathervane.Features;
using Weathervane.Learners.Formats;
using Weathervane.Numerics;

namespace Weathervane.Learners.Ensembles;

/// <summary>A model over the log odds that other models forecast.</summary>
public sealed class StackingModel : Model
{
    /// <summary>Certainty is cut off here, where log odds are some 14: trees often say 0 or 1.</summary>
    internal const double LeastProbability = 1e-6;

    private const int RowOnStack = 512;

    private readonly Model[] _members;
    private readonly Model _final;
    private readonly bool _passthrough;

    internal StackingModel(Model[] members, Model final, bool passthrough) => (_members, _final, _passthrough) = (members, final, passthrough);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => _members[0].FeatureNames;

    /// <inheritdoc/>
    public override string Kind => "stacking";

    /// <summary>The models that forecast, in order.</summary>
    public IReadOnlyList<Model> Members => _members;

    /// <summary>The model that weighs their log odds, in the columns of its <see cref="Model.FeatureNames"/>.</summary>
    public Model Final => _final;

    /// <summary>Whether the final model sees the features, too.</summary>
    internal bool Passthrough => _passthrough;

    /// <inheritdoc/>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        CheckShape(features, probability);
        var forecasts = new double[_members.Length][];
        for (var m = 0; m < forecasts.Length; m++)
        {
            _members[m].Predict(features, forecasts[m] = new double[features.Rows], threads);
        }

        _final.Predict(Meta(forecasts, features, _passthrough), probability, threads);
    }

    /// <inheritdoc/>
    public override double Predict(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, FeatureNames.Count, nameof(row));
        var columns = _members.Length + (_passthrough ? row.Length : 0);
        var meta = columns <= RowOnStack ? stackalloc double[columns] : new double[columns];
        for (var m = 0; m < _members.Length; m++)
        {
            meta[m] = LogOdds(_members[m].Predict(row));
        }

        if (_passthrough)
        {
            row.CopyTo(meta[_members.Length..]);
        }

        return _final.Predict(meta);
    }

    /// <summary>Each member's importances, weighed by the final model's of the member; null where the final model has none.</summary>
    /// <param name="kind">By what, in the members; and in the final model if it knows the kind.</param>
    public override double[]? Importances(ImportanceKind kind = ImportanceKind.Gain)
    {
        if ((_final.Importances(kind) ?? _final.Importances()) is not { } weights)
        {
            return null;
        }

        var sums = _passthrough ? weights[_members.Length..] : new double[FeatureNames.Count];
        for (var m = 0; m < _members.Length; m++)
        {
            var shares = _members[m].Importances(kind);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += shares is null ? 0 : weights[m] * shares[i];
            }
        }

        return Shares.Of(sums);
    }

    /// <summary>What the final model sees: log odds of [members][rows] probabilities, and the features if it is to see them.</summary>
    internal static FeatureMatrix Meta(double[][] forecasts, FeatureMatrix features, bool passthrough)
    {
        var (rows, members) = (features.Rows, forecasts.Length);
        var names = Enumerable.Range(1, members).Select(m => $"forecast {m}").Concat(passthrough ? features.Names : []).ToArray();
        var values = new double[names.Length * rows];
        for (var column = 0; column < names.Length; column++)
        {
            var destination = values.AsSpan(column * rows, rows);
            if (column >= members)
            {
                features.Column(column - members).CopyTo(destination);
                continue;
            }

            for (var i = 0; i < rows; i++)
            {
                destination[i] = LogOdds(forecasts[column][i]);
            }
        }

        return new FeatureMatrix(names, values, rows);
    }

    internal static StackingModel Read(ModelReader reader)
    {
        var passthrough = reader.Int("passthrough", 0, 1) == 1;
        var members = new Model[reader.Count("members of a stack", 4)];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = reader.Nested();
        }

        var final = reader.Nested();
        if (members.Length == 0 || !members.All(m => m.FeatureNames.SequenceEqual(members[0].FeatureNames)))
        {
            throw reader.Corrupt("the members of a stack are none, or have different features");
        }

        var columns = members.Length + (passthrough ? members[0].FeatureNames.Count : 0);
        return final.FeatureNames.Count == columns
            ? new StackingModel(members, final, passthrough)
            : throw reader.Corrupt($"the last model of a stack has {final.FeatureNames.Count} features for {columns} columns");
    }

    internal void Write(ModelWriter writer)
    {
        writer.Int(_passthrough ? 1 : 0);
        writer.Int(_members.Length);
        foreach (var member in _members)
        {
            ModelCodec.Write(member, writer);
        }

        ModelCodec.Write(_final, writer);
    }

    // A NaN stays unknown.
    private static double LogOdds(double probability) => FixedMath.Logit(Math.Clamp(probability, LeastProbability, 1 - LeastProbability));
}
