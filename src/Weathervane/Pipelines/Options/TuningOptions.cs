using Weathervane.Tuning.Pruners;
using Weathervane.Tuning.Samplers;

namespace Weathervane.Pipelines.Options;

/// <summary>How the learners' <c>tune:</c> ranges are searched: <c>tuning:</c>.</summary>
public sealed record TuningOptions
{
    /// <summary>How the next trial is chosen: <c>tpe</c>, <c>gp</c>, <c>cmaes</c>, <c>sobol</c>, <c>random</c> or <c>grid</c>.</summary>
    public string Sampler { get; init => field = Check.OneOf(value, Samplers); } = "tpe";

    /// <summary>How poor trials are stopped early: <c>none</c>, <c>median</c>, <c>halving</c> or <c>hyperband</c>.</summary>
    public string Pruner { get; init => field = Check.OneOf(value, Pruners); } = "none";

    /// <summary>How many trials each learner with ranges gets at most.</summary>
    public int Trials { get; init => field = Check.InRange(value, 1, 100_000); } = 20;

    /// <summary>No trial of a learner is started after so many seconds of its search; null for no such bound.</summary>
    public double? Seconds { get; init => field = value is { } seconds ? Check.Above(seconds, 0, 1e9, nameof(value)) : null; }

    /// <summary>Share of each fold's training rows, the last ones, that is held back to watch boosting rounds by, so that a pruner may stop a
    /// trial inside a fold; 0 for none: then it is judged after each fold only.</summary>
    public double Validation { get; init => field = Check.InRange(value, 0.0, 0.5); }

    /// <summary>Walk-forward folds of each trial, inside the rows before the first scored piece.</summary>
    public int Folds { get; init => field = Check.InRange(value, 1, 100); } = 3;

    /// <summary>The metric that trials are compared on; null for the pipeline's primary one.</summary>
    public string? Metric { get; init; }

    /// <summary>Trials in flight at once: a parameter of the study, so that its result does not depend on the number of cores.</summary>
    public int Width { get; init => field = Check.InRange(value, 1, 64); } = 4;

    /// <summary>The words allowed for <see cref="Pruner"/>.</summary>
    public static IReadOnlyList<string> Pruners { get; } = [.. PrunerCatalog.All.Select(p => p.Id)];

    /// <summary>The words allowed for <see cref="Sampler"/>.</summary>
    public static IReadOnlyList<string> Samplers { get; } = [.. SamplerCatalog.All.Select(s => s.Id)];
}
