namespace Weathervane.Store.Runs;

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
