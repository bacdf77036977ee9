namespace Weathervane.Monitoring.Drift;

/// <summary>How strict a search for drift is.</summary>
public sealed record DriftOptions
{
    /// <summary>Fewest rows of a window: below, no distribution can be told from another.</summary>
    public const int RowsMin = 30;

    /// <summary>Fewest rows of a reference.</summary>
    public const int ReferenceRowsMin = 100;

    /// <summary>Share of the windows without drift in which any column may alarm.</summary>
    public double Level { get; init => field = Check.InRange(value, 0.0001, 0.5); } = 0.05;

    /// <summary>Most stretches drawn for each column; a multiple of eight. A column that the first 200 show to be far from drift gets no more.</summary>
    public int Draws { get; init => field = Check.InRange((value + 7) / 8 * 8, 200, 1_000_000); } = 1000;

    /// <summary>Seed of the drawn stretches.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Most threads; the result does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Stops the work.</summary>
    public CancellationToken Cancel { get; init; }
}
