namespace Weathervane.Client.Studies;

/// <summary>How a trial ended; the names are Optuna's.</summary>
public enum TrialState
{
    /// <summary>It has a value.</summary>
    Complete,

    /// <summary>It was stopped early.</summary>
    Pruned,

    /// <summary>It threw.</summary>
    Failed,
}

/// <summary>What a trial was worth on the way.</summary>
/// <param name="Step">How far it was.</param>
/// <param name="Value">The objective as far as it was known.</param>
public sealed record StepValue(int Step, double Value);

/// <summary>One trial of a study.</summary>
/// <param name="Number">Its place in the study, from 0.</param>
/// <param name="State">How it ended.</param>
/// <param name="Parameters">The point that was tried.</param>
/// <param name="Value">The mean over folds; null where there is none.</param>
/// <param name="StandardError">Of the value over folds; null where it is not known.</param>
/// <param name="Message">Why it failed or was pruned; null where it did neither.</param>
public sealed record Trial(int Number, TrialState State, IReadOnlyDictionary<string, string> Parameters, double? Value, double? StandardError = null, string? Message = null)
{
    /// <summary>The value of each fold; empty where there are none.</summary>
    public IReadOnlyList<double> FoldValues { get; init; } = [];

    /// <summary>What it reported on the way, by step.</summary>
    public IReadOnlyList<StepValue> Reports { get; init; } = [];

    /// <summary>How long it took, in seconds; null where it was not measured.</summary>
    public double? Seconds { get; init; }

    /// <summary>When it was kept, by the clock of who keeps it; null before. What is sent is not looked at.</summary>
    public DateTimeOffset? Ended { get; init; }
}
