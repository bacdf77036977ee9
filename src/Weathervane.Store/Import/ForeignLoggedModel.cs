namespace Weathervane.Store.Import;

/// <summary>A logged model of another tracking store, in MLflow 3's shape. Its scores are metrics of runs.</summary>
public sealed record ForeignLoggedModel
{
    /// <summary>Its id there, kept here: <c>m-</c> and 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The number of its experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of model in the logger's words.</summary>
    public string? ModelType { get; init; }

    /// <summary>The run that logged it.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>How far its upload came: <c>PENDING</c>, <c>READY</c> or <c>UPLOAD_FAILED</c>.</summary>
    public string Status { get; init => field = Check.OneOf(value, Statuses); } = Statuses[1];

    /// <summary>More on the status.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Whether it was deleted there.</summary>
    public bool Deleted { get; init; }

    /// <summary>Parameters, as text.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The statuses there are, by MLflow's number less one.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["PENDING", "READY", "UPLOAD_FAILED"];

    /// <summary>Where its files are here, below the root of all files.</summary>
    public string FilesPath => FormattableString.Invariant($"{ExperimentId}/models/{Id}/artifacts");
}
