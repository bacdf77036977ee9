using Weathervane.Datasets;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Learners.Ensembles;

/// <summary>One learner fitted several times on the same rows, each time from another seed; the probability is the mean.</summary>
/// <remarks>Takes away what the lots of one fit add to the error. A learner that draws no lots gives equal members: draw rows or columns
/// (<c>feature_fraction</c>, <c>bagging_fraction</c>). NaN is refused or taken as the learner does.</remarks>
public sealed record BaggingEnsemble : Learner
{
    /// <inheritdoc/>
    public override string Id => "bagging";

    /// <summary>The learner: an id with its parameters.</summary>
    public Learner Estimator { get; init; } = new LightGbm { FeatureFraction = 0.8 };

    /// <summary>How many times it is fitted.</summary>
    public int NEstimators { get; init => field = Check.InRange(value, 1, 1_000); } = 10;

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        var steps = new FitSteps(context, NEstimators);
        var models = new Model[NEstimators];
        for (var m = 0; m < models.Length; m++)
        {
            models[m] = steps.Fit(Estimator, train, SeededRandom.Mix(context.Seed, (ulong)m), context.Validation);
        }

        return new VotingModel(models, [.. models.Select(_ => 1.0)], hard: false);
    }
}
