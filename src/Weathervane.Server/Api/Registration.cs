using Weathervane.Store.Models;

namespace Weathervane.Server.Api;

/// <summary>A request to register a version; files are base64.</summary>
internal sealed record Registration
{
    public string? RunId { get; init; }

    public byte[]? Model { get; init; }

    public string? Pipeline { get; init; }

    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<VersionMetric> Metrics { get; init; } = [];

    public string? PrimaryMetric { get; init; }

    public string? Verdict { get; init; }

    public string Notes { get; init; } = "";

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public string? BarsSha256 { get; init; }

    public string? CodeVersion { get; init; }

    /// <summary>What the store registers.</summary>
    internal NewVersion ToVersion(string name, string author) => new()
    {
        Name = name,
        Author = author,
        RunId = RunId,
        Model = Model,
        Pipeline = Pipeline,
        Files = Files,
        Parameters = Parameters,
        Metrics = Metrics,
        PrimaryMetric = PrimaryMetric,
        Verdict = Verdict,
        Notes = Notes,
        Tags = Tags,
        BarsSha256 = BarsSha256,
        CodeVersion = CodeVersion,
    };
}
