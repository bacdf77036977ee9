namespace Weathervane.Evaluation.Leaks;

/// <summary>Something that was not known at the bar that it stands on.</summary>
/// <param name="Check">The check that found it: <c>features</c>.</param>
/// <param name="Feature">The feature; null where it is not about one.</param>
/// <param name="Bar">Open of the bar whose value is at fault, UTC; null where it is not about one.</param>
/// <param name="What">What was seen, in a sentence.</param>
/// <param name="BarsAhead">At least so many bars ahead were read; null where that was not asked.</param>
public sealed record LeakFinding(string Check, string? Feature, DateTime? Bar, string What, int? BarsAhead = null);

/// <summary>One thing that was tried.</summary>
/// <param name="Name">Short: <c>features</c>.</param>
/// <param name="Summary">What was tried, in a sentence.</param>
/// <param name="Trials">How many times.</param>
public sealed record LeakCheck(string Name, string Summary, int Trials);

/// <summary>What a search for leaks tried and found. Plain data.</summary>
public sealed record LeakReport
{
    /// <summary>What was tried, in order.</summary>
    public required IReadOnlyList<LeakCheck> Checks { get; init; }

    /// <summary>What was found; empty when nothing was.</summary>
    public required IReadOnlyList<LeakFinding> Findings { get; init; }

    /// <summary>What could not be tried, and what else a reader should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Columns that no program was given for.</summary>
    public IReadOnlyList<ColumnJudgement> Columns { get; init; } = [];

    /// <summary>Both reports as one.</summary>
    /// <param name="other">What was tried after this.</param>
    public LeakReport And(LeakReport other) => new()
    {
        Checks = [.. Checks, .. other.Checks],
        Findings = [.. Findings, .. other.Findings],
        Notes = [.. Notes, .. other.Notes],
        Columns = [.. Columns, .. other.Columns],
    };
}
