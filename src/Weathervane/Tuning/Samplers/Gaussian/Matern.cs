using Weathervane.Numerics;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>The Matern 5/2 covariance with a length for each parameter: s (1 + a + a^2/3) exp(-a), a = sqrt(5) r.</summary>
/// <remarks>r^2 sums ((x - y) / length)^2. Choices count as 0 where alike and 1 where not. Source: Rasmussen and Williams (2006), (4.17).</remarks>
/// <param name="Lengths">[parameters] lengths, above 0.</param>
/// <param name="Scale">The variance s of the function, above 0.</param>
/// <param name="Noise">The variance of a value around the function, above 0.</param>
internal sealed record Matern(double[] Lengths, double Scale, double Noise)
{
    /// <summary>Covariance of the function at two points whose squared differences are given.</summary>
    internal double At(ReadOnlySpan<double> squares) => Scale * Shape(Distance(squares)).Value;

    /// <summary>r^2.</summary>
    internal double Distance(ReadOnlySpan<double> squares)
    {
        var sum = 0.0;
        for (var p = 0; p < squares.Length; p++)
        {
            sum += squares[p] / (Lengths[p] * Lengths[p]);
        }

        return sum;
    }

    /// <summary>The shape at r^2, and its derivative by r^2 times -2: 5/3 (1 + a) exp(-a).</summary>
    internal static (double Value, double Slope) Shape(double distance)
    {
        var a = Math.Sqrt(5 * distance);
        var e = FixedMath.Exp(-a);
        return ((1 + a + (a * a / 3)) * e, 5.0 / 3 * (1 + a) * e);
    }
}
