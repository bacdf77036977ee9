using Weathervane.Pipelines.Retraining;

namespace Weathervane.Store.Retraining;

/// <summary>When the model of a series is trained again, and what it is asked then.</summary>
public sealed record RetrainingPlan
{
    /// <summary>Only when somebody asks for it.</summary>
    public static RetrainingPlan OnRequest { get; } = new() { Schedule = "never", Check = "never", OnDrift = false, OnDecay = false };

    /// <summary>When it is trained again whatever happens: <c>never</c>, <c>monthly</c>, or cron's five fields, in UTC.</summary>
    public string Schedule { get; init; } = "monthly";

    /// <summary>When drift and decay are looked for, in the same words.</summary>
    public string Check { get; init; } = "daily";

    /// <summary>Whether drift leads to a refresh.</summary>
    public bool OnDrift { get; init; } = true;

    /// <summary>Whether decay leads to a refresh.</summary>
    public bool OnDecay { get; init; } = true;

    /// <summary>Drift or decay does not lead to a refresh sooner after the last one than so many days, 0 to 3,650.</summary>
    public double PauseDays { get; init => field = Weathervane.Check.InRange(value, 0.0, 3650.0); } = 7;

    /// <summary>How many of the newest rows a refresh is scored on, 100 to 10,000,000.</summary>
    public int Validation { get; init => field = Weathervane.Check.InRange(value, 100, 10_000_000); } = 2160;

    /// <summary>How many walk-forward folds, 1 to 100.</summary>
    public int Folds { get; init => field = Weathervane.Check.InRange(value, 1, 100); } = 1;

    /// <summary>When somebody asked for a refresh now; done once a training ended after it. Null for never.</summary>
    public DateTimeOffset? Requested { get; init; }

    /// <summary>Who asked, and why in their words: <c>ada: the feed was mended</c>. Null where nobody said.</summary>
    public string? Request { get; init; }

    /// <summary>Whether a version of a new recipe that has passed the gate shadows the champion on this series first, and takes over when it wins there too.</summary>
    public bool Shadow { get; init; } = true;

    /// <summary>Most of the newest rows that are looked at for drift, 168 to 10,000,000.</summary>
    public int Window { get; init => field = Weathervane.Check.InRange(value, DriftWatchOptions.WindowMin, 10_000_000); } = DriftWatchOptions.WindowStandard;
}

/// <summary>What kind of thing happened to the model of a series.</summary>
public enum SeriesEventKind
{
    /// <summary>The newest rows do not come from the law that was learnt.</summary>
    Drift,

    /// <summary>Forecasts come true less than they promised.</summary>
    Decay,

    /// <summary>A refresh took over.</summary>
    Refreshed,

    /// <summary>A refresh did not pass the gate.</summary>
    Kept,

    /// <summary>A refresh could not be trained.</summary>
    Failed,
}

/// <summary>Kinds of events in words.</summary>
public static class SeriesEventWords
{
    /// <summary>As the store, alerts and tables call it: <c>drift</c>.</summary>
    /// <param name="kind">The kind.</param>
    public static string Of(SeriesEventKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>Something that happened to the model of a series.</summary>
/// <param name="Id">Its number, rising.</param>
/// <param name="Series">The series.</param>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Model">The registered model.</param>
/// <param name="Version">The version that forecasts from then on.</param>
/// <param name="Words">Why: the evidence.</param>
public sealed record SeriesEvent(long Id, string Series, SeriesEventKind Kind, DateTimeOffset At, string Model, long Version, string Words)
{
    /// <summary>Whether a training ended with it, however.</summary>
    public bool IsTraining => Kind is SeriesEventKind.Refreshed or SeriesEventKind.Kept or SeriesEventKind.Failed;
}
