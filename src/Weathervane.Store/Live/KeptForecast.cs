namespace Weathervane.Store.Live;

/// <summary>What a version said at the close of one bar.</summary>
public sealed record KeptForecast
{
    /// <summary>The registered model.</summary>
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    public required long Version { get; init; }

    /// <summary>Open of the last bar used.</summary>
    public required DateTimeOffset Bar { get; init; }

    /// <summary>Its close: from then on the forecast could be made.</summary>
    public required DateTimeOffset KnownAt { get; init; }

    /// <summary>Open of the bar that is forecast; for a horizon of several bars the last of them.</summary>
    public required DateTimeOffset Target { get; init; }

    /// <summary>Of up, 0 to 1, as it was said; NaN where a feature was unknown.</summary>
    public required double Probability { get; init; }

    /// <summary>Up is said above it.</summary>
    public required double Threshold { get; init; }

    /// <summary>The directions that could not be ruled out: up, down, either, none; null where the model makes no sets.</summary>
    public string? Set { get; init; }

    /// <summary>How much the bar was like those learnt from, 0 to 1; null where the model cannot tell.</summary>
    public double? Familiarity { get; init; }

    /// <summary>When it was made; long after <see cref="KnownAt"/> where bars were filled in later.</summary>
    public DateTimeOffset Made { get; init; }

    /// <summary>Whether a job filled it in when its outcome was known already: it is no part of the version's record.</summary>
    public bool Backfilled { get; init; }

    /// <summary>The further series, by the model's name of them, whose bars had not come when the forecast was made: it was made of what was there. Null for none.</summary>
    public IReadOnlyList<string>? Behind { get; init; }

    /// <summary>What the version says on bars that were corrected since; null where they were not, or it says the same.</summary>
    public double? Revised { get; init; }

    /// <summary>1 up, 0 down; null while it is not known, or where the label gives none.</summary>
    public int? Outcome { get; init; }

    /// <summary>up or down; null where the probability is unknown.</summary>
    public string? Direction => double.IsNaN(Probability) ? null : Probability > Threshold ? "up" : "down";

    /// <summary>Log loss in nats, of the probability as it was said; null while the outcome is not known.</summary>
    public double? LogLoss => Outcome is { } outcome && !double.IsNaN(Probability) ? Evaluation.Metrics.LogLoss.Metric.RowScore!(outcome, Probability) : null;
}

/// <summary>A forecast that was answered from features or bars of the request itself.</summary>
/// <param name="Made">When.</param>
/// <param name="Model">The registered model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Probability">Of up, 0 to 1, or NaN.</param>
/// <param name="Caller">Who asked.</param>
public readonly record struct Answer(DateTimeOffset Made, string Model, long Version, double Probability, string Caller);

/// <summary>What two versions said at the close of the same bar.</summary>
/// <param name="Bar">Open of the last bar used.</param>
/// <param name="KnownAt">Its close.</param>
/// <param name="Champion">The first's probability of up, as it was said; NaN where it was unknown.</param>
/// <param name="Challenger">The second's; NaN also where it made none.</param>
/// <param name="Outcome">1 up, 0 down; null while it is not known, or where the label gives none.</param>
public readonly record struct ForecastPair(DateTimeOffset Bar, DateTimeOffset KnownAt, double Champion, double Challenger, int? Outcome);
