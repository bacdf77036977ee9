using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Moving Average Convergence Divergence, in price: the difference of two exponential means, its own exponential mean (the signal), and
/// the difference of those two.</summary>
/// <remarks>Source: G. Appel, Technical Analysis: Power Tools for Active Investors (2005).</remarks>
/// <param name="fast">Length of the faster mean.</param>
/// <param name="slow">Length of the slower mean.</param>
/// <param name="signal">Length of the mean of their difference.</param>
public struct Macd(int fast, int slow, int signal) : IIndicatorGroup
{
    private Smoother _fast = Smoother.Exponential(fast), _slow = Smoother.Exponential(slow), _signal = Smoother.Exponential(signal);

    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values)
    {
        var macd = _fast.Push(bar.Close) - _slow.Push(bar.Close);
        var smooth = _signal.Push(macd);
        values[2] = macd - smooth;
        values[1] = smooth;
        values[0] = macd;
    }
}
