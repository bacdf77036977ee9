namespace Weathervane.Store.Models;

/// <summary>Where an alias stood at a moment.</summary>
/// <param name="Model">The name that the model had.</param>
/// <param name="Alias">The alias: <c>champion</c>.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Since">When it was put there.</param>
/// <param name="By">Who put it there.</param>
/// <param name="Reason">Why, in the mover's words.</param>
/// <param name="Deleted">When the version was deleted since; null while it lives.</param>
public sealed record AliasStanding(string Model, string Alias, long Version, DateTimeOffset Since, string By, string Reason, DateTimeOffset? Deleted);
