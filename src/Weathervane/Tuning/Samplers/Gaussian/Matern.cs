using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>The Matern 5/2 covariance with a length for each parameter: s (1 + a + a^2/3) exp(-a), a = sqrt(5) r.</summary>
/// <remarks>r^2 sums ((x - y) / length)^2. Choices count as 0 where alike and 1 where not. Source: Rasmussen and Williams (2006), (4.17).</remarks>
/// <param name="Lengths">[parameters] lengths, above 0.</param>
/// <param name="Scale">The variance s of the function, above 0.</param>
/// <param name="Noise">The variance of a value around the function, above 0.</param>
internal sealed record Matern(double[] Lengths, double Scale, double Noise)
{
    /// <summary>What a squared difference is multiplied by in r^2, [parameters].</summary>
    internal double[] Weights { get; } = [.. Lengths.Select(l => 1 / (l * l))];

    /// <summary>The shape at r^2 in every lane, and its derivative by r^2 times -2: 5/3 (1 + a) exp(-a).</summary>
    internal static (Vector512<double> Value, Vector512<double> Slope) Shape(Vector512<double> distance)
    {
        var a = Vector512.Sqrt(distance * 5.0);
        var e = FixedMath.Exp(-a);
        var one = Vector512<double>.One + a;
        return ((one + (a * a / Vector512.Create(3.0))) * e, one * (5.0 / 3) * e);
    }
}
