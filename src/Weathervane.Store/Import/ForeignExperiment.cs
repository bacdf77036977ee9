namespace Weathervane.Store.Import;

/// <summary>An experiment of another tracking store, with its own number and times.</summary>
public sealed record ForeignExperiment
{
    /// <summary>Its number there, kept here.</summary>
    public required long Id { get; init => field = Check.InRange(value, 0, long.MaxValue); }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was deleted there.</summary>
    public bool Deleted { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
