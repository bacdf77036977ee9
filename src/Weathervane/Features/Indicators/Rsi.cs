using Weathervane.Bars;
using Weathervane.Features.Windows;

namespace Weathervane.Features.Indicators;

/// <summary>Relative Strength Index: how much of recent movement was upward, in percent.</summary>
/// <remarks>NaN while prices have not moved at all (0/0). The means of the moves are Wilder's, and the first move is 0.
/// Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI.</remarks>
/// <param name="length">n of the means.</param>
public struct Rsi(int length) : IIndicator
{
    private Smoother _gain = Smoother.Wilder(length), _loss = Smoother.Wilder(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        var move = bar.Close - _previous;
        _previous = bar.Close;
        if (double.IsNaN(move))
        {
            move = 0;
        }

        var gain = _gain.Push(Math.Max(move, 0));
        var loss = _loss.Push(Math.Max(-move, 0));
        return 100 * gain / (gain + loss);
    }
}

/// <summary>The Relative Strength Index with plain means of the last moves, in percent.</summary>
/// <remarks>NaN where prices did not move at all inside the window (0/0).</remarks>
/// <param name="length">Moves in the window.</param>
public struct RsiSimple(int length) : IIndicator
{
    private RollingFold<Sum> _gain = new(length), _loss = new(length);
    private double _previous = double.NaN;

    /// <inheritdoc/>
    public double Update(in Bar bar)
    {
        // The first move is unknown, so the windows that hold it are too.
        var move = bar.Close - _previous;
        _previous = bar.Close;
        var gain = _gain.Push(Math.Max(move, 0));
        var loss = _loss.Push(Math.Max(-move, 0));
        return 100 * gain / (gain + loss);
    }
}
