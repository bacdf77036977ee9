namespace Weathervane.Store.Models;

/// <summary>What is registered as the next version of a model.</summary>
public sealed record NewVersion
{
    /// <summary>The model's name, without '/', ':' and '@'; the model is made when there is none.</summary>
    public required string Name { get; init => field = ModelName.Check(value); }

    /// <summary>Who registers it.</summary>
    public required string Author { get; init; }

    /// <summary>The run that trained it; null where none is in this workspace.</summary>
    public string? RunId { get; init; }

    /// <summary>Where its files are already, as MLflow writes it; null puts <see cref="Model"/>, <see cref="Pipeline"/> and <see cref="Files"/> in a place of its own.</summary>
    public string? Source { get; init; }

    /// <summary>A link to the run where another server keeps it.</summary>
    public string? RunLink { get; init; }

    /// <summary>The logged model that it is registered from.</summary>
    public string? ModelId { get; init; }

    /// <summary>Whether the model must be there already, instead of being made.</summary>
    public bool ModelMustExist { get; init; }

    /// <summary>The model file's bytes, kept as <see cref="ModelVersion.ModelFile"/>; null where the version is known by its metrics alone.</summary>
    public byte[]? Model { get; init; }

    /// <summary>The resolved pipeline, kept as <see cref="ModelVersion.PipelineFile"/>.</summary>
    public string? Pipeline { get; init; }

    /// <summary>More files by name, with '/'.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Hyperparameters, as text.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Scores.</summary>
    public IReadOnlyList<VersionMetric> Metrics { get; init; } = [];

    /// <summary>The metric that decides promotion; null where none was declared.</summary>
    public string? PrimaryMetric { get; init; }

    /// <summary>The evaluation's verdict in words: "BEATS the base rate on log_loss"; null where there was none.</summary>
    public string? Verdict { get; init; }

    /// <summary>Free words of its author.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-256 of the bars that it was trained on.</summary>
    public string? BarsSha256 { get; init; }

    /// <summary>The version of the program that trained it.</summary>
    public string? CodeVersion { get; init; }
}
