using Weathervane.Evaluation.Metrics;
using Weathervane.Tuning.Pruners;
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

    /// <summary>How trials are stopped early.</summary>
    public Pruner Pruner { get; init; } = new NoPruner();

    /// <summary>Most trials, 1 to 1,000,000; fewer are made where the space has fewer points, or the time is up.</summary>
    public int Trials { get; init => field = Check.InRange(value, 1, 1_000_000); } = 30;

    /// <summary>No trial is started after so many seconds, above 0 and at most 1e9; null for no such bound. Needs
    /// <see cref="StudyContext.Clock"/>. The trials made are those of the same study with as many <see cref="Trials"/>.</summary>
    public double? Seconds { get; init => field = value is { } seconds ? Check.Above(seconds, 0, 1e9, nameof(value)) : null; }

    /// <summary>Seed of the sampler.</summary>
    public ulong Seed { get; init; }

    /// <summary>Trial i knows the results up to i - width, so that so many can run at once; 1 to 1,024. Part of the study: it never
    /// follows the number of cores.</summary>
    public int Width { get; init => field = Check.InRange(value, 1, 1024); } = 4;

    /// <summary>Most trials at once; more than the width has no effect, and the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;
}

/// <summary>What a study is given besides its options.</summary>
public sealed record StudyContext
{
    /// <summary>Trials of an earlier, stopped run of the same study, in any order; they are not made again.</summary>
    public IReadOnlyList<Trial> Known { get; init; } = [];

    /// <summary>Told each new trial when it ends, one at a time, in the order of ending; null for nobody.</summary>
    public Action<Trial>? Finished { get; init; }

    /// <summary>The clock that <see cref="StudyOptions.Seconds"/> are counted on, from the call on, and that <see cref="Trial.Seconds"/> are read from.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Stops the study; trials that have ended have been told.</summary>
    public CancellationToken Cancel { get; init; }
}

/// <summary>Why a study ended.</summary>
public enum StudyEnd
{
    /// <summary>All its trials are made.</summary>
    Trials,

    /// <summary>Every point of its space has been tried.</summary>
    Exhausted,

    /// <summary>Its time is up.</summary>
    Time,
}

/// <summary>What a study found.</summary>
/// <param name="Trials">All trials by number; their count as <see cref="StudyOptions.Trials"/> gives the same study again.</param>
/// <param name="Best">The best complete trial, the earliest of equals; null if there is none.</param>
/// <param name="End">Why it ended.</param>
public sealed record StudyResult(IReadOnlyList<Trial> Trials, Trial? Best, StudyEnd End);
