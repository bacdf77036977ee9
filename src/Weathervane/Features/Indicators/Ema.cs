using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>The exponential mean of the closes, in price: weight 2 / (n + 1), seeded with the first close.</summary>
/// <param name="length">n.</param>
public struct Ema(int length) : IIndicator
{
    private Smoother _closes = Smoother.Exponential(length);

    /// <inheritdoc/>
    public double Update(in Bar bar) => _closes.Push(bar.Close);
}
