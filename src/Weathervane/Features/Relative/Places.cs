using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Relative;

/// <summary>How far the close lies below the highest high, as a share of it; never positive.</summary>
/// <param name="length">Bars in the window.</param>
public struct Drawdown(int length) : IIndicator
{
    private RollingFold<Maximum> _high = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => (bar.Close / _high.Push(bar.High)) - 1;
}

/// <summary>How far the close lies above the lowest low, as a share of it; never negative.</summary>
/// <param name="length">Bars in the window.</param>
public struct RunUp(int length) : IIndicator
{
    private RollingFold<Minimum> _low = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => (bar.Close / _low.Push(bar.Low)) - 1;
}

/// <summary>Where the close stands between the lowest low (0) and the highest high (1).</summary>
/// <remarks>NaN where all prices of the window are equal (0/0).</remarks>
/// <param name="length">Bars in the window.</param>
public struct RangePosition(int length) : IIndicator
{
    private RollingFold<Minimum> _low = new(length);
    private RollingFold<Maximum> _high = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var low = _low.Push(bar.Low);
        return (bar.Close - low) / (_high.Push(bar.High) - low);
    }
}

/// <summary>The parts of a bar as shares of its range: the body (close - open, with its sign), the wick above it and the wick below it.</summary>
/// <remarks>NaN for a bar that did not move (0/0).</remarks>
public readonly struct Candle : IIndicatorGroup
{
    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values)
    {
        var range = bar.High - bar.Low;
        values[2] = (Math.Min(bar.Open, bar.Close) - bar.Low) / range;
        values[1] = (bar.High - Math.Max(bar.Open, bar.Close)) / range;
        values[0] = (bar.Close - bar.Open) / range;
    }
}
