using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Replay;

/// <summary>When something is due next.</summary>
/// <param name="after">A moment, UTC.</param>
/// <returns>The next moment strictly later, UTC; null for never again.</returns>
public delegate DateTime? Schedule(DateTime after);

/// <summary>How the live loop is lived through over history.</summary>
public sealed record ReplayOptions
{
    /// <summary>Open of the first bar that is forecast, UTC; null for after a quarter of the bars.</summary>
    public DateTime? From { get; init; }

    /// <summary>When the model is trained again whatever happens; null for never.</summary>
    public Schedule? Refresh { get; init; }

    /// <summary>When drift is looked for; null for never.</summary>
    public Schedule? Check { get; init; }

    /// <summary>Whether drift leads to a refresh.</summary>
    public bool OnDrift { get; init; } = true;

    /// <summary>Whether decay leads to a refresh.</summary>
    public bool OnDecay { get; init; } = true;

    /// <summary>Drift or decay does not lead to a refresh sooner after the last one than so many days, 0 to 3,650.</summary>
    public double PauseDays { get; init => field = Weathervane.Check.InRange(value, 0.0, 3650.0); } = 7;

    /// <summary>How drift is looked for.</summary>
    public DriftWatchOptions Drift { get; init; } = new();

    /// <summary>How a model is trained again.</summary>
    public RefreshOptions Training { get; init; } = new();

    /// <summary>Told what happens, as it happens.</summary>
    public Action<ReplayEvent>? Happened { get; init; }

    /// <summary>Told how far the replay is.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Called when a bar closes, with its close: whoever wants history slower than it can be had waits here.</summary>
    public Action<DateTime>? BarClosed { get; init; }
}

/// <summary>What kind of thing happened.</summary>
public enum ReplayEventKind
{
    /// <summary>The first model was trained, and searched for where the pipeline searches.</summary>
    Trained,

    /// <summary>The newest rows do not come from the law that was learnt.</summary>
    Drift,

    /// <summary>Forecasts come true less than they promised.</summary>
    Decay,

    /// <summary>A refresh took over.</summary>
    Refreshed,

    /// <summary>A refresh did not pass the gate.</summary>
    Kept,

    /// <summary>The version before came back, since the newer one was shown to be worse.</summary>
    RolledBack,
}

/// <summary>Something that happened.</summary>
/// <param name="At">When, UTC: the close of the bar after which it happened.</param>
/// <param name="Kind">What.</param>
/// <param name="Version">The version that forecasts from then on, from 1.</param>
/// <param name="Why">The evidence, in words.</param>
public sealed record ReplayEvent(DateTime At, ReplayEventKind Kind, int Version, string Why);
