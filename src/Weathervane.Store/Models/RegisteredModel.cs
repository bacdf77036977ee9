namespace Weathervane.Store.Models;

/// <summary>A name with its versions.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Created">When its first version was registered.</param>
/// <param name="Versions">How many versions live.</param>
/// <param name="Latest">The newest living version; null when all were deleted.</param>
/// <param name="Aliases">Each alias with the version that it stands on.</param>
public sealed record RegisteredModel(
    string Name, DateTimeOffset Created, long Versions, long? Latest, IReadOnlyDictionary<string, long> Aliases);
