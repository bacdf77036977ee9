namespace Weathervane.Bars;

/// <summary>What a file of bars gave: the clean bars, and what was found on the way.</summary>
/// <param name="Bars">The clean bars, at least two.</param>
/// <param name="Card">What the file was like.</param>
public sealed record BarFile(BarSeries Bars, QualityCard Card);
