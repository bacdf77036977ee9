using Weathervane.Evaluation.Probabilities;

namespace Weathervane.Pipelines.Serving;

/// <summary>What a model's probabilities are to be read by, all of it fitted on training rows and kept in the model's file.</summary>
public sealed record ForecastTerms
{
    /// <summary>What puts the model's probabilities right; null for nothing.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>Up is said above it, 0 to 1.</summary>
    public double Threshold { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.5;

    /// <summary>Where the adaptive sets stood after the last training row; null where the model knows none.</summary>
    public ConformalState? Conformal { get; init; }

    /// <summary>The training rows that a forecast's row is compared with; null where the model keeps none.</summary>
    public Familiarity? Familiarity { get; init; }
}

/// <summary>An <see cref="AdaptiveConformal"/> at rest.</summary>
/// <param name="Options">How sets are made.</param>
/// <param name="Level">Its level.</param>
/// <param name="Scores">Its latest scores, oldest first.</param>
public sealed record ConformalState(ConformalOptions Options, double Level, IReadOnlyList<double> Scores)
{
    internal static ConformalState Of(ConformalOptions options, AdaptiveConformal end) => new(options, end.Level, [.. end.Scores]);

    /// <summary>Goes on from here; each call by itself.</summary>
    /// <exception cref="ArgumentException">The numbers are not such as an <see cref="AdaptiveConformal"/> has.</exception>
    public AdaptiveConformal Start() => new(Options, Level, Scores);
}
