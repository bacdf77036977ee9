namespace Weathervane.Client.Models;

/// <summary>A metric of a model version.</summary>
/// <param name="Name">Its name: <c>log_loss</c>.</param>
/// <param name="Value">NaN where it could not be worked out.</param>
/// <param name="HigherIsBetter">Which way is better; null where nobody knows.</param>
public sealed record VersionMetric(string Name, double Value, bool? HigherIsBetter = null);

/// <summary>A registered version as it stood when it was asked for.</summary>
public sealed record ModelVersion
{
    /// <summary>The file that holds the model itself.</summary>
    public const string ModelFile = "model.vane";

    /// <summary>The file that holds the resolved pipeline.</summary>
    public const string PipelineFile = "pipeline.yaml";

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>Counted from 1 for each name, never given out twice.</summary>
    public required long Version { get; init; }

    /// <summary><c>name:3</c>.</summary>
    public string Reference => $"{Name}:{Version}";

    /// <summary>Who registered it.</summary>
    public required string Author { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was registered or last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>MLflow's older way to say what a version is for: None, Staging, Production or Archived.</summary>
    public required string Stage { get; init; }

    /// <summary>A link to the run where another server keeps it; null for none.</summary>
    public string? RunLink { get; init; }

    /// <summary>The logged model that it was registered from; null for none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The run that trained it; null where none is known.</summary>
    public string? RunId { get; init; }

    /// <summary>Where its files are, as MLflow writes it.</summary>
    public required string Source { get; init; }

    /// <summary>Free words of its author.</summary>
    public required string Notes { get; init; }

    /// <summary>The metric that decides promotion; null where none was declared.</summary>
    public string? PrimaryMetric { get; init; }

    /// <summary>The evaluation's verdict in words; null where there was none.</summary>
    public string? Verdict { get; init; }

    /// <summary>SHA-256 of the bars that it was trained on; null where nobody said.</summary>
    public string? BarsSha256 { get; init; }

    /// <summary>SHA-256 of the resolved pipeline; null where it has none.</summary>
    public string? PipelineSha256 { get; init; }

    /// <summary>The version of the program that trained it; null where nobody said.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>When it was deleted; null while it lives.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Who deleted it, and why; null while it lives.</summary>
    public string? DeletedWhy { get; init; }

    /// <summary>Aliases that stand on it now.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>Hyperparameters by name, as text.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Scores by name.</summary>
    public required IReadOnlyDictionary<string, VersionMetric> Metrics { get; init; }

    /// <summary>Free labels.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}
