using Weathervane.Features;
using Weathervane.Monitoring.Drift;

namespace Weathervane.Pipelines.Retraining;

/// <summary>Holds a model's newest rows, and what it said of them, against those that it was learnt from.</summary>
/// <param name="learnt">Gives the reference when it is first needed; null for too few rows. One without forecasts and outcomes has the features alone tested.</param>
/// <param name="options">How strict to be.</param>
public sealed class DriftWatch(Func<DriftReference?> learnt, DriftWatchOptions options)
{
    private readonly Lazy<DriftReference?> _reference = new(learnt);

    /// <summary>Tests the newest rows.</summary>
    /// <param name="since">What came after the rows that were learnt from.</param>
    /// <returns>Null where there are too few rows on either side.</returns>
    public DriftReport? Check(LaterRows since)
    {
        var rows = Math.Min(since.Features.Rows, options.Window);
        return rows < DriftWatchOptions.WindowMin || _reference.Value is not { } reference
            ? null
            : DriftMonitor.Check(
                reference, since.Features.Slice(since.Features.Rows - rows, rows), options.Test, since.Answers(since.Features.Rows - rows, rows));
    }
}

/// <summary>Rows after those that a version learnt from.</summary>
/// <param name="Features">[rows x features] in time order.</param>
/// <param name="Forecasts">[rows] what the version said of each, probability of up; NaN where it said nothing.</param>
/// <param name="Outcomes">[rows] 1 up, 0 down; NaN where it is not known.</param>
public sealed record LaterRows(FeatureMatrix Features, double[] Forecasts, double[] Outcomes)
{
    /// <summary>The known forecasts and outcomes of neighbouring rows: the newest outcomes are always to come, and a forecast that was never made is no sign of drift, so
    /// that neither counts as a value that is missing.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="rows">How many.</param>
    public IReadOnlyList<DriftColumn> Answers(int start, int rows) =>
    [
        new DriftColumn(LearntRows.Forecast, ColumnKind.Forecast, Known(Forecasts, start, rows)),
        new DriftColumn(LearntRows.Outcome, ColumnKind.Outcome, Known(Outcomes, start, rows)),
    ];

    private static double[] Known(double[] values, int start, int rows) => [.. values.Skip(start).Take(rows).Where(double.IsFinite)];
}

/// <summary>What is held against what.</summary>
public sealed record DriftWatchOptions
{
    /// <summary>Fewer rows than these show next to nothing, and alarm too often (see docs/drift.md).</summary>
    public const int WindowMin = 168;

    /// <summary>Most rows that are looked at where nobody says how many, by commands, servers and replays alike: one of twenty features that moves by one deviation is found in 97.7 % of
    /// windows of these (90 days of hours), in 63 % of a third as many, which alarm more often without drift, too (see docs/drift.md).</summary>
    public const int WindowStandard = 2160;

    /// <summary>Most rows of the window, 168 to 10,000,000.</summary>
    public int Window { get; init => field = Check.InRange(value, WindowMin, 10_000_000); } = WindowStandard;

    /// <summary>Most rows of the reference, 100 to 10,000,000.</summary>
    public int Reference { get; init => field = Check.InRange(value, DriftOptions.ReferenceRowsMin, 10_000_000); } = 20_000;

    /// <summary>The test. It is asked again and again: at a level of 5 % a look a week would cry wolf two or three times a year.</summary>
    public DriftOptions Test { get; init; } = new() { Level = 0.01 };

    /// <summary>The reference of features, of the newest rows that were learnt from.</summary>
    /// <param name="learnt">[rows x features] in time order.</param>
    /// <returns>Null where there are too few rows.</returns>
    internal DriftReference? ReferenceOf(FeatureMatrix learnt)
    {
        var rows = Math.Min(learnt.Rows, Reference);
        return rows < DriftOptions.ReferenceRowsMin ? null : DriftReference.Of(learnt.Slice(learnt.Rows - rows, rows), threads: Test.Threads, cancel: Test.Cancel);
    }
}
