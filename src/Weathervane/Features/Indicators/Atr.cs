using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Average True Range as Wilder began it: the plain mean of the first n ranges, from then on his recursive mean, in price.</summary>
/// <remarks>NaN before the n-th bar. Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section III.</remarks>
/// <param name="length">n.</param>
public struct Atr(int length) : IIndicator
{
    private readonly int _length = Check.InRange(length, 1, 100_000);
    private TrueRange _range = new();
    private double _mean;
    private int _bars;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var range = _range.Update(in bar);
        if (_bars == _length)
        {
            return _mean = ((_mean * (_length - 1)) + range) / _length;
        }

        _mean += range;
        if (++_bars < _length)
        {
            return double.NaN;
        }

        return _mean /= _length;
    }
}

/// <summary>The plain mean of the last true ranges, in price.</summary>
/// <param name="length">Bars in the window.</param>
public struct AtrMean(int length) : IIndicator
{
    private TrueRange _range = new();
    private RollingFold<Sum> _ranges = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _ranges.Push(_range.Update(in bar)) / length;
}

/// <summary>Wilder's mean of the true ranges, seeded with the first one, in price.</summary>
/// <param name="length">n of the mean.</param>
public struct AtrSmooth(int length) : IIndicator
{
    private TrueRange _range = new();
    private Smoother _mean = Smoother.Wilder(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _mean.Push(_range.Update(in bar));
}
