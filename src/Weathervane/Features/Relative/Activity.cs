using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>The distance of the volume from its mean, in sample deviations.</summary>
/// <remarks>NaN where volumes are all equal, as in a source without them (0/0).</remarks>
/// <param name="length">Bars in the window; at least 2.</param>
public struct VolumeScore(int length) : IIndicator
{
    private RollingMoments _volumes = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _volumes.Push(bar.Volume);
        return (bar.Volume - _volumes.Mean) / _volumes.SampleDeviation();
    }
}

/// <summary>The distance of the bar's log range from its mean, in sample deviations.</summary>
/// <remarks>NaN where ranges are all equal (0/0).</remarks>
/// <param name="length">Bars in the window; at least 2.</param>
public struct RangeScore(int length) : IIndicator
{
    private RollingMoments _ranges = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var range = FixedMath.Log(bar.High / bar.Low);
        _ranges.Push(range);
        return (range - _ranges.Mean) / _ranges.SampleDeviation();
    }
}

/// <summary>The mean of recent log ranges over that of a longer window: above 1 where bars have become wider.</summary>
/// <remarks>NaN where no bar of the longer window had a range (0/0).</remarks>
/// <param name="recent">Bars in the recent window.</param>
/// <param name="length">Bars in the longer window.</param>
public struct RangeTrend(int recent, int length) : IIndicator
{
    private RollingFold<Sum> _recent = new(recent), _long = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var range = FixedMath.Log(bar.High / bar.Low);
        return _recent.Push(range) / recent / (_long.Push(range) / length);
    }
}

/// <summary>The mean of recent volumes over that of a longer window: above 1 where trade has picked up.</summary>
/// <remarks>NaN where nothing was traded in the longer window (0/0).</remarks>
/// <param name="recent">Bars in the recent window.</param>
/// <param name="length">Bars in the longer window.</param>
public struct VolumeTrend(int recent, int length) : IIndicator
{
    private Indicators.VolumeMean _recent = new(recent), _long = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _recent.Update(in bar) / _long.Update(in bar);
}

/// <summary>Whether volume came with closes near the highs (1) or near the lows (-1) of their bars.</summary>
/// <remarks>A bar that did not move counts as 0; NaN where nothing was traded (0/0). Source: M. Chaikin's money flow.</remarks>
/// <param name="length">Bars in the window.</param>
public struct VolumePressure(int length) : IIndicator
{
    private RollingFold<Sum> _signed = new(length), _all = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var range = bar.High - bar.Low;
        var place = range == 0 ? 0 : (bar.Close - bar.Low - (bar.High - bar.Close)) / range;
        return _signed.Push(place * bar.Volume) / _all.Push(bar.Volume);
    }
}
