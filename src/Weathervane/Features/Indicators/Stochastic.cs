using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Stochastic oscillator in percent: where the close stands between the lowest low and the highest high (K), and the mean of that (D).</summary>
/// <remarks>NaN where all prices of the window are equal (0/0), and D for as long as such a value is in its window. Source: G. Lane (1984).</remarks>
/// <param name="length">Bars in the window of prices.</param>
/// <param name="smoothing">Values in the mean D.</param>
public struct Stochastic(int length, int smoothing) : IIndicatorGroup
{
    private RollingFold<Minimum> _low = new(length);
    private RollingFold<Maximum> _high = new(length);
    private RollingFold<Sum> _k = new(smoothing);

    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values)
    {
        var low = _low.Push(bar.Low);
        var k = 100 * (bar.Close - low) / (_high.Push(bar.High) - low);
        values[1] = _k.Push(k) / smoothing;
        values[0] = k;
    }
}
