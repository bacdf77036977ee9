using Weathervane.Bars;

namespace Weathervane.Feeds.Fetching;

/// <summary>What to fetch, beside what, and where it goes.</summary>
public sealed record FetchRequest
{
    /// <summary>The bars that are there already; null for none.</summary>
    public BarSeries? Held { get; init; }

    /// <summary>The open of the first bar wanted; null goes on from what is held, or takes the newest <see cref="BarFetch.FirstBars"/> where nothing is.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Where to end, not included; null for now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Takes the bars of each page as it comes, in time order: new and changed ones alone.</summary>
    public required Action<IReadOnlyList<Bar>> Take { get; init; }

    /// <summary>Told the share of the work that is done, 0 to 1; null for nobody.</summary>
    public IProgress<double>? Progress { get; init; }
}

/// <summary>What a fetch brought.</summary>
public sealed record FetchReport
{
    /// <summary>Bars that were not there.</summary>
    public int Added { get; init; }

    /// <summary>Bars that were there with other values, in time order.</summary>
    public IReadOnlyList<ChangedBar> Corrected { get; init; } = [];

    /// <summary>Bars that were there with the same values.</summary>
    public int Unchanged { get; init; }

    /// <summary>Bars that no market makes, such as a high below the low, which were left out.</summary>
    public IReadOnlyList<Bar> LeftOut { get; init; } = [];

    /// <summary>How many pages were asked for.</summary>
    public int Pages { get; init; }

    /// <summary>What the user should know: bars that the exchange no longer has, holes that were not asked for again.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A bar whose values the exchange has changed.</summary>
/// <param name="Before">As it was held.</param>
/// <param name="After">As the exchange has it now.</param>
public sealed record ChangedBar(Bar Before, Bar After);
