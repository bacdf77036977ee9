using System.Runtime.Intrinsics;

namespace Weathervane.Learners.Linear;

/// <summary>Sums whose order of additions is the same on any hardware.</summary>
internal static class Sums
{
    /// <summary>The sum.</summary>
    internal static double Of(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The sum of products.</summary>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        // Four lanes whatever the processor has: their number decides the order of the additions.
        var lanes = Vector256<double>.Zero;
        var i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            lanes += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
        }

        var sum = OfLanes(lanes);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>The sum of a vector's lanes, from the first to the last.</summary>
    internal static double OfLanes(Vector256<double> lanes) => lanes[0] + lanes[1] + lanes[2] + lanes[3];
}
