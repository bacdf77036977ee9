using Weathervane.Evaluation.Metrics;
using Weathervane.Tuning.Samplers;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning;

/// <summary>A search for good hyperparameters: all that its course depends on, but for <see cref="Threads"/>.</summary>
public sealed record StudyOptions
{
    /// <summary>What may be tried.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>Which way the objective is better.</summary>
    public required MetricDirection Direction { get; init; }

    /// <summary>How points are chosen.</summary>
    public Sampler Sampler { get; init; } = new TpeSampler();

    /// <summary>How many trials, 1 to 1,000,000; fewer are made where the space has fewer points.</summary>
    public int Trials { get; init => field = Check.InRange(value, 1, 1_000_000); } = 30;

    /// <summary>Seed of the sampler.</summary>
    public ulong Seed { get; init; }

    /// <summary>Trial i knows the results up to i - width, so that so many can run at once; 1 to 1,024. Part of the study: it never
    /// follows the number of cores.</summary>
    public int Width { get; init => field = Check.InRange(value, 1, 1024); } = 4;

    /// <summary>Most trials at once; more than the width has no effect, and the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;
}
