using Weathervane.Evaluation;

namespace Weathervane.Pipelines.Reports;

/// <summary>What may be said of a model beside a baseline.</summary>
public enum ReportOutcome
{
    /// <summary>The difference may be chance.</summary>
    NotProven,

    /// <summary>Better than the baseline by more than chance explains.</summary>
    Beats,

    /// <summary>Worse than the baseline by more than chance explains.</summary>
    Worse,

    /// <summary>No test was run or none is defined.</summary>
    NotTested,
}

/// <summary>Outcomes in words.</summary>
public static class OutcomeWords
{
    /// <summary>BEATS, NOT PROVEN, WORSE or NOT TESTED.</summary>
    /// <param name="outcome">The outcome.</param>
    public static string Of(ReportOutcome outcome) => outcome switch
    {
        ReportOutcome.Beats => VerdictWords.Of(Verdict.Beats),
        ReportOutcome.Worse => VerdictWords.Of(Verdict.Worse),
        ReportOutcome.NotProven => VerdictWords.Of(Verdict.NotProven),
        _ => "NOT TESTED",
    };
}

/// <summary>How much better a model scores than a baseline on the same rows, in the metric's own unit: below 0 it is worse, whichever
/// way the metric goes.</summary>
/// <param name="Value">The gain.</param>
/// <param name="Low">Lower end of the interval; NaN when there is none.</param>
/// <param name="High">Upper end of the interval; NaN when there is none.</param>
/// <param name="PValue">Of the hypothesis that the model is no better; NaN when it was not tested.</param>
/// <param name="Outcome">The verdict in words.</param>
public sealed record ReportGain(double Value, double Low, double High, double PValue, ReportOutcome Outcome)
{
    /// <summary>The p-value as one of all metrics' that stand in one table (Holm's); NaN where there is no such table, or no test.</summary>
    public double PValueOfAll { get; init; } = double.NaN;
}

/// <summary>The verdict of the run: the primary metric of the chosen model beside its baseline.</summary>
public sealed record ReportVerdict
{
    /// <summary>One plain sentence that needs nothing else to be understood.</summary>
    public required string Sentence { get; init; }

    /// <summary>The chosen model.</summary>
    public required string Model { get; init; }

    /// <summary>What it was compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>The primary metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>The gain in the primary metric, and what it is worth.</summary>
    public required ReportGain Gain { get; init; }

    /// <summary>The probability that the interval covers, in (0, 1).</summary>
    public double Confidence { get; init => field = Check.InRange(value, 0.5, 0.9999); } = 0.95;

    /// <summary>Bars that were scored.</summary>
    public long Bars { get; init => field = Check.InRange(value, 0, long.MaxValue); }

    /// <summary>Scored bars needed to prove an edge of the size found; NaN when it has no size, null when it is unknown.</summary>
    public double? BarsNeeded { get; init; }

    /// <summary>The next command to type; null for none.</summary>
    public string? NextCommand { get; init; }

    /// <summary>What weakens the verdict, a sentence each.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];
}
