namespace Weathervane.Client.Models;

/// <summary>Why an alias moved.</summary>
public enum MoveKind
{
    /// <summary>It was put on a version.</summary>
    Set,

    /// <summary>It went back to the version before.</summary>
    Rollback,

    /// <summary>It was taken away, by itself or with its version.</summary>
    Remove,
}

/// <summary>One move of an alias. Moves are only ever added: an alias stands where the last one put it.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Alias">The alias: <c>champion</c>.</param>
/// <param name="Version">Where it went; null when it was taken away.</param>
/// <param name="Kind">Set, rolled back or removed.</param>
/// <param name="Time">When.</param>
/// <param name="By">Who moved it.</param>
/// <param name="Reason">Why, in the mover's words.</param>
/// <param name="Evidence">What was known of the versions then; null where nothing was asked.</param>
public sealed record AliasMove(string Model, string Alias, long? Version, MoveKind Kind, DateTimeOffset Time, string By, string Reason, string? Evidence);

/// <summary>Where an alias stood at a moment.</summary>
/// <param name="Model">The name that the model had.</param>
/// <param name="Alias">The alias: <c>champion</c>.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Since">When it was put there.</param>
/// <param name="By">Who put it there.</param>
/// <param name="Reason">Why, in the mover's words.</param>
/// <param name="Deleted">When the version was deleted since; null while it lives.</param>
public sealed record AliasStanding(string Model, string Alias, long Version, DateTimeOffset Since, string By, string Reason, DateTimeOffset? Deleted);
