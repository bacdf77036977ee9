using Weathervane.Store.Studies;

namespace Weathervane.Store.Live;

/// <summary>A job: forecasts of a version over bars that are there, marked as such.</summary>
/// <param name="Id">Its number, rising.</param>
/// <param name="Series">The series.</param>
/// <param name="Model">The registered model.</param>
/// <param name="Version">Its version.</param>
/// <param name="From">Bars from here on; null is from the end of the version's training.</param>
/// <param name="To">Bars before; null is as far as outcomes are known.</param>
/// <param name="Asked">When it was asked for.</param>
/// <param name="By">By whom.</param>
public sealed record Backfill(long Id, string Series, string Model, long Version, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset Asked, string By)
{
    /// <summary>When it ended; null while it is to be done.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How it ended; null while it is to be done.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>What came of it; null while it is to be done.</summary>
    public string? Words { get; init; }

    /// <summary>How many forecasts it added.</summary>
    public long Forecasts { get; init; }
}
