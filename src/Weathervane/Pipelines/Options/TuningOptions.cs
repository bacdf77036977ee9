using Weathervane.Tuning.Samplers;

namespace Weathervane.Pipelines.Options;

/// <summary>How the learners' <c>tune:</c> ranges are searched: <c>tuning:</c>.</summary>
public sealed record TuningOptions
{
    /// <summary>How the next trial is chosen: <c>tpe</c>, <c>gp</c>, <c>cmaes</c>, <c>sobol</c>, <c>random</c> or <c>grid</c>.</summary>
    public string Sampler { get; init => field = Check.OneOf(value, Samplers); } = "tpe";

    /// <summary>How many trials each learner with ranges gets.</summary>
    public int Trials { get; init => field = Check.InRange(value, 1, 100_000); } = 20;

    /// <summary>Walk-forward folds of each trial, inside the rows before the first scored piece.</summary>
    public int Folds { get; init => field = Check.InRange(value, 1, 100); } = 3;

    /// <summary>The metric that trials are compared on; null for the pipeline's primary one.</summary>
    public string? Metric { get; init; }

    /// <summary>Trials in flight at once: a parameter of the study, so that its result does not depend on the number of cores.</summary>
    public int Width { get; init => field = Check.InRange(value, 1, 64); } = 4;

    /// <summary>The words allowed for <see cref="Sampler"/>.</summary>
    public static IReadOnlyList<string> Samplers { get; } = [.. SamplerCatalog.All.Select(s => s.Id)];
}
