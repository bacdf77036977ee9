using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>Volatility from highs and lows, as a share for one bar. Source: M. Parkinson (1980).</summary>
/// <param name="length">Bars in the window.</param>
public struct Parkinson(int length) : IIndicator
{
    private static readonly double FourLog2 = 4 * FixedMath.Log(2);
    private RollingFold<Sum> _squares = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var range = FixedMath.Log(bar.High / bar.Low);
        return Math.Sqrt(_squares.Push(range * range) / (FourLog2 * length));
    }
}

/// <summary>Volatility from all four prices, for a price without trend, as a share for one bar. Source: M. Garman and M. Klass (1980), their practical estimator.</summary>
/// <param name="length">Bars in the window.</param>
public struct GarmanKlass(int length) : IIndicator
{
    private static readonly double BodyWeight = (2 * FixedMath.Log(2)) - 1;
    private RollingFold<Sum> _terms = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var range = FixedMath.Log(bar.High / bar.Low);
        var body = FixedMath.Log(bar.Close / bar.Open);
        // Contradictory bars (a close outside the range) can make the sum negative: volatility is then 0.
        return Math.Sqrt(Math.Max(_terms.Push((0.5 * range * range) - (BodyWeight * body * body)), 0) / length);
    }
}

/// <summary>Volatility from all four prices that a trend does not raise, as a share for one bar. Source: L. Rogers and S. Satchell (1991).</summary>
/// <param name="length">Bars in the window.</param>
public struct RogersSatchell(int length) : IIndicator
{
    private RollingFold<Sum> _terms = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => Math.Sqrt(Math.Max(_terms.Push(Term(in bar)), 0) / length);

    internal static double Term(in Bar bar) =>
        (FixedMath.Log(bar.High / bar.Close) * FixedMath.Log(bar.High / bar.Open)) + (FixedMath.Log(bar.Low / bar.Close) * FixedMath.Log(bar.Low / bar.Open));
}

/// <summary>Volatility from all four prices and the jumps between bars, as a share for one bar. Source: D. Yang and Q. Zhang (2000).</summary>
/// <param name="length">Bars in the window; at least 2.</param>
public struct YangZhang(int length) : IIndicator
{
    private readonly double _weight = 0.34 / (1.34 + ((length + 1.0) / (length - 1.0)));
    private RollingMoments _jumps = new(length), _bodies = new(length);
    private RollingFold<Sum> _terms = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _jumps.Push(FixedMath.Log(bar.Open / _previous));
        _previous = bar.Close;
        _bodies.Push(FixedMath.Log(bar.Close / bar.Open));
        var variance = ((_jumps.SquaredDeviations() + (_weight * _bodies.SquaredDeviations())) / (length - 1))
            + ((1 - _weight) * Math.Max(_terms.Push(RogersSatchell.Term(in bar)), 0) / length);
        return Math.Sqrt(variance);
    }
}
