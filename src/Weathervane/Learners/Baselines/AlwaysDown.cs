using Weathervane.Datasets;

namespace Weathervane.Learners.Baselines;

/// <summary>Says down for every row, with probability 0 of up. Reads no feature.</summary>
public sealed record AlwaysDown : Learner
{
    /// <inheritdoc/>
    public override string Id => "always-down";

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context) => new ConstantModel(TrainingRows.Of(train).Features.Names, 0);
}
