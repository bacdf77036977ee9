using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Indicators;

/// <summary>The change of the close over some bars, as a share of the earlier close.</summary>
/// <param name="bars">How far back.</param>
public struct SimpleReturn(int bars) : IIndicator
{
    private Lag _closes = new(bars);

    /// <inheritdoc/>
    public double Update(in Bar bar) => (bar.Close / _closes.Push(bar.Close)) - 1;
}

/// <summary>The logarithm of the close over an earlier close.</summary>
/// <param name="bars">How far back.</param>
public struct LogReturn(int bars) : IIndicator
{
    private Lag _closes = new(bars);

    /// <inheritdoc/>
    public double Update(in Bar bar) => FixedMath.Log(bar.Close / _closes.Push(bar.Close));
}

/// <summary>The change of the close over some bars, in price.</summary>
/// <param name="bars">How far back.</param>
public struct Momentum(int bars) : IIndicator
{
    private Lag _closes = new(bars);

    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Close - _closes.Push(bar.Close);
}

/// <summary>The jump from the close before to the open, as a share of that close.</summary>
public struct Gap() : IIndicator
{
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var gap = (bar.Open - _previous) / _previous;
        _previous = bar.Close;
        return gap;
    }
}
