namespace Weathervane.Pipelines.Options;

/// <summary>A further series whose features join the pipeline's as of the close known at the decision bar: <c>series:</c>.</summary>
public sealed record JoinedSeries
{
    /// <summary>Put before its features' names, as in <c>eur.rsi_14</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where its bars come from; null when <see cref="Resample"/> makes them from the pipeline's own.</summary>
    public BarsSource? Bars { get; init; }

    /// <summary>The length of the coarser bars made from the pipeline's own; null when it has a file.</summary>
    public TimeSpan? Resample { get; init; }

    /// <summary>Its features.</summary>
    public FeatureChoice Features { get; init; } = new();

    /// <summary>Older values than this count as unknown (NaN); null uses the last value however old.</summary>
    public TimeSpan? MaximumAge { get; init; }
}
