using Weathervane.Datasets;

namespace Weathervane.Learners.Baselines;

/// <summary>Says up for every row, with probability 1. Reads no feature.</summary>
public sealed record AlwaysUp : Learner
{
    /// <inheritdoc/>
    public override string Id => "always-up";

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context) => new ConstantModel(TrainingRows.Of(train).Features.Names, 1);
}
