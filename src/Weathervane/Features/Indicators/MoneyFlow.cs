using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Money Flow Index: how much of recent turnover came with a rising typical price, in percent.</summary>
/// <remarks>NaN where nothing was traded while the price moved (0/0), as in a source without volumes. Turnover of a bar whose typical price stood still counts
/// on neither side. Source: G. Quong and A. Soudack (1989).</remarks>
/// <param name="length">Moves in the window.</param>
public struct MoneyFlow(int length) : IIndicator
{
    private RollingFold<Sum> _rising = new(length), _falling = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var typical = (bar.High + bar.Low + bar.Close) / 3;
        var flow = bar.Volume * typical;
        var move = typical - _previous;
        _previous = typical;
        // Factors instead of branches, which no processor could foretell. The first move is unknown, and so are the windows that hold it.
        var unknown = move - move;
        var rising = _rising.Push((flow * (move > 0 ? 1 : 0)) + unknown);
        var falling = _falling.Push((flow * (move < 0 ? 1 : 0)) + unknown);
        return 100 * rising / (rising + falling);
    }
}
