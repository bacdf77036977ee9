namespace Weathervane.Numerics;

/// <summary>The incomplete beta function, from which the distributions of Student and of counts follow.</summary>
/// <remarks>Sources: Lanczos (1964) for the gamma function; Press et al., Numerical Recipes
/// (3rd ed., 2007), section 6.4, for the continued fraction.</remarks>
internal static class Beta
{
    /// <summary>The regularised incomplete beta function of x, given x and 1 - x, so that neither loses digits.</summary>
    internal static double Regularised(double a, double b, double x, double rest)
    {
        if (double.IsNaN(x) || x == 0 || rest == 0)
        {
            return rest == 0 ? 1 : x;
        }

        var front = FixedMath.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * FixedMath.Log(x)) + (b * FixedMath.Log(rest)));
        return x < (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, rest) / b);
    }

    /// <summary>The continued fraction, by Lentz's method.</summary>
    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        var (c, d) = (1.0, 1 / Away(1 - ((a + b) * x / (a + 1))));
        var result = d;
        for (var m = 1; m < 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / Away(1 + (even * d));
            c = Away(1 + (even / c));
            result *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / Away(1 + (odd * d));
            c = Away(1 + (odd / c));
            result *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return result;

        static double Away(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    internal static double LogGamma(double x)
    {
        const double HalfLogTwoPi = 0.91893853320467274178;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x - 1 + i);
        }

        var t = x + 6.5;
        return HalfLogTwoPi + ((x - 0.5) * FixedMath.Log(t)) - t + FixedMath.Log(sum);
    }
}
