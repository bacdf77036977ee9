using Weathervane.Bars;

namespace Weathervane.Features.Indicators;

/// <summary>High over low: 1 for a bar that did not move; NaN for 0/0.</summary>
public readonly struct HighLowRatio : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.High / bar.Low;
}

/// <summary>Close over open: above 1 for a bar that rose; NaN for 0/0.</summary>
public readonly struct CloseOpenRatio : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Close / bar.Open;
}

/// <summary>The distance between open and close, as a share of the open; never negative.</summary>
public readonly struct BodySize : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => Math.Abs(bar.Close - bar.Open) / bar.Open;
}
