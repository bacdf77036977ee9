using Weathervane.Tuning.Pruners;

namespace Weathervane.Tuning;

/// <summary>How a trial ended.</summary>
public enum TrialState
{
    /// <summary>With a value.</summary>
    Complete,

    /// <summary>Without: the objective was NaN or refused the point.</summary>
    Failed,

    /// <summary>Stopped early, as worse than others had been at that step.</summary>
    Pruned,
}

/// <summary>One point of a study that was tried. Plain data for the store.</summary>
public sealed record Trial
{
    /// <summary>From 0 on, in the order of suggestion.</summary>
    public required int Number { get; init; }

    /// <summary>Values by the parameter's name, of the parameters that exist at this point: int, double, bool or string.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>How it ended.</summary>
    public required TrialState State { get; init; }

    /// <summary>The objective; NaN if it is not complete.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>Standard error of the value over folds; NaN if unknown.</summary>
    public double StandardError { get; init; } = double.NaN;

    /// <summary>The value of each fold; empty if there are none.</summary>
    public IReadOnlyList<double> FoldValues { get; init; } = [];

    /// <summary>What it reported on the way, by step; empty if nothing.</summary>
    public IReadOnlyList<TrialReport> Reports { get; init; } = [];

    /// <summary>How long it took, in seconds; NaN where no clock was given. Nothing depends on it.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Why it failed or was pruned; null if neither.</summary>
    public string? Message { get; init; }
}
