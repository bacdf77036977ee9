using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>The correlation of one-bar log returns with those some bars earlier; -1 to 1.</summary>
/// <remarks>NaN where either side did not vary (0/0).</remarks>
/// <param name="length">Pairs of returns in the window; at least 2.</param>
/// <param name="lag">How many bars lie between the returns of a pair.</param>
public struct Autocorrelation(int length, int lag) : IIndicator
{
    private RollingMoments _now = new(length), _then = new(length), _sum = new(length);
    private Lag _returns = new(lag);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var now = FixedMath.Log(bar.Close / _previous);
        _previous = bar.Close;
        var then = _returns.Push(now);
        _now.Push(now);
        _then.Push(then);
        _sum.Push(now + then);
        // 2 cov(x, y) = var(x + y) - var(x) - var(y): three windows instead of another kind.
        var (x, y) = (_now.SquaredDeviations(), _then.SquaredDeviations());
        return Math.Clamp((_sum.SquaredDeviations() - x - y) / (2 * Math.Sqrt(x) * Math.Sqrt(y)), -1, 1);
    }
}
