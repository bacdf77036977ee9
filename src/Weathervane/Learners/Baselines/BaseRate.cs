using Weathervane.Datasets;

namespace Weathervane.Learners.Baselines;

/// <summary>The weighted share of up among the training rows, for every row: the score that any model has to beat.</summary>
/// <remarks>Reads no feature, so NaN is allowed everywhere.</remarks>
public sealed record BaseRate : Learner
{
    /// <inheritdoc/>
    public override string Id => "base-rate";

    /// <inheritdoc/>
    public override Model Fit(Dataset train, FitContext context)
    {
        var rows = TrainingRows.Of(train);
        return new ConstantModel(rows.Features.Names, ShareOfUp(rows));
    }

    /// <summary>The weighted share of up.</summary>
    internal static double ShareOfUp(Dataset rows) => TrainingRows.MeanLabel(rows.Labels, rows.Weights);
}
