namespace Weathervane.Store.Runs;

/// <summary>A run as it stood when it was read.</summary>
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

    /// <summary>The latest value of each metric: the greatest by step, then time, then value.</summary>
    public IReadOnlyDictionary<string, double> Metrics => field ??= LatestMetrics.ToDictionary(m => m.Key, m => m.Value);

    /// <summary>The same with their steps and times.</summary>
    public required IReadOnlyList<MetricPoint> LatestMetrics { get; init; }

    /// <summary>Its parameters, as text.</summary>
    public required IReadOnlyDictionary<string, string> Params { get; init; }

    /// <summary>Its tags; <c>mlflow.runName</c> among them.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The data that it read.</summary>
    public IReadOnlyList<DatasetInput> Datasets { get; init; } = [];

    /// <summary>The logged models that it read or made.</summary>
    public IReadOnlyList<RunModel> Models { get; init; } = [];
}
