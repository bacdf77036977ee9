using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Learners.Linear;
using Weathervane.Numerics;

namespace Weathervane.Learners.Ensembles;

/// <summary>Several learners whose forecasts a final learner weighs; it learns from forecasts of rows that the members had not seen.</summary>
/// <remarks>The training rows are cut into neighbouring blocks; each block is forecast by members fitted on the others, purged around it by
/// label spans, so no row's label, nor one that overlaps it, reaches the row's own forecasts. The final learner sees the log odds
/// of these forecasts. Then the members are fitted on all rows. Validation rows go to the members alone: what members stopped early by
/// would look too good to the final learner. With fewer than two rows a block the members' mean is all there is. NaN is refused or taken as
/// each member does. Source: Wolpert (1992), Stacked Generalization.</remarks>
public sealed record StackingEnsemble : Learner
{
    /// <inheritdoc/>
    public override string Id => "stacking";

    /// <summary>The learners that forecast, in order; each an id with its parameters.</summary>
    public IReadOnlyList<Learner> Estimators { get; init; } = [];

    /// <summary>The learner that weighs their forecasts.</summary>
    public Learner FinalEstimator { get; init; } = new LogisticRegression();

    /// <summary>Blocks of neighbouring rows, each forecast by members that were fitted on the other blocks.</summary>
    public int Folds { get; init => field = Check.InRange(value, 2, 1_000); } = 5;

    /// <summary>Shows the final learner the features too.</summary>
    public bool Passthrough { get; init; }

    /// <inheritdoc/>
    /// <exception cref="InputException">There is no estimator, or a block's label spans leave no rows to learn from.</exception>
    public override Model Fit(Dataset train, FitContext context)
    {
        if (Estimators.Count == 0)
        {
            throw new InputException("stacking.estimators", "is empty.", "Name at least one learner.");
        }

        var rows = TrainingRows.Of(train);
        var steps = new FitSteps(context, (Estimators.Count * (Folds + 1)) + 1);
        if (rows.Rows < 2 * Folds)
        {
            return new VotingModel(FitAll(rows, steps, context.Seed), [.. Estimators.Select(_ => 1.0)], hard: false);
        }

        var meta = OutOfFold(rows, steps, context.Seed);
        var members = FitAll(rows, steps, context.Seed);
        var final = steps.Fit(FinalEstimator, rows with { Features = meta }, SeededRandom.Mix(context.Seed, (ulong)Estimators.Count), validation: null);
        return new StackingModel(members, final, Passthrough);
    }

    /// <summary>[rows x members, features with <see cref="Passthrough"/>]: what the final learner learns from.</summary>
    internal Features.FeatureMatrix OutOfFold(Dataset rows, FitSteps steps, ulong seed)
    {
        var forecasts = new double[Estimators.Count][];
        for (var m = 0; m < forecasts.Length; m++)
        {
            forecasts[m] = new double[rows.Rows];
        }

        var splits = new PurgedKFold { Folds = Folds }.Split(rows);
        for (var fold = 0; fold < splits.Count; fold++)
        {
            var (train, test) = (rows.Take(splits[fold].Train), rows.Features.TakeRows(splits[fold].Test));
            for (var m = 0; m < forecasts.Length; m++)
            {
                var model = steps.Fit(Estimators[m], train, SeededRandom.Mix(SeededRandom.Mix(seed, (ulong)m), (ulong)fold), steps.Context.Validation);
                // A block is a run of neighbouring rows.
                model.Predict(test, forecasts[m].AsSpan(splits[fold].Test[0], test.Rows), steps.Context.Threads);
            }
        }

        return StackingModel.Meta(forecasts, rows.Features, Passthrough);
    }

    private Model[] FitAll(Dataset rows, FitSteps steps, ulong seed) =>
        [.. Estimators.Select((e, m) => steps.Fit(e, rows, SeededRandom.Mix(seed, (ulong)m), steps.Context.Validation))];

    /// <summary>Equal members in equal order under an equal final learner.</summary>
    /// <param name="other">Another one.</param>
    public bool Equals(StackingEnsemble? other) =>
        other is not null && Folds == other.Folds && Passthrough == other.Passthrough
        && FinalEstimator.Equals(other.FinalEstimator) && Estimators.SequenceEqual(other.Estimators);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(FinalEstimator);
        foreach (var estimator in Estimators)
        {
            hash.Add(estimator);
        }

        return hash.ToHashCode();
    }
}
