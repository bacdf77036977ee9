namespace Weathervane.Features.Tables;

/// <summary>How a table is read.</summary>
public sealed record TableReadOptions
{
    /// <summary>Most threads that turn text into numbers; the table does not depend on it.</summary>
    public int Threads { get; init => field = Check.InRange(value, 1, 1024); } = 1;

    /// <summary>Told the share of the file that is read, 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Told, in a sentence each, what the reader made of the table that its writer may not expect.</summary>
    public Action<string>? Note { get; init; }

    /// <summary>Stops the reading.</summary>
    public CancellationToken Cancel { get; init; }
}
