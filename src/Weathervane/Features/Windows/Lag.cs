namespace Weathervane.Features.Windows;

/// <summary>The value so many pushes ago; NaN while there is none.</summary>
/// <param name="bars">How far back; 1 to 100,000.</param>
public struct Lag(int bars)
{
    private readonly double[] _ring = new double[Check.InRange(bars, 1, 100_000)];
    private int _next;
    private bool _full;

    /// <summary>Takes the next value and gives the one that was pushed <c>bars</c> earlier.</summary>
    /// <param name="value">Any number.</param>
    public double Push(double value)
    {
        var old = _full ? _ring[_next] : double.NaN;
        _ring[_next] = value;
        if (++_next == _ring.Length)
        {
            (_next, _full) = (0, true);
        }

        return old;
    }
}
