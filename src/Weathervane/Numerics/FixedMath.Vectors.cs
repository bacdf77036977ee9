using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weathervane.Numerics;

public static partial class FixedMath
{
    /// <summary>Beyond this the lanes of a vector are cut off: 2^k must be a normal number for every k.</summary>
    internal const double VectorMax = 700;

    /// <summary>Added to a whole number of less than 2^51 either way, it leaves that number's two's complement in the last places of the sum's bits.</summary>
    internal const double WholeAt = 6755399441055744;

    /// <summary>The least number whose mantissa <see cref="Log"/> halves.</summary>
    private static readonly double SquareRootOf2 = BitConverter.Int64BitsToDouble(0x3FF6A09E667F3BCD);

    /// <summary><see cref="Sigmoid(double)"/> in every lane, with the same bits, for -700 to 700; what lies outside is taken for the nearest of these.</summary>
    /// <remarks>The same additions and multiplications in the same order as one number's: the width of a vector cannot show.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Sigmoid(Vector512<double> x)
    {
        var limit = Vector512.Create(VectorMax);
        return Vector512<double>.One / (Vector512<double>.One + ExpInLanes(-Vector512.Min(Vector512.Max(x, -limit), limit)));
    }

    /// <summary><see cref="Exp(double)"/> in every lane, with the same bits, for -700 to 700; what lies outside is taken for the nearest of these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Exp(Vector512<double> x)
    {
        var limit = Vector512.Create(VectorMax);
        return ExpInLanes(Vector512.Min(Vector512.Max(x, -limit), limit));
    }

    /// <summary><see cref="Log1P(double)"/> in every lane, with the same bits, for 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Log1P(Vector512<double> x)
    {
        // One number's steps, where 1 + x, from 1 to 2, is 2^k m with a k of 0 or 1.
        var sum = Vector512<double>.One + x;
        var halved = Vector512.GreaterThanOrEqual(sum, Vector512.Create(SquareRootOf2));
        var f = Vector512.ConditionalSelect(halved, sum * Vector512.Create(0.5), sum) - Vector512<double>.One;
        var s = f / (Vector512.Create(2.0) + f);
        var z = s * s;
        var series = z * (Vector512.Create(2.0 / 3) + (z * (Vector512.Create(2.0 / 5) + (z * (Vector512.Create(2.0 / 7) + (z * (Vector512.Create(2.0 / 9)
            + (z * (Vector512.Create(2.0 / 11) + (z * (Vector512.Create(2.0 / 13) + (z * (Vector512.Create(2.0 / 15) + (z * (Vector512.Create(2.0 / 17)
            + (z * (Vector512.Create(2.0 / 19) + (z * (2.0 / 21)))))))))))))))))));
        var half = Vector512.Create(0.5) * f * f;
        var log = Vector512.ConditionalSelect(
            halved,
            Vector512.Create(Ln2High) - (half - ((s * (half + series)) + Vector512.Create(Ln2Low)) - f),
            f - (half - (s * (half + series))));
        return Vector512.ConditionalSelect(Vector512.Equals(sum, Vector512<double>.One), x, log * (x / (sum - Vector512<double>.One)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpInLanes(Vector512<double> x)
    {
        var k = Vector512.Floor((x * InverseLn2) + Vector512.Create(0.5));
        var high = x - (k * Ln2High);
        var low = k * Ln2Low;
        var r = high - low;
        var t = r * r;
        var even = t * (Vector512.Create(1.0 / 6) + (t * (Vector512.Create(-1.0 / 360) + (t * (Vector512.Create(1.0 / 15120)
            + (t * (Vector512.Create(-1.0 / 604800) + (t * (Vector512.Create(1.0 / 23950080) + (t * (-691.0 / 653837184000.0)))))))))));
        var c = r - even;
        var result = Vector512<double>.One - (low - (r * c / (Vector512.Create(2.0) - c)) - high);
        // A whole number's last bits, where they are asked for: few processors convert whole vectors of doubles.
        var power = Vector512.ShiftLeft((k + Vector512.Create(WholeAt + 1023)).AsInt64(), 52);
        return result * power.AsDouble();
    }
}
