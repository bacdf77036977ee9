namespace Weathervane.Client.Models;

/// <summary>What is registered as the next version of a model. It travels as one piece of JSON of at most 64 MB, files in base64.</summary>
public sealed record NewVersion
{
    /// <summary>The run that trained it; null where the server has none.</summary>
    public string? RunId { get; init; }

    /// <summary>The model file's bytes, kept as <see cref="ModelVersion.ModelFile"/>; null where the version is known by its metrics alone.</summary>
    public byte[]? Model { get; init; }

    /// <summary>The resolved pipeline, kept as <see cref="ModelVersion.PipelineFile"/>; null for none.</summary>
    public string? Pipeline { get; init; }

    /// <summary>More files by name, with '/'.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Hyperparameters, as text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Scores.</summary>
    public IReadOnlyList<VersionMetric> Metrics { get; init; } = [];

    /// <summary>The metric that decides promotion; null where none was declared.</summary>
    public string? PrimaryMetric { get; init; }

    /// <summary>The evaluation's verdict in words; null where there was none.</summary>
    public string? Verdict { get; init; }

    /// <summary>Free words of its author.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of the bars that it was trained on; null where nobody said.</summary>
    public string? BarsSha256 { get; init; }

    /// <summary>The version of the program that trained it; null where nobody said.</summary>
    public string? CodeVersion { get; init; }
}
