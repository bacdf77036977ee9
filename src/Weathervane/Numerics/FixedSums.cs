using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Weathervane.Numerics;

/// <summary>Sums whose order is the same whatever the processor's vectors.</summary>
internal static class FixedSums
{
    /// <summary>The sum, from the first to the last.</summary>
    /// <param name="values">[n].</param>
    internal static double Of(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The products' sum: four sums side by side, then these from the first to the last, then the rest.</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n] or longer.</param>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        // Four lanes whatever the processor has: their number decides the order of the additions.
        var lanes = Vector256<double>.Zero;
        var fours = Fours(a);
        var others = Fours(b[..a.Length]);
        for (var i = 0; i < fours.Length; i++)
        {
            lanes += fours[i] * others[i];
        }

        var sum = OfLanes(lanes);
        for (var i = fours.Length * 4; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary><see cref="Dot"/> of one row with four others, side by side, since each addition waits for the one before it.</summary>
    /// <param name="values">[n].</param>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="c">[n].</param>
    /// <param name="d">[n].</param>
    /// <param name="sums">[4] or longer; the first four are filled.</param>
    internal static void DotFour(
        ReadOnlySpan<double> values, ReadOnlySpan<double> a, ReadOnlySpan<double> b, ReadOnlySpan<double> c, ReadOnlySpan<double> d, Span<double> sums)
    {
        var (sumA, sumB, sumC, sumD) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        var fours = Fours(values);
        var fromA = Fours(a)[..fours.Length];
        var fromB = Fours(b)[..fours.Length];
        var fromC = Fours(c)[..fours.Length];
        var fromD = Fours(d)[..fours.Length];
        for (var i = 0; i < fours.Length; i++)
        {
            var value = fours[i];
            sumA += value * fromA[i];
            sumB += value * fromB[i];
            sumC += value * fromC[i];
            sumD += value * fromD[i];
        }

        (sums[0], sums[1], sums[2], sums[3]) = (OfLanes(sumA), OfLanes(sumB), OfLanes(sumC), OfLanes(sumD));
        for (var i = 4 * fours.Length; i < values.Length; i++)
        {
            sums[0] += values[i] * a[i];
            sums[1] += values[i] * b[i];
            sums[2] += values[i] * c[i];
            sums[3] += values[i] * d[i];
        }
    }

    /// <summary>The sum of a vector's lanes, from the first to the last.</summary>
    internal static double OfLanes(Vector256<double> lanes) => lanes[0] + lanes[1] + lanes[2] + lanes[3];

    /// <summary>The numbers in vectors of four; those left over are in none.</summary>
    internal static ReadOnlySpan<Vector256<double>> Fours(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, Vector256<double>>(values);
}
