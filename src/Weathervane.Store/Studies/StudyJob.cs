namespace Weathervane.Store.Studies;

/// <summary>How a job that the servers do ended.</summary>
public enum JobOutcome
{
    /// <summary>All of it was done.</summary>
    Done,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>It cannot be done.</summary>
    Failed,
}

/// <summary>A study whose trials the servers make.</summary>
/// <param name="StudyId">The study's number.</param>
/// <param name="Learner">Which learner of the pipeline is searched.</param>
/// <param name="Trials">How many trials are wanted.</param>
/// <param name="Asked">When they were asked for.</param>
/// <param name="By">By whom.</param>
public sealed record StudyJob(long StudyId, string Learner, int Trials, DateTimeOffset Asked, string By)
{
    /// <summary>When it ended; null while trials are to be made.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How it ended; null while trials are to be made.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>Why it failed, or who stopped it; null where there is nothing to say.</summary>
    public string? Words { get; init; }
}
