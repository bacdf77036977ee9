namespace Weathervane.Client;

/// <summary>Some of what was found, and how to ask for more.</summary>
/// <typeparam name="T">What was searched.</typeparam>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="NextToken">The token of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken);
