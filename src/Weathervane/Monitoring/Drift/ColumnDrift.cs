namespace Weathervane.Monitoring.Drift;

/// <summary>What one test found in a column.</summary>
/// <param name="Test">The test's name.</param>
/// <param name="Statistic">In the test's own unit, on the reference's percentiles.</param>
/// <param name="PValue">Chance of as much in a window without drift, counting that rows resemble their neighbours and that the reference is a sample, too.</param>
/// <param name="Stretch">How many times the scores of drawn windows the reference's own windows show; 1 where they show no more. The p-value counts it.</param>
public sealed record DriftTestResult(string Test, double Statistic, double PValue, double Stretch);

/// <summary>What was found in one column of a window.</summary>
public sealed record ColumnDrift
{
    /// <summary>The column's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to the model.</summary>
    public ColumnKind Kind { get; init; }

    /// <summary>Known values in the window.</summary>
    public int Rows { get; init; }

    /// <summary>Unknown ones.</summary>
    public int Missing { get; init; }

    /// <summary>Whether this column calls for attention.</summary>
    public bool Alarm { get; init; }

    /// <summary>Chance that any of the tests finds as much without drift; NaN where none could be run.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>The same, honest about how many columns there are (Benjamini and Hochberg).</summary>
    public double AdjustedPValue { get; init; } = double.NaN;

    /// <summary>The window's mean less the reference's, in standard deviations of the reference; NaN where that never moved.</summary>
    public double Shift { get; init; } = double.NaN;

    /// <summary>The window's standard deviation over the reference's; NaN where that never moved.</summary>
    public double Spread { get; init; } = double.NaN;

    /// <summary>Share of the window's values outside all that the reference has seen.</summary>
    public double Outside { get; init; }

    /// <summary>The smallest shift of the mean, in standard deviations of the reference, that a window like this one shows in four of five cases; NaN where none
    /// could be tested.</summary>
    public double SmallestVisibleShift { get; init; } = double.NaN;

    /// <summary>As how many independent rows the window counts for its mean; NaN where it could not be tested.</summary>
    public double EffectiveRows { get; init; } = double.NaN;

    /// <summary>What each test found; empty where none could be run.</summary>
    public IReadOnlyList<DriftTestResult> Tests { get; init; } = [];

    /// <summary>What was found, in words.</summary>
    public string Words { get; init; } = "";
}
