namespace Weathervane.Client.Models;

/// <summary>A name with its versions.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Created">When its first version was registered.</param>
/// <param name="Versions">How many versions live.</param>
/// <param name="Latest">The newest living version; null when all were deleted.</param>
/// <param name="Aliases">Each alias with the version that it stands on.</param>
public sealed record RegisteredModel(string Name, DateTimeOffset Created, long Versions, long? Latest, IReadOnlyDictionary<string, long> Aliases)
{
    /// <summary>When it, or one of its versions, was last changed.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>What it is for, in its authors' words.</summary>
    public required string Description { get; init; }

    /// <summary>Free labels.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>The newest living version of each stage.</summary>
    public required IReadOnlyList<ModelVersion> LatestOfStages { get; init; }
}
