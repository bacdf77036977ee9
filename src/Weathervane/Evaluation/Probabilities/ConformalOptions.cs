namespace Weathervane.Evaluation.Probabilities;

/// <summary>Which directions a forecast cannot rule out.</summary>
[Flags]
public enum ForecastSet
{
    /// <summary>Neither fits: the forecaster was surer, of late, than it should have been.</summary>
    None = 0,

    /// <summary>Down alone.</summary>
    Down = 1,

    /// <summary>Up alone.</summary>
    Up = 2,

    /// <summary>Up or down: too little is known to rule one out.</summary>
    Either = 3,
}

/// <summary>How conformal sets are made.</summary>
public sealed record ConformalOptions
{
    /// <summary>The share of sets that should hold what comes, 0.5 to 0.999.</summary>
    public double Coverage { get; init => field = Check.InRange(value, 0.5, 0.999); } = 0.9;

    /// <summary>How fast the level follows misses, 0 to 1; 0 never adapts, and then holds for exchangeable rows only.</summary>
    public double Rate { get; init => field = Check.InRange(value, 0.0, 1.0); } = 0.005;

    /// <summary>How many of the latest outcomes sets are made from, 20 to 100,000.</summary>
    public int Window { get; init => field = Check.InRange(value, 20, 100_000); } = 1_000;
}
