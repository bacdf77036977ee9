using Weathervane.Evaluation.Inference;
using Weathervane.Tuning;

namespace Weathervane.Pipelines.Running;

/// <summary>What a run is given besides its pipeline, and whom it tells. Nothing here changes its models; what was tried or looked at before changes verdicts.</summary>
public sealed record RunOptions
{
    /// <summary>Most threads; the result is the same for any.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1_024); } = 1;

    /// <summary>Told how far the run is, from any thread.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Told that a search starts, before its first trial.</summary>
    public Action<StudyStart>? StudyStarted { get; init; }

    /// <summary>Asked, after <see cref="StudyStarted"/>, for the trials of the search that were made before; null for none.</summary>
    public Func<StudyStart, IReadOnlyList<Trial>>? KnownTrials { get; init; }

    /// <summary>The clock of searches that are bounded in seconds; needed for those alone.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Told each trial when it ends, one at a time: the learner's name and the trial.</summary>
    public Action<string, Trial>? TrialFinished { get; init; }

    /// <summary>Told, before <see cref="TrialFinished"/>, what a trial that was made here tried, so that it counts among the tries at those bars. A whole run tells it by <see cref="Tried"/> as well.</summary>
    public Action<string, ScoredTry>? TrialTried { get; init; }

    /// <summary>Called before the hold-out is looked at, and gives the how-manieth look it is, from 1; null leaves it sealed. Where it throws, nothing was looked at.</summary>
    public Func<HoldoutSpan, int>? OpeningHoldout { get; init; }

    /// <summary>Told what this run has tried, before any verdict, so that it is kept whatever the verdict; gives what was tried before on the same series and label.</summary>
    public Func<IReadOnlyList<ScoredTry>, IReadOnlyList<ScoredTry>>? Tried { get; init; }

    /// <summary>Tries made elsewhere on the same bars, 0 to 1,000,000.</summary>
    public int DeclaredTrials { get; init => field = Check.InRange(value, 0, 1_000_000); }

    /// <summary>The version of the program, recorded in models.</summary>
    public string CodeVersion { get; init; } = "";

    /// <summary>The pipeline's text to record in models where it is not the pipeline's own: files may lie elsewhere when a model is trained again; null for its own.</summary>
    public string? PipelineText { get; init; }

    /// <summary>Stops the run.</summary>
    public CancellationToken Cancel { get; init; }
}

/// <summary>How far a run is.</summary>
/// <param name="Stage">What it does: <c>tuning lightgbm</c>.</param>
/// <param name="Share">The share of that stage that is done, 0 to 1.</param>
public sealed record RunProgress(string Stage, double Share);

/// <summary>A search that starts.</summary>
/// <param name="Learner">What is tuned, as the scoreboard calls it.</param>
/// <param name="Options">The search.</param>
/// <param name="Metric">What trials are compared on.</param>
public sealed record StudyStart(string Learner, StudyOptions Options, string Metric);

/// <summary>The bars of the hold-out.</summary>
/// <param name="Series">The name of the series.</param>
/// <param name="From">Open of the first decision bar, UTC.</param>
/// <param name="To">Close of the last decision bar, UTC.</param>
/// <param name="Rows">Rows in it.</param>
public sealed record HoldoutSpan(string Series, DateTime From, DateTime To, int Rows);
