using System.Collections.Concurrent;

namespace Weathervane.Numerics;

/// <summary>Gauss's quadrature on [0, 1]: the weighted sum of a polynomial's values at n points is its integral, up to degree 2 n - 1.</summary>
/// <remarks>The points are the roots of Legendre's polynomial, by Newton's steps. Source: Abramowitz and Stegun (1964), 25.4.29.</remarks>
internal sealed class GaussLegendre
{
    /// <summary>From so near a start each step doubles the digits; the last ones are to spare.</summary>
    private const int Steps = 8;

    private static readonly ConcurrentDictionary<int, GaussLegendre> Known = new();

    private GaussLegendre(int points)
    {
        (Points, Weights) = (new double[points], new double[points]);
        for (var i = 0; i < points; i++)
        {
            // Near the i-th root: cos(pi (i + 3/4) / (n + 1/2)).
            var x = FixedMath.SinTurns((0.5 * (i + 0.75) / (points + 0.5)) + 0.25);
            for (var step = 0; step < Steps; step++)
            {
                var (value, slope) = Legendre(points, x);
                x -= value / slope;
            }

            var last = Legendre(points, x).Slope;
            (Points[i], Weights[i]) = ((1 - x) / 2, 1 / ((1 - (x * x)) * last * last));
        }
    }

    /// <summary>[n] in (0, 1).</summary>
    internal double[] Points { get; }

    /// <summary>[n] positive, with the sum 1.</summary>
    internal double[] Weights { get; }

    /// <summary>The rule of n points.</summary>
    internal static GaussLegendre Of(int points) => Known.GetOrAdd(points, static n => new GaussLegendre(n));

    /// <summary>Legendre's polynomial of a degree, by Bonnet's recursion, and its derivative.</summary>
    private static (double Value, double Slope) Legendre(int degree, double x)
    {
        var (before, value) = (1.0, x);
        for (var n = 2; n <= degree; n++)
        {
            (before, value) = (value, ((((2 * n) - 1) * x * value) - ((n - 1) * before)) / n);
        }

        return (value, degree * ((x * value) - before) / ((x * x) - 1));
    }
}
