using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Probabilities;

namespace Weathervane.Pipelines.Running;

/// <summary>What became of a candidate's probabilities: put right, cut into decisions, turned into sets; never by rows that score it.</summary>
public sealed record CandidateProbabilities
{
    /// <summary>The scored forecasts as the fold's models said them.</summary>
    public required OutOfSample Raw { get; init; }

    /// <summary>The same after calibration, each fold's fitted on forecasts that knew nothing of its outcomes.</summary>
    public required OutOfSample Forecasts { get; init; }

    /// <summary>The final model's calibration; null for none.</summary>
    public required Calibration? Calibration { get; init; }

    /// <summary>The final model's threshold: up is said above it.</summary>
    public required double Threshold { get; init; }

    /// <summary>[folds] the threshold of each, chosen on the same forecasts.</summary>
    public required IReadOnlyList<double> FoldThresholds { get; init; }

    /// <summary>Adaptive sets over the walk-forward forecasts.</summary>
    public required ConformalRun Conformal { get; init; }

    /// <summary>The walk-forward forecasts as decisions by their fold's threshold: 1 up, 0 down.</summary>
    public double[] Decisions => [.. Forecasts.Probabilities.Select((p, i) => p > FoldThresholds[Forecasts.Folds[i]] ? 1.0 : 0.0)];

    /// <summary>Right and wrong decisions by the folds' thresholds.</summary>
    public ConfusionMatrix Confusion => ConfusionMatrix.Of(Forecasts.Labels, Decisions);
}
