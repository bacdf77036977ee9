namespace Weathervane.Store.Studies;

/// <summary>A search over parameters.</summary>
/// <param name="RunId">The run that searches.</param>
/// <param name="Name">What people call it: the learner's name, or <c>pipeline/learner</c>.</param>
/// <param name="Sampler">How points are chosen: <c>tpe</c>, <c>random</c>.</param>
/// <param name="Seed">The seed that gives the same study again.</param>
/// <param name="Metric">The metric that is searched for.</param>
/// <param name="HigherIsBetter">Which way it is better.</param>
/// <param name="Space">The search space, as the program that searches writes it.</param>
public sealed record Study(string RunId, string Name, string Sampler, ulong Seed, string Metric, bool HigherIsBetter, string Space)
{
    /// <summary>How trials are stopped early: <c>none</c>, <c>median</c>.</summary>
    public string Pruner { get; init; } = "none";

    /// <summary>Trial i knew the results up to i - width.</summary>
    public int Width { get; init; } = 4;

    /// <summary>A hash of what else the values depend on (rows, folds, fixed parameters); empty where it was not recorded.</summary>
    public string Task { get; init; } = "";
}

/// <summary>A study as it is kept.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Study">What is searched.</param>
/// <param name="Created">When it was started.</param>
public sealed record KeptStudy(long Id, Study Study, DateTimeOffset Created)
{
    /// <summary>What the servers were asked for; null where the study is made by the program that began it.</summary>
    public StudyJob? Job { get; init; }

    /// <summary>How many of its trials have ended, however they did.</summary>
    public int Trials { get; init; }

    /// <summary>The best of its complete trials so far; null where none has a value.</summary>
    public BestTrial? Best { get; init; }
}

/// <summary>The complete trial that a study's metric is best at, the earliest of equals.</summary>
/// <param name="Number">Its place in the study, from 0.</param>
/// <param name="Value">What it is worth, in units of the study's metric; never NaN.</param>
/// <param name="StandardError">Of the value over folds; null where it is not known.</param>
/// <param name="Parameters">The point that was tried.</param>
public sealed record BestTrial(int Number, double Value, double? StandardError, IReadOnlyDictionary<string, string> Parameters);

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
/// <param name="Value">The mean over folds; null where there is none. NaN is kept as null.</param>
/// <param name="StandardError">Of the value over folds; null where it is not known.</param>
/// <param name="Message">Why it failed or was pruned.</param>
public sealed record Trial(
    int Number, TrialState State, IReadOnlyDictionary<string, string> Parameters, double? Value, double? StandardError = null, string? Message = null)
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
