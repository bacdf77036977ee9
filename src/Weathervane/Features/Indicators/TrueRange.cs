using Weathervane.Bars;

namespace Weathervane.Features.Indicators;

/// <summary>How far price moved in a bar, the jump from the close before included, in price; high - low for the first bar.</summary>
/// <remarks>Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section III.</remarks>
public struct TrueRange() : IIndicator
{
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        // Before the second bar there is no close to jump from.
        var range = double.IsNaN(_previous)
            ? bar.High - bar.Low
            : Math.Max(bar.High - bar.Low, Math.Max(Math.Abs(bar.High - _previous), Math.Abs(bar.Low - _previous)));
        _previous = bar.Close;
        return range;
    }
}
