using System.Numerics;
using System.Runtime.CompilerServices;

namespace Weathervane.Numerics;

public static partial class FixedMath
{
    /// <summary>Beyond this the lanes of a vector are cut off: 2^k must be a normal number for every k.</summary>
    internal const double VectorMax = 700;

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
