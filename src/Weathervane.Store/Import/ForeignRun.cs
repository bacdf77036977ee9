using Weathervane.Store.Runs;

namespace Weathervane.Store.Import;

/// <summary>A run of another tracking store, with its own id and times.</summary>
public sealed record ForeignRun
{
    /// <summary>Its id there, kept here: 32 hex digits as MLflow makes them, or any name without '/'.</summary>
    public required string Id { get; init; }

    /// <summary>The number of its experiment.</summary>
    public required long ExperimentId { get; init; }

    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who started it.</summary>
    public string User { get; init; } = "";

    /// <summary>How it ended.</summary>
    public RunStatus Status { get; init; } = RunStatus.Finished;

    /// <summary>When it started.</summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whether it was deleted there.</summary>
    public bool Deleted { get; init; }

    /// <summary>When it was deleted; null where nobody recorded it.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Every value ever logged, in no order.</summary>
    public IReadOnlyList<ForeignMetric> Metrics { get; init; } = [];

    /// <summary>Parameters, as text.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Data that it read.</summary>
    public IReadOnlyList<ForeignDataset> Datasets { get; init; } = [];

    /// <summary>Logged models that it read or made.</summary>
    public IReadOnlyList<ForeignRunModel> Models { get; init; } = [];

    /// <summary>Where its files are here, below the root of all files.</summary>
    public string FilesPath => FormattableString.Invariant($"{ExperimentId}/{Id}/artifacts");
}

/// <summary>One value of a metric.</summary>
/// <param name="Key">The metric's name.</param>
/// <param name="Value">Any number; NaN and infinities as they are.</param>
/// <param name="Step">The step.</param>
/// <param name="Time">When it was measured, to the millisecond.</param>
public sealed record ForeignMetric(string Key, double Value, long Step, DateTimeOffset Time)
{
    /// <summary>The logged model that it scores; null for none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The data that it was measured on; null where nobody said.</summary>
    public string? DatasetName { get; init; }

    /// <summary>The digest of that data.</summary>
    public string? DatasetDigest { get; init; }
}

/// <summary>Data that a run read, as MLflow describes it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Digest">A short hash of it.</param>
/// <param name="SourceType">The kind of source: <c>local</c>.</param>
/// <param name="Source">Where it came from, as JSON.</param>
/// <param name="Schema">Its columns, as JSON; null where nobody said.</param>
/// <param name="Profile">Figures on it, as JSON; null where nobody said.</param>
/// <param name="Tags">Labels of this use of it.</param>
public sealed record ForeignDataset(
    string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile, IReadOnlyDictionary<string, string> Tags);

/// <summary>A logged model that a run read or made.</summary>
/// <param name="ModelId">Its id.</param>
/// <param name="Made">Whether the run made it; otherwise it read it.</param>
/// <param name="Step">The step at which it was made.</param>
public sealed record ForeignRunModel(string ModelId, bool Made, long Step);
