namespace Weathervane.Store.Runs;

/// <summary>One value of a metric.</summary>
/// <param name="Key">The metric's name.</param>
/// <param name="Value">Any number; NaN and infinities are kept as they are.</param>
/// <param name="Step">The round, fold or trial it belongs to.</param>
/// <param name="Time">When it was measured, kept to the millisecond; null is the time of logging.</param>
public sealed record MetricPoint(string Key, double Value, long Step = 0, DateTimeOffset? Time = null)
{
    /// <summary>The logged model that it is a score of; null for none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The name of the data that it was measured on; null where nobody said.</summary>
    public string? DatasetName { get; init; }

    /// <summary>The digest of the data that it was measured on; null where nobody said.</summary>
    public string? DatasetDigest { get; init; }
}
