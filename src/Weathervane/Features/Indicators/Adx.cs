using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Average Directional Index: how one-sided recent moves of highs and lows were, in percent, without the direction.</summary>
/// <remarks>An index of the single bar is unknown while neither highs nor lows have moved (0/0), and then passed over by the mean.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section IV.</remarks>
/// <param name="length">n of all means.</param>
public struct Adx(int length) : IIndicator
{
    private TrueRange _range = new();
    private Smoother _ranges = Smoother.Wilder(length), _plus = Smoother.Wilder(length), _minus = Smoother.Wilder(length), _index = Smoother.Wilder(length);
    private double _high = double.NaN, _low = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        // Comparisons with the unknown first move are false, so that both first moves are 0.
        var (up, down) = (bar.High - _high, _low - bar.Low);
        (_high, _low) = (bar.High, bar.Low);
        var range = _ranges.Push(_range.Update(in bar));
        var plus = 100 * _plus.Push(up > down && up > 0 ? up : 0) / range;
        var minus = 100 * _minus.Push(down > up && down > 0 ? down : 0) / range;
        return _index.Push(100 * Math.Abs(plus - minus) / (plus + minus));
    }
}
