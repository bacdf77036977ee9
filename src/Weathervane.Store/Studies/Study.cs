namespace Weathervane.Store.Studies;

/// <summary>A search over parameters.</summary>
/// <param name="RunId">The run that searches.</param>
/// <param name="Name">What is tuned: the learner's name.</param>
/// <param name="Sampler">How points are chosen: <c>tpe</c>, <c>random</c>.</param>
/// <param name="Seed">The seed that gives the same study again.</param>
/// <param name="Metric">The metric that is searched for.</param>
/// <param name="HigherIsBetter">Which way it is better.</param>
/// <param name="Space">The search space as the pipeline file has it.</param>
public sealed record Study(string RunId, string Name, string Sampler, ulong Seed, string Metric, bool HigherIsBetter, string Space);

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

/// <summary>One trial of a study.</summary>
/// <param name="Number">Its place in the study, from 0.</param>
/// <param name="State">How it ended.</param>
/// <param name="Parameters">The point that was tried.</param>
/// <param name="Value">The mean over folds; null where there is none. NaN is kept as null.</param>
/// <param name="StandardError">Of the value over folds; null where it is not known.</param>
/// <param name="Message">Why it failed or was pruned.</param>
public sealed record Trial(
    int Number, TrialState State, IReadOnlyDictionary<string, string> Parameters, double? Value, double? StandardError = null, string? Message = null);
