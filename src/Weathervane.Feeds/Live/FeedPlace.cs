using Weathervane.Bars;

namespace Weathervane.Feeds.Live;

/// <summary>Where a feed's bars go, and whether it may bring them.</summary>
/// <param name="Held">The bars that are there, from a moment on; null from the start.</param>
/// <param name="Take">Takes closed bars, new and changed ones.</param>
/// <param name="MayFetch">Whether this server is the one that fetches; asked again before each fetch and each bar that is taken.</param>
public sealed record FeedPlace(Func<DateTimeOffset?, BarSeries> Held, Action<IReadOnlyList<Bar>> Take, Func<bool> MayFetch);
