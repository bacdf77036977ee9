using System.Runtime.CompilerServices;

namespace Weathervane.Features.Windows;

/// <summary>An associative operation on two numbers, chosen at compile time.</summary>
public interface IFold
{
    /// <summary>Combines two neighbouring parts of a window, the earlier first; NaN if either is NaN.</summary>
    /// <param name="earlier">The earlier part.</param>
    /// <param name="later">The later part.</param>
    static abstract double Combine(double earlier, double later);
}

/// <summary>Adds.</summary>
public readonly struct Sum : IFold
{
    /// <inheritdoc/>
    public static double Combine(double earlier, double later) => earlier + later;
}

/// <summary>Takes the smaller.</summary>
public readonly struct Minimum : IFold
{
    /// <inheritdoc/>
    public static double Combine(double earlier, double later) => Math.Min(earlier, later);
}

/// <summary>Takes the larger.</summary>
public readonly struct Maximum : IFold
{
    /// <inheritdoc/>
    public static double Combine(double earlier, double later) => Math.Max(earlier, later);
}

/// <summary>The sum, minimum or maximum of the last <paramref name="length"/> values, in constant time on average.</summary>
/// <remarks>NaN until the window is full and while a NaN is inside. Nothing is ever subtracted: the stream is cut into blocks of
/// the window's length, and a window is the tail of one block combined with the head of the next. So a huge value or a NaN that has left is
/// forgotten to the last bit. Once a block the tails are folded anew, which takes time in proportion to the length.
/// Source: van Herk (1992); Gil and Werman (1993).</remarks>
/// <typeparam name="T">The operation.</typeparam>
/// <param name="length">Values in the window; 1 to 100,000.</param>
public struct RollingFold<T>(int length)
    where T : struct, IFold
{
    private readonly double[] _values = new double[Check.InRange(length, 1, 100_000)], _tails = new double[length];
    private double _head;
    private int _count;
    private bool _tailed;

    /// <summary>Takes the next value and gives the fold of the window that ends with it.</summary>
    /// <param name="value">Any number; NaN makes each window that holds it NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Push(double value)
    {
        if (_count == _values.Length)
        {
            FoldTails(_values, _tails);
            (_count, _tailed) = (0, true);
        }

        _head = _count == 0 ? value : T.Combine(_head, value);
        _values[_count++] = value;
        return _count == _values.Length ? _head : _tailed ? T.Combine(_tails[_count], _head) : double.NaN;
    }

    // Static, so that no call takes the struct's address and the JIT may keep its fields in registers.
    private static void FoldTails(double[] values, double[] tails)
    {
        var tail = tails[^1] = values[^1];
        for (var i = values.Length - 2; i >= 0; i--)
        {
            tails[i] = tail = T.Combine(values[i], tail);
        }
    }
}
