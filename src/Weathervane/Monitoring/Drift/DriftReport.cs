namespace Weathervane.Monitoring.Drift;

/// <summary>What was found in a window, all columns together.</summary>
public sealed record DriftReport
{
    /// <summary>Rows of the window.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows of the reference.</summary>
    public required int ReferenceRows { get; init; }

    /// <summary>Share of windows without drift in which any column may alarm.</summary>
    public required double Level { get; init; }

    /// <summary>Draws for each column.</summary>
    public required int Draws { get; init; }

    /// <summary>Seed of the draws.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What was found in each column, in the reference's order.</summary>
    public required IReadOnlyList<ColumnDrift> Columns { get; init; }

    /// <summary>What a classifier finds that is shown all features at once; null where it was not asked.</summary>
    public DomainFinding? Domain { get; init; }

    /// <summary>Whether any column alarms: what triggers a retraining, an alert or an exit code.</summary>
    public bool Alarm => Columns.Any(c => c.Alarm);

    /// <summary>The columns that alarm, strongest first.</summary>
    public IEnumerable<ColumnDrift> Alarms => Columns.Where(c => c.Alarm).OrderBy(c => double.IsNaN(c.AdjustedPValue) ? 0 : c.AdjustedPValue);

    /// <summary>The median over the tested columns of the smallest shift that such a window shows, in standard deviations; NaN where none was tested.</summary>
    public double SmallestVisibleShift
    {
        get
        {
            double[] shifts = [.. Columns.Select(c => c.SmallestVisibleShift).Where(double.IsFinite).Order()];
            return shifts.Length == 0 ? double.NaN : shifts[shifts.Length / 2];
        }
    }

    /// <summary>The whole finding in one sentence or two.</summary>
    public string Words => DriftWords.Of(this);
}
