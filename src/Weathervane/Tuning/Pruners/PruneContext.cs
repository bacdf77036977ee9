namespace Weathervane.Tuning.Pruners;

/// <summary>What a trial was worth on the way.</summary>
/// <param name="Step">How far it was, 0 or more, on the same scale for all trials of a study: percent of its work, rounds.</param>
/// <param name="Value">The objective as far as it was known; NaN counts as worse than any number.</param>
public readonly record struct TrialReport(int Step, double Value);

/// <summary>What one trial reported, turned so that less is better.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Reports">By step, rising; NaN has become infinity.</param>
/// <param name="IsComplete">Whether it was finished; false for one that runs, was pruned or failed.</param>
public sealed record ReportedTrial(int Number, IReadOnlyList<TrialReport> Reports, bool IsComplete)
{
    /// <summary>The last value reported at or before a step; null where there is none.</summary>
    /// <param name="step">The step.</param>
    public double? LossUpTo(int step) => Reports.Any(r => r.Step <= step) ? Reports.Last(r => r.Step <= step).Value : null;

    /// <summary>The first value reported at or after a step; null where there is none.</summary>
    /// <param name="step">The step.</param>
    public double? LossFrom(int step) => Reports.Any(r => r.Step >= step) ? Reports.First(r => r.Step >= step).Value : null;
}

/// <summary>What a pruner decides on. All of it follows from the study's numbers: nothing depends on what finishes first.</summary>
/// <param name="Trial">The trial in question, with its latest report last; at least one.</param>
/// <param name="Known">Trials whose results may be known to it (those up to its number - width), by number.</param>
/// <param name="Seed">The seed of the study.</param>
public sealed record PruneContext(ReportedTrial Trial, IReadOnlyList<ReportedTrial> Known, ulong Seed)
{
    /// <summary>The step of the latest report.</summary>
    public int Step => Trial.Reports[^1].Step;
}
