using Weathervane.Datasets;
using Weathervane.Numerics;

namespace Weathervane.Learners.Ensembles;

/// <summary>Several learners, each fitted on the same rows, that vote on the direction.</summary>
/// <remarks>soft: the weighted mean of their probabilities. hard: the weighted share of those that say up (probability above
/// one half). NaN is refused or taken as each member does. Each member draws from a random stream of its own.</remarks>
public sealed record VotingEnsemble : Learner
{
    /// <inheritdoc/>
    public override string Id => "voting";

    /// <summary>The learners that vote, in order; each an id with its parameters.</summary>
    public IReadOnlyList<Learner> Estimators { get; init; } = [];

    /// <summary>soft (mean probability), or hard (share of votes).</summary>
    public string Voting { get; init => field = Check.OneOf(value, ["soft", "hard"]); } = "soft";

    /// <summary>Weight of each vote, above 0, in the order of the estimators; empty for equal weights.</summary>
    public IReadOnlyList<double> Weights { get; init => field = [.. value.Select(w => Check.Above(w, 0, 1e9, nameof(Weights)))]; } = [];

    /// <inheritdoc/>
    /// <exception cref="InputException">There is no estimator, or the number of weights differs.</exception>
    public override Model Fit(Dataset train, FitContext context)
    {
        if (Estimators.Count == 0)
        {
            throw new InputException("voting.estimators", "is empty.", "Name at least one learner.");
        }

        if (Weights.Count > 0 && Weights.Count != Estimators.Count)
        {
            throw new InputException(
                "voting.weights", $"has {Weights.Count} values for {Estimators.Count} estimators.", "Give one weight an estimator, or none.");
        }

        var steps = new FitSteps(context, Estimators.Count);
        var models = new Model[Estimators.Count];
        for (var i = 0; i < models.Length; i++)
        {
            models[i] = steps.Fit(Estimators[i], train, SeededRandom.Mix(context.Seed, (ulong)i), context.Validation);
        }

        return new VotingModel(models, Weights.Count > 0 ? [.. Weights] : [.. models.Select(_ => 1.0)], Voting == "hard");
    }

    /// <summary>Equal members in equal order with equal weights.</summary>
    /// <param name="other">Another one.</param>
    public bool Equals(VotingEnsemble? other) =>
        other is not null && Voting == other.Voting && Estimators.SequenceEqual(other.Estimators) && Weights.SequenceEqual(other.Weights);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Voting);
        foreach (var estimator in Estimators)
        {
            hash.Add(estimator);
        }

        return hash.ToHashCode();
    }
}
