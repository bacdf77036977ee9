namespace Weathervane.Store.Experiments;

/// <summary>A group of runs as it stood when it was read.</summary>
public sealed record Experiment
{
    /// <summary>Its number; 0 is called Default and is always there.</summary>
    public required long Id { get; init; }

    /// <summary>What people call it; no two living experiments have the same.</summary>
    public required string Name { get; init; }

    /// <summary>Where the files of its runs are, as MLflow writes it.</summary>
    public required string ArtifactLocation { get; init; }

    /// <summary>Whether it was deleted: kept, but shown only when asked for.</summary>
    public required bool Deleted { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its name, its tags or its life last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Free labels.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}
