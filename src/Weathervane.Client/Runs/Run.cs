namespace Weathervane.Client.Runs;

/// <summary>How far a run has come; the names are MLflow's.</summary>
public enum RunStatus
{
    /// <summary>Under way, or its process died before it could say otherwise.</summary>
    Running,

    /// <summary>Waiting to start.</summary>
    Scheduled,

    /// <summary>Done.</summary>
    Finished,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Stopped by its user.</summary>
    Killed,
}

/// <summary>A run as it stood when it was asked for.</summary>
public sealed record Run
{
    /// <summary>32 lower-case hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The number of its experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>Who started it.</summary>
    public required string User { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Where its files are, as MLflow writes it.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>Whether it was deleted: kept, but shown only when asked for.</summary>
    public bool Deleted { get; init; }

    /// <summary>The latest value of each metric: the greatest by step, then time, then value; NaN and infinities as they are.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The same with their steps and times.</summary>
    public required IReadOnlyList<MetricPoint> LatestMetrics { get; init; }

    /// <summary>Its parameters, as text.</summary>
    public required IReadOnlyDictionary<string, string> Params { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The data that it read.</summary>
    public IReadOnlyList<DatasetInput> Datasets { get; init; } = [];

    /// <summary>The logged models that it read or made.</summary>
    public IReadOnlyList<RunModel> Models { get; init; } = [];
}

/// <summary>Data that a run read, as MLflow describes it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Digest">A short hash of it.</param>
/// <param name="SourceType">The kind of source: <c>local</c>, <c>s3</c>.</param>
/// <param name="Source">Where it came from, as JSON.</param>
public sealed record DatasetInput(string Name, string Digest, string SourceType, string Source)
{
    /// <summary>Its columns, as JSON; null where nobody said.</summary>
    public string? Schema { get; init; }

    /// <summary>Figures on it, as JSON; null where nobody said.</summary>
    public string? Profile { get; init; }

    /// <summary>Labels of this use of it.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>A logged model that a run read or made.</summary>
/// <param name="ModelId">Its id.</param>
/// <param name="Made">Whether the run made it; otherwise it read it.</param>
/// <param name="Step">The step at which it was made.</param>
public sealed record RunModel(string ModelId, bool Made, long Step = 0);
