using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weathervane.Numerics;

/// <summary>Sums whose order is the same whatever the processor's vectors.</summary>
internal static class FixedSums
{
    /// <summary>The products' sum: four sums side by side, then (0 + 1) + (2 + 3), the rest in the first.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n] or longer.</param>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector256<double>.Zero;
        var fours = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var others = MemoryMarshal.Cast<double, Vector256<double>>(b[..a.Length]);
        for (var i = 0; i < fours.Length; i++)
        {
            sums += fours[i] * others[i];
        }

        var first = sums[0];
        for (var i = fours.Length * 4; i < a.Length; i++)
        {
            first += a[i] * b[i];
        }

        return first + sums[1] + (sums[2] + sums[3]);
    }
}
