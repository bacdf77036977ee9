using Weathervane.Store.Sql;

namespace Weathervane.Store.Studies;

/// <summary>The columns of a study's job, which studies are read with.</summary>
internal record StudyJobRow
{
    public long StudyId { get; init; }

    public string Learner { get; init; } = "";

    public long Trials { get; init; }

    public long AskedMs { get; init; }

    public string AskedBy { get; init; } = "";

    public long? EndedMs { get; init; }

    public string? Outcome { get; init; }

    public string? Words { get; init; }

    internal StudyJob ToJob() => new(StudyId, Learner, (int)Trials, Instant.FromMs(AskedMs), AskedBy)
    {
        Ended = EndedMs is { } ended ? Instant.FromMs(ended) : null,
        Outcome = Outcome is { } outcome ? Enum.Parse<JobOutcome>(outcome, ignoreCase: true) : null,
        Words = Words,
    };
}
