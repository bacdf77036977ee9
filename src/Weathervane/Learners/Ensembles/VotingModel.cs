using System.Buffers;
using Weathervane.Features;
using Weathervane.Learners.Formats;

namespace Weathervane.Learners.Ensembles;

/// <summary>Models over the same features whose votes are averaged.</summary>
public sealed class VotingModel : Model
{
    private readonly Model[] _members;
    private readonly double[] _weights;
    private readonly bool _hard;
    private readonly double _total;

    internal VotingModel(Model[] members, double[] weights, bool hard)
    {
        (_members, _weights, _hard) = (members, weights, hard);
        foreach (var weight in weights)
        {
            _total += weight;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> FeatureNames => _members[0].FeatureNames;

    /// <inheritdoc/>
    public override string Kind => "voting";

    /// <summary>The models that vote, in order.</summary>
    public IReadOnlyList<Model> Members => _members;

    /// <summary>[members] what each vote counts.</summary>
    internal ReadOnlySpan<double> Weights => _weights;

    /// <summary>Whether members vote for a direction instead of saying a probability.</summary>
    internal bool IsHard => _hard;

    /// <inheritdoc/>
    public override void Predict(FeatureMatrix features, Span<double> probability, int threads = 1)
    {
        CheckShape(features, probability);
        var rented = ArrayPool<double>.Shared.Rent(probability.Length);
        var votes = rented.AsSpan(0, probability.Length);
        probability.Clear();
        for (var m = 0; m < _members.Length; m++)
        {
            _members[m].Predict(features, votes, threads);
            for (var i = 0; i < votes.Length; i++)
            {
                probability[i] += _weights[m] * Vote(votes[i]);
            }
        }

        foreach (ref var p in probability)
        {
            p /= _total;
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public override double Predict(ReadOnlySpan<double> row)
    {
        double sum = 0;
        for (var m = 0; m < _members.Length; m++)
        {
            sum += _weights[m] * Vote(_members[m].Predict(row));
        }

        return sum / _total;
    }

    /// <summary>The weighted mean over the members that have importances; null when none has.</summary>
    /// <param name="kind">By what.</param>
    public override double[]? Importances(ImportanceKind kind = ImportanceKind.Gain)
    {
        double[]? sums = null;
        for (var m = 0; m < _members.Length; m++)
        {
            if (_members[m].Importances(kind) is { } shares)
            {
                sums ??= new double[shares.Length];
                for (var i = 0; i < sums.Length; i++)
                {
                    sums[i] += _weights[m] * shares[i];
                }
            }
        }

        return sums is null ? null : Shares.Of(sums);
    }

    internal static VotingModel Read(ModelReader reader)
    {
        var hard = reader.Int("vote", 0, 1) == 1;
        var weights = reader.Doubles("weights", double.Epsilon, 1e9);
        var members = new Model[weights.Length];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = reader.Nested();
        }

        return members.Length > 0 && members.All(m => m.FeatureNames.SequenceEqual(members[0].FeatureNames))
            ? new VotingModel(members, weights, hard)
            : throw reader.Corrupt("the members of a vote are none, or have different features");
    }

    internal void Write(ModelWriter writer)
    {
        writer.Int(_hard ? 1 : 0);
        writer.Doubles(_weights);
        foreach (var member in _members)
        {
            ModelCodec.Write(member, writer);
        }
    }

    // A NaN stays unknown: no side is voted for in its name.
    private double Vote(double probability) => !_hard || double.IsNaN(probability) ? probability : probability > 0.5 ? 1 : 0;
}
