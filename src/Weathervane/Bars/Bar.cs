namespace Weathervane.Bars;

/// <summary>What a market did in one interval.</summary>
/// <param name="Time">When the interval opened, in UTC.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Traded amount in the source's unit; 0 where the source has none.</param>
public readonly record struct Bar(DateTime Time, double Open, double High, double Low, double Close, double Volume);
