namespace Weathervane.Client.Models;

/// <summary>What a version asked the gate for.</summary>
public enum GateKind
{
    /// <summary>There was no champion.</summary>
    First,

    /// <summary>Another recipe than the champion's.</summary>
    Recipe,

    /// <summary>The champion's recipe on newer bars.</summary>
    Refresh,
}

/// <summary>What the gate said of a version, where it was trained.</summary>
/// <param name="Kind">What was asked for.</param>
/// <param name="Promote">Whether it becomes the champion.</param>
/// <param name="Proven">Whether its recipe has beaten the baselines after correction for trials.</param>
/// <param name="Why">Why.</param>
public sealed record GateWord(GateKind Kind, bool Promote, bool Proven, string Why)
{
    /// <summary>The champion's number whose recipe it is on newer bars: experiments on that champion go on with it. Null for another recipe.</summary>
    public long? RefreshOf { get; init; }
}

/// <summary>What followed from it.</summary>
/// <param name="Promoted">Whether the version is the champion now.</param>
/// <param name="Why">Why, or why not: it may have to win as a shadow first.</param>
public sealed record GateOutcome(bool Promoted, string Why);
