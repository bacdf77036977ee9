using Weathervane.Store.Runs;

namespace Weathervane.Store.LoggedModels;

/// <summary>A model that a run logged, registered or not, as it stood when it was read: MLflow 3's shape.</summary>
public sealed record LoggedModel
{
    /// <summary><c>m-</c> and 32 lower-case hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The number of its experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>What people call it; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of model in the logger's words.</summary>
    public string? ModelType { get; init; }

    /// <summary>The run that logged it.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>Where its files are, as MLflow writes it.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>How far its upload has come.</summary>
    public required LoggedModelStatus Status { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its status last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Its parameters, as text.</summary>
    public required IReadOnlyDictionary<string, string> Params { get; init; }

    /// <summary>Free labels.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The latest value of each metric on each data set, with the run that logged it.</summary>
    public required IReadOnlyList<(string RunId, MetricPoint Point)> Metrics { get; init; }
}

/// <summary>How far a logged model's upload has come.</summary>
public enum LoggedModelStatus
{
    /// <summary>Files are still to come.</summary>
    Pending,

    /// <summary>All is there.</summary>
    Ready,

    /// <summary>The upload failed.</summary>
    UploadFailed,
}

/// <summary>What a logged model is known by from its start.</summary>
public sealed record NewLoggedModel
{
    /// <summary>The number of its experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of model in the logger's words.</summary>
    public string? ModelType { get; init; }

    /// <summary>The run that logs it.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>Its parameters, as text.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
