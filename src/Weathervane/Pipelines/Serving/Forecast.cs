using Weathervane.Evaluation.Probabilities;

namespace Weathervane.Pipelines.Serving;

/// <summary>What a model says at the close of one bar.</summary>
/// <param name="Bar">Open of the last bar used, UTC.</param>
/// <param name="KnownAt">Its close: from then on the forecast can be made.</param>
/// <param name="Target">Open of the bar that is forecast; for a horizon of several bars the last of them.</param>
/// <param name="Probability">Of up, 0 to 1; NaN where a feature is unknown and the model has no rule for that.</param>
/// <param name="Outcome">1 up, 0 down, NaN while it is not known or there is none.</param>
public readonly record struct Forecast(DateTime Bar, DateTime KnownAt, DateTime Target, double Probability, double Outcome)
{
    /// <summary>From which probability on the model says up, 0 to 1.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The directions that cannot be ruled out; null where the model makes no sets.</summary>
    public ForecastSet? Set { get; init; }

    /// <summary>How much the bar is like those learnt from: 1 in their midst, 0 farther out than any; NaN where the model cannot tell.</summary>
    public double Familiarity { get; init; } = double.NaN;

    /// <summary><c>up</c> above the threshold, else <c>down</c>; empty where the probability is unknown.</summary>
    public string Direction => double.IsNaN(Probability) ? "" : Probability > Threshold ? "up" : "down";
}

/// <summary>How far a model's features are those that training would have computed on the same bars.</summary>
public enum ForecastHistory
{
    /// <summary>The bars start at the anchor, so every value is training's to the last bit.</summary>
    Exact,

    /// <summary>The bars start elsewhere, and the features depend on their last bars alone: equal within rounding.</summary>
    Sufficient,

    /// <summary>The bars start elsewhere, and recursive features still remember it: nearly equal, the more so the later the bar.</summary>
    Truncated,
}
