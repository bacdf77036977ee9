namespace Weathervane.Evaluation.Baselines;

/// <summary>A forecaster that is there to be beaten.</summary>
/// <param name="Name">Its name in tables: <c>base-rate</c>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Kind">What its numbers are worth: those that only decide are compared by metrics of decisions alone.</param>
/// <param name="Fit">Learns from the training rows of a fold, whose columns are those of the feature set <c>baseline</c>.</param>
public sealed record Baseline(string Name, string Summary, ForecastKind Kind, FitFunction Fit)
{
    /// <summary>The only column that it may look at; null for all of the feature set <c>baseline</c>.</summary>
    public string? Column { get; init; }
}
