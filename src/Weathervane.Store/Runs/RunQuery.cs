namespace Weathervane.Store.Runs;

/// <summary>Which runs to list.</summary>
public sealed record RunQuery
{
    /// <summary>Only runs of this experiment; null is all.</summary>
    public string? Experiment { get; init; }

    /// <summary>Only runs in this state; null is all.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Deleted runs too.</summary>
    public bool Deleted { get; init; }

    /// <summary>Most runs to return; the newest come first.</summary>
    public int Limit { get; init => field = Check.InRange(value, 1, 50_000); } = 100;
}
