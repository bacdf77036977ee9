using System.Runtime.CompilerServices;

namespace Weathervane.Features.Windows;

/// <summary>Mean and standard deviation of the last <paramref name="length"/> values, in constant time on average.</summary>
/// <remarks>NaN until the window is full and while a NaN is inside. Blocks as in <see cref="RollingFold{T}"/>, so nothing is subtracted
/// and what has left is forgotten. The sums are of differences from the first value of the block, which is
/// always inside the window; therefore no more than log2(length) bits can cancel in the variance, whatever the level and trend of
/// the values (a relative error of about length x 1e-16), and equal values give exactly 0.</remarks>
/// <param name="length">Values in the window; 1 to 100,000.</param>
public struct RollingMoments(int length)
{
    private readonly double[] _values = new double[Check.InRange(length, 1, 100_000)];
    private readonly double[] _tailSums = new double[length + 1], _tailSquares = new double[length + 1];
    private double _shift, _sum, _squares;
    private int _count;
    private bool _tailed;

    /// <summary>The mean of the window; NaN until it is full.</summary>
    public readonly double Mean => IsFull ? _shift + ((_sum + _tailSums[_count]) / _values.Length) : double.NaN;

    private readonly bool IsFull => _tailed | _count == _values.Length;

    /// <summary>Takes the next value.</summary>
    /// <param name="value">Any number; NaN makes each window that holds it NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(double value)
    {
        if (_count == _values.Length)
        {
            FoldTails(value, _values, _tailSums, _tailSquares);
            (_shift, _sum, _squares, _count, _tailed) = (value, 0, 0, 0, true);
        }
        else if (_count == 0)
        {
            _shift = value;
        }

        var difference = value - _shift;
        _sum += difference;
        _squares += difference * difference;
        _values[_count++] = value;
    }

    /// <summary>The sample standard deviation (divided by n - 1); NaN for a window of 1 and until the window is full.</summary>
    public readonly double SampleDeviation() => Math.Sqrt(SquaredDeviations() / (_values.Length - 1));

    /// <summary>The population standard deviation (divided by n); NaN until the window is full.</summary>
    public readonly double PopulationDeviation() => Math.Sqrt(SquaredDeviations() / _values.Length);

    /// <summary>The sum of squared differences from the mean; NaN until the window is full.</summary>
    public readonly double SquaredDeviations()
    {
        if (!IsFull)
        {
            return double.NaN;
        }

        var sum = _sum + _tailSums[_count];
        return Math.Max(_squares + _tailSquares[_count] - (sum * sum / _values.Length), 0);
    }

    // Static, so that no call takes the struct's address and the JIT may keep its fields in registers.
    private static void FoldTails(double shift, double[] values, double[] tailSums, double[] tailSquares)
    {
        // The entry at [length], the empty tail, stays 0.
        double sum = 0, squares = 0;
        for (var i = values.Length - 1; i > 0; i--)
        {
            var difference = values[i] - shift;
            tailSums[i] = sum += difference;
            tailSquares[i] = squares += difference * difference;
        }
    }
}
