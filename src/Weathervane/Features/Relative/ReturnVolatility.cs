using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>The sample deviation of one-bar log returns, as a share for one bar.</summary>
/// <param name="length">Returns in the window; at least 2.</param>
public struct LogVolatility(int length) : IIndicator
{
    private RollingMoments _returns = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _returns.Push(FixedMath.Log(bar.Close / _previous));
        _previous = bar.Close;
        return _returns.SampleDeviation();
    }
}

/// <summary>Recent volatility over that of a longer window: above 1 where the market has become livelier.</summary>
/// <remarks>NaN where prices did not move in the longer window (0/0).</remarks>
/// <param name="recent">Returns in the recent window; at least 2.</param>
/// <param name="length">Returns in the longer window.</param>
public struct VolatilityRatio(int recent, int length) : IIndicator
{
    private LogVolatility _recent = new(recent), _long = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _recent.Update(in bar) / _long.Update(in bar);
}

/// <summary>The share of squared log returns that came from falls; 0 to 1, one half where falls are as violent as rises.</summary>
/// <remarks>NaN where prices did not move (0/0). Source: Barndorff-Nielsen, Kinnebrock and Shephard (2010), realised semivariance.</remarks>
/// <param name="length">Returns in the window.</param>
public struct DownsideShare(int length) : IIndicator
{
    private RollingFold<Sum> _falls = new(length), _all = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var move = FixedMath.Log(bar.Close / _previous);
        _previous = bar.Close;
        var fall = Math.Min(move, 0);
        return _falls.Push(fall * fall) / _all.Push(move * move);
    }
}
