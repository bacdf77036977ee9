namespace Weathervane.Evaluation;

/// <summary>What the numbers of a forecaster are worth.</summary>
public enum ForecastKind
{
    /// <summary>Probabilities: every metric applies.</summary>
    Probability,

    /// <summary>Decisions, dressed as probabilities: only metrics of decisions apply.</summary>
    Decision,

    /// <summary>A fair coin: its scores are expectations.</summary>
    Coin,
}
