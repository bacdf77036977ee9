using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>The log return over some bars in units of what such a move usually is: the deviation of one-bar log returns times the root of the bars.</summary>
/// <remarks>NaN where prices did not move (0/0).</remarks>
/// <param name="bars">How far back the move reaches.</param>
/// <param name="length">One-bar returns in the deviation; at least 2.</param>
public struct ScaledMove(int bars, int length) : IIndicator
{
    private readonly double _root = Math.Sqrt(bars);
    private Lag _closes = new(bars);
    private LogVolatility _volatility = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) =>
        FixedMath.Log(bar.Close / _closes.Push(bar.Close)) / (_volatility.Update(in bar) * _root);
}

/// <summary>How straight the way was: the change of the close over the sum of its moves, from -1 (straight down) to 1 (straight up).</summary>
/// <remarks>NaN where prices did not move (0/0). Source: P. Kaufman's efficiency ratio, Trading Systems and Methods (1995), with its sign.</remarks>
/// <param name="length">Moves in the window.</param>
public struct Efficiency(int length) : IIndicator
{
    private Lag _closes = new(length);
    private RollingFold<Sum> _moves = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var way = _moves.Push(Math.Abs(bar.Close - _previous));
        _previous = bar.Close;
        return (bar.Close - _closes.Push(bar.Close)) / way;
    }
}

/// <summary>The share of closes above the one before, an equal one counting half; 0 to 1.</summary>
/// <param name="length">Moves in the window.</param>
public struct UpShare(int length) : IIndicator
{
    private RollingFold<Sum> _ups = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        // The first move is unknown, and so are the windows that hold it.
        var up = double.IsNaN(_previous) ? double.NaN : bar.Close > _previous ? 1 : bar.Close < _previous ? 0 : 0.5;
        _previous = bar.Close;
        return _ups.Push(up) / length;
    }
}

/// <summary>The log return of a single earlier bar in units of what such a move usually is now: the deviation of one-bar log returns.</summary>
/// <remarks>NaN where prices did not move (0/0).</remarks>
/// <param name="lag">How many bars ago the move ended.</param>
/// <param name="length">One-bar returns in the deviation; at least 2.</param>
public struct LaggedMove(int lag, int length) : IIndicator
{
    private Lag _returns = new(lag);
    private LogVolatility _volatility = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var then = _returns.Push(FixedMath.Log(bar.Close / _previous));
        _previous = bar.Close;
        return then / _volatility.Update(in bar);
    }
}

/// <summary>The share of closes equal to the one before, 0 to 1: how coarse the price is for its moves.</summary>
/// <param name="length">Moves in the window.</param>
public struct UnchangedShare(int length) : IIndicator
{
    private RollingFold<Sum> _unchanged = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var unchanged = double.IsNaN(_previous) ? double.NaN : bar.Close == _previous ? 1 : 0;
        _previous = bar.Close;
        return _unchanged.Push(unchanged) / length;
    }
}
