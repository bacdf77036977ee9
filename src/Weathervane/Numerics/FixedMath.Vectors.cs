using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weathervane.Numerics;

public static partial class FixedMath
{
    /// <summary>Beyond this the lanes of a vector are cut off: 2^k must be a normal number for every k.</summary>
    internal const double VectorMax = 700;

    /// <summary>The least number whose mantissa <see cref="Log"/> halves.</summary>
    private static readonly double SquareRootOf2 = BitConverter.Int64BitsToDouble(0x3FF6A09E667F3BCD);

    /// <summary><see cref="Sigmoid(double)"/> in every lane, with the same bits, for -700 to 700; what lies outside is taken for the nearest of these.</summary>
    /// <remarks>The same additions and multiplications in the same order as one number's: the width of a vector cannot show.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<double> Sigmoid(Vector<double> x)
    {
        var limit = new Vector<double>(VectorMax);
        return Vector<double>.One / (Vector<double>.One + ExpInLanes(-Vector.Min(Vector.Max(x, -limit), limit)));
    }

    /// <summary><see cref="Exp(double)"/> in every lane, with the same bits, for -700 to 700; what lies outside is taken for the nearest of these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<double> Exp(Vector<double> x)
    {
        var limit = new Vector<double>(VectorMax);
        return ExpInLanes(Vector.Min(Vector.Max(x, -limit), limit));
    }

    /// <summary><see cref="Log1P(double)"/> in every lane, with the same bits, for 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<double> Log1P(Vector<double> x)
    {
        // One number's steps, where 1 + x, from 1 to 2, is 2^k m with a k of 0 or 1.
        var sum = Vector<double>.One + x;
        var halved = Vector.GreaterThanOrEqual(sum, new Vector<double>(SquareRootOf2));
        var f = Vector.ConditionalSelect(halved, sum * new Vector<double>(0.5), sum) - Vector<double>.One;
        var s = f / (new Vector<double>(2) + f);
        var z = s * s;
        var series = z * (new Vector<double>(2.0 / 3) + (z * (new Vector<double>(2.0 / 5) + (z * (new Vector<double>(2.0 / 7) + (z * (new Vector<double>(2.0 / 9)
            + (z * (new Vector<double>(2.0 / 11) + (z * (new Vector<double>(2.0 / 13) + (z * (new Vector<double>(2.0 / 15) + (z * (new Vector<double>(2.0 / 17)
            + (z * (new Vector<double>(2.0 / 19) + (z * (2.0 / 21)))))))))))))))))));
        var half = new Vector<double>(0.5) * f * f;
        var log = Vector.ConditionalSelect(
            halved,
            new Vector<double>(Ln2High) - (half - ((s * (half + series)) + new Vector<double>(Ln2Low)) - f),
            f - (half - (s * (half + series))));
        return Vector.ConditionalSelect(Vector.Equals(sum, Vector<double>.One), x, log * (x / (sum - Vector<double>.One)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> ExpInLanes(Vector<double> x)
    {
        var k = Vector.Floor((x * InverseLn2) + new Vector<double>(0.5));
        var high = x - (k * Ln2High);
        var low = k * Ln2Low;
        var r = high - low;
        var t = r * r;
        var even = t * (new Vector<double>(1.0 / 6) + (t * (new Vector<double>(-1.0 / 360) + (t * (new Vector<double>(1.0 / 15120)
            + (t * (new Vector<double>(-1.0 / 604800) + (t * (new Vector<double>(1.0 / 23950080) + (t * (-691.0 / 653837184000.0)))))))))));
        var c = r - even;
        var result = Vector<double>.One - (low - (r * c / (new Vector<double>(2) - c)) - high);
        var power = Vector.ShiftLeft(Vector.ConvertToInt64(k) + new Vector<long>(1023), 52);
        return result * Vector.AsVectorDouble(power);
    }
}
