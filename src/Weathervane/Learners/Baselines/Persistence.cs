using Weathervane.Datasets;

namespace Weathervane.Learners.Baselines;

/// <summary>The direction of the last bar goes on: up where column <c>return_1</c> (of the feature set <c>baseline</c>) is above 0.</summary>
/// <remarks>The probability is how often that rule was right in training; see <see cref="SignModel"/> for unknown returns.</remarks>
public sealed record Persistence : Learner
{
    /// <inheritdoc/>
    public override string Id => "persistence";

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context) => SignModel.Fit(Id, "return_1", TrainingRows.Of(train));
}
