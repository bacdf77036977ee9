using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>The mean of the last closes, in price.</summary>
/// <param name="length">Bars in the window.</param>
public struct SimpleMean(int length) : IIndicator
{
    private RollingMoments _closes = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        _closes.Push(bar.Close);
        return _closes.Mean;
    }
}

/// <summary>The mean of the last volumes, in the source's unit.</summary>
/// <param name="length">Bars in the window.</param>
public struct VolumeMean(int length) : IIndicator
{
    private RollingFold<Sum> _volumes = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _volumes.Push(bar.Volume) / length;
}

/// <summary>Volume over its mean: above 1 for a busy bar; 0 where nothing is ever traded.</summary>
/// <remarks>The mean is raised by 1e-8, as the older systems did, so that it never divides by 0.</remarks>
/// <param name="length">Bars in the mean, this one among them.</param>
public struct VolumeRatio(int length) : IIndicator
{
    private VolumeMean _mean = new(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Volume / (_mean.Update(in bar) + 1e-8);
}
