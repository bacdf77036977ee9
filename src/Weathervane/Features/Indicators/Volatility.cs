using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>The sample deviation of the last closes, in price.</summary>
/// <param name="length">Bars in the window; at least 2.</param>
public struct CloseDeviation(int length) : IIndicator
{
    private RollingMoments _closes = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _closes.Push(bar.Close);
        return _closes.SampleDeviation();
    }
}

/// <summary>The sample deviation of the last returns, scaled to a longer period by the square root of its bars.</summary>
/// <param name="length">Returns in the window; at least 2.</param>
/// <param name="bars">Bars of the period: 24 gives a day's volatility from hours.</param>
public struct Volatility(int length, int bars) : IIndicator
{
    private readonly double _scale = Math.Sqrt(bars);
    private SimpleReturn _return = new(1);
    private RollingMoments _returns = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _returns.Push(_return.Update(in bar));
        return _returns.SampleDeviation() * _scale;
    }
}

/// <summary>The mean of high over low, less 1, over the last bars.</summary>
/// <param name="length">Bars in the window.</param>
public struct RangeMean(int length) : IIndicator
{
    private RollingFold<Sum> _ranges = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _ranges.Push((bar.High / bar.Low) - 1) / length;
}
