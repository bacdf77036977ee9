namespace Weathervane.Store.Import;

/// <summary>A registered model of another registry, with its own version numbers and times.</summary>
public sealed record ForeignModel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Free words.</summary>
    public string Description { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Its versions.</summary>
    public IReadOnlyList<ForeignVersion> Versions { get; init; } = [];

    /// <summary>Which version each alias stands on.</summary>
    public IReadOnlyDictionary<string, long> Aliases { get; init; } = new Dictionary<string, long>();
}

/// <summary>A version of such a model.</summary>
public sealed record ForeignVersion
{
    /// <summary>Its number there, kept here.</summary>
    public required long Number { get; init => field = Check.InRange(value, 1, long.MaxValue); }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Where its files are here, below the root of all files; null where they were not brought over.</summary>
    public string? FilesPath { get; init; }

    /// <summary>The run that trained it, where that is here, too.</summary>
    public string? RunId { get; init; }

    /// <summary>The page of the run, as its registry had it.</summary>
    public string? RunLink { get; init; }

    /// <summary>The logged model that it is.</summary>
    public string? ModelId { get; init; }

    /// <summary>Who registered it.</summary>
    public string Author { get; init; } = "";

    /// <summary>Free words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its stage, as older MLflow has it.</summary>
    public string Stage { get; init; } = "None";

    /// <summary>Whether it was deleted there.</summary>
    public bool Deleted { get; init; }

    /// <summary>Hyperparameters, as text.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>Scores.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
