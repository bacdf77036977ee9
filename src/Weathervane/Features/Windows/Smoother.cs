namespace Weathervane.Features.Windows;

/// <summary>The exponentially weighted mean: each value moves it by a fixed share of the distance.</summary>
/// <remarks>Seeded with the first known value; a NaN before it gives NaN, and one after it changes nothing. Remembers its first value for ever,
/// with a weight that shrinks at each step.</remarks>
/// <param name="weight">The share, in (0, 1].</param>
public struct Smoother(double weight)
{
    private readonly double _weight = Check.Above(weight, 0, 1);
    private double _mean = double.NaN;

    /// <summary>The usual exponential mean of a length: weight 2 / (n + 1).</summary>
    /// <param name="length">n; 1 to 100,000.</param>
    public static Smoother Exponential(int length) => new(2.0 / (Check.InRange(length, 1, 100_000) + 1));

    /// <summary>Wilder's mean of a length: weight 1 / n.</summary>
    /// <param name="length">n; 1 to 100,000.</param>
    public static Smoother Wilder(int length) => new(1.0 / Check.InRange(length, 1, 100_000));

    /// <summary>Takes the next value and gives the mean with it.</summary>
    /// <param name="value">Any number.</param>
    public double Push(double value)
    {
        var step = _weight * (value - _mean);
        // One comparison on the usual path: the step is NaN only before the first value and for an unknown one.
        if (double.IsNaN(step))
        {
            return double.IsNaN(_mean) ? _mean = value : _mean;
        }

        return _mean += step;
    }
}
