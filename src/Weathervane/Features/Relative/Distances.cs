using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Relative;

/// <summary>The distance of the close from its mean, in sample deviations of the close.</summary>
/// <remarks>NaN where prices did not move (0/0).</remarks>
/// <param name="length">Bars in the window; at least 2.</param>
public struct CloseScore(int length) : IIndicator
{
    private RollingMoments _closes = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _closes.Push(bar.Close);
        return (bar.Close - _closes.Mean) / _closes.SampleDeviation();
    }
}

/// <summary>The distance of a faster exponential mean of the close from a slower one, in average true ranges.</summary>
/// <remarks>NaN while prices have not moved (0/0).</remarks>
/// <param name="fast">Length of the faster mean.</param>
/// <param name="slow">Length of the slower mean and of the range.</param>
public struct EmaGap(int fast, int slow) : IIndicator
{
    private Smoother _fast = Smoother.Exponential(fast), _slow = Smoother.Exponential(slow);
    private Indicators.AtrSmooth _range = new(slow);

    /// <inheritdoc/>
    public double Update(in Bar bar) => (_fast.Push(bar.Close) - _slow.Push(bar.Close)) / _range.Update(in bar);
}
