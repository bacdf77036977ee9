using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Bands around the mean close: mean, high and low band by the population deviation with their width in percent of the mean,
/// and upper and lower band by the sample deviation with the close's position between them (0 at the lower, 1 at the upper).</summary>
/// <remarks>Prices but for width and position. The position is NaN where prices did not move (0/0).
/// Source: J. Bollinger, Bollinger on Bollinger Bands (2001); the two deviations are both in use.</remarks>
/// <param name="length">Bars in the window.</param>
/// <param name="deviations">How many deviations the bands lie from the mean.</param>
public struct Bands(int length, double deviations) : IIndicatorGroup
{
    private RollingMoments _closes = new(length);

    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values)
    {
        _closes.Push(bar.Close);
        var mean = _closes.Mean;
        var squares = _closes.SquaredDeviations();
        var population = deviations * Math.Sqrt(squares / length);
        var sample = deviations * Math.Sqrt(squares / (length - 1));
        var (upper, lower) = (mean + sample, mean - sample);
        values[6] = (bar.Close - lower) / (upper - lower);
        values[5] = lower;
        values[4] = upper;
        values[3] = 100 * (2 * population) / mean;
        values[2] = mean - population;
        values[1] = mean + population;
        values[0] = mean;
    }
}
