namespace Weathervane.Client.Runs;

/// <summary>What a run is known by from its start.</summary>
public sealed record NewRun
{
    /// <summary>What people call it; need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Who starts it.</summary>
    public required string User { get; init; }

    /// <summary>The experiment's name; it is made when there is none.</summary>
    public string Experiment { get; init; } = "Default";

    /// <summary>When it started, kept to the millisecond; null is the server's time of the call.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>One value of a metric.</summary>
/// <param name="Key">The metric's name.</param>
/// <param name="Value">Any number; NaN and infinities are kept as they are.</param>
/// <param name="Step">The round, fold or trial it belongs to.</param>
/// <param name="Time">When it was measured, kept to the millisecond; null is the server's time.</param>
public sealed record MetricPoint(string Key, double Value, long Step = 0, DateTimeOffset? Time = null)
{
    /// <summary>The logged model that it is a score of; null for none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The name of the data that it was measured on; null where nobody said.</summary>
    public string? DatasetName { get; init; }

    /// <summary>The digest of that data; null where nobody said.</summary>
    public string? DatasetDigest { get; init; }
}

/// <summary>What one call adds to a run: all of it or nothing.</summary>
public sealed record RunLog
{
    /// <summary>Values to append to the metrics' histories.</summary>
    public IReadOnlyCollection<MetricPoint> Metrics { get; init; } = [];

    /// <summary>Parameters; each can be set once, and set again only to the same value.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    /// <summary>Tags; a tag that is there gets the new value.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>Which runs are searched for.</summary>
public sealed record RunSearch
{
    /// <summary>Conditions such as <c>metrics.log_loss &lt; 0.69 AND tags.stage = 'live'</c>; empty finds everything.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Keys such as <c>metrics.log_loss ASC</c>; the newest first where there are none.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>Only in these experiments, by number; empty is all.</summary>
    public IReadOnlyList<long> Experiments { get; init; } = [];

    /// <summary>Most runs of one page.</summary>
    public int PageSize { get; init; } = 100;
}
