using Weathervane.Features;
using Weathervane.Monitoring.Drift;

namespace Weathervane.Pipelines.Retraining;

/// <summary>Holds a model's newest rows against those that it was learnt from.</summary>
/// <remarks>Its features alone: what it says of its own training rows is surer than what it says of others, which would look like drift.</remarks>
public sealed class DriftWatch
{
    private readonly Lazy<DriftReference?> _reference;
    private readonly DriftWatchOptions _options;

    /// <summary>Keeps what a model learnt from.</summary>
    /// <param name="learnt">[rows x features] the rows up to the last one that it learnt from, in time order.</param>
    /// <param name="options">How strict to be.</param>
    public DriftWatch(FeatureMatrix learnt, DriftWatchOptions options)
    {
        _options = options;
        var rows = Math.Min(learnt.Rows, options.Reference);
        _reference = new(() => rows < DriftOptions.ReferenceRowsMin
            ? null
            : DriftReference.Of(learnt.Slice(learnt.Rows - rows, rows), threads: options.Test.Threads, cancel: options.Test.Cancel));
    }

    /// <summary>Tests the newest rows.</summary>
    /// <param name="since">[rows x features] rows after those that were learnt from, in time order.</param>
    /// <returns>Null where there are too few rows on either side.</returns>
    public DriftReport? Check(FeatureMatrix since)
    {
        var rows = Math.Min(since.Rows, _options.Window);
        return rows < DriftWatchOptions.WindowMin || _reference.Value is not { } reference
            ? null
            : DriftMonitor.Check(reference, since.Slice(since.Rows - rows, rows), _options.Test);
    }
}

/// <summary>What is held against what.</summary>
public sealed record DriftWatchOptions
{
    /// <summary>Fewer rows than these show next to nothing, and alarm too often (see docs/drift.md).</summary>
    public const int WindowMin = 168;

    /// <summary>Most rows of the window, 168 to 10,000,000.</summary>
    public int Window { get; init => field = Check.InRange(value, WindowMin, 10_000_000); } = 2160;

    /// <summary>Most rows of the reference, 100 to 10,000,000.</summary>
    public int Reference { get; init => field = Check.InRange(value, DriftOptions.ReferenceRowsMin, 10_000_000); } = 20_000;

    /// <summary>The test. It is asked again and again: at a level of 5 % a look a week would cry wolf two or three times a year.</summary>
    public DriftOptions Test { get; init; } = new() { Level = 0.01 };
}
