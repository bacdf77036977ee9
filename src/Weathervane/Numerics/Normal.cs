namespace Weathervane.Numerics;

/// <summary>The standard normal distribution in fixed arithmetic.</summary>
/// <remarks>Relative errors stay below 1e-13. Source: Abramowitz and Stegun (1964), 7.1.6 and 7.1.14.</remarks>
public static partial class Normal
{
    private const double SqrtPi = 1.7724538509055160273;
    private static readonly double SqrtHalf = Math.Sqrt(0.5);

    /// <summary>Chance of a value up to <paramref name="x"/>; NaN for NaN.</summary>
    /// <param name="x">Any number.</param>
    public static double Cdf(double x)
    {
        var y = Math.Abs(x) * SqrtHalf;
        var tail = double.IsPositiveInfinity(y) ? 0 : y < 2 ? (1 - Erf(y)) / 2 : Erfc(y) / 2;
        return x < 0 ? tail : 1 - tail;
    }

    private static double Erf(double y)
    {
        var (sum, term) = (y, y);
        for (var n = 1; term > 1e-18 * sum; n++)
        {
            term *= 2 * y * y / ((2 * n) + 1);
            sum += term;
        }

        return 2 / SqrtPi * FixedMath.Exp(-y * y) * sum;
    }

    /// <summary>The continued fraction from its tail on, for 2 and more; it takes fewer terms the larger the number: 96 at 2, 36 at 4.</summary>
    private static double Erfc(double y)
    {
        var fraction = 0.0;
        for (var n = 16 + (int)(320 / (y * y)); n >= 1; n--)
        {
            fraction = n / 2.0 / (y + fraction);
        }

        return FixedMath.Exp(-y * y) / SqrtPi / (y + fraction);
    }
}
