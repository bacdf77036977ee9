namespace Weathervane.Numerics;

/// <summary>Exponential, logarithm, power and the functions built on them, in fixed arithmetic: the same bits on every processor.</summary>
/// <remarks>The platform's <see cref="Math.Exp"/> and <see cref="Math.Log(double)"/> go to the C library, which picks another
/// variant for another processor, and the last bit differs. These use only IEEE 754 additions, multiplications, divisions and
/// square roots, which are exact by definition. Errors stay below 1 unit in the last place for <see cref="Exp(double)"/> and <see cref="Log"/>.
/// Source of the reductions: Muller, Elementary Functions (3rd ed., 2016), chapters 5 and 11.</remarks>
public static partial class FixedMath
{
    // ln 2 in two parts: the first has 21 trailing zero bits, so k * Ln2High is exact for every exponent k.
    private const double Ln2High = 0.69314718036912381649;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double InverseLn2 = 1.44269504088896338700;
    private const double ExpMax = 709.78271289338397;
    private const double ExpMin = -745.13321910194111;

    /// <summary>e to the power <paramref name="x"/>; 0 and infinity beyond the range of a double; NaN for NaN.</summary>
    /// <param name="x">Any number.</param>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (x > ExpMax)
        {
            return double.PositiveInfinity;
        }

        if (x < ExpMin)
        {
            return 0;
        }

        // x = k ln 2 + r with |r| <= ln 2 / 2; r is kept as high - low so that no digit is lost.
        var k = Math.Floor((x * InverseLn2) + 0.5);
        var high = x - (k * Ln2High);
        var low = k * Ln2Low;
        var r = high - low;

        // exp(r) = 1 + 2r / (R - r), where R(r^2) = r coth(r / 2): the even series below, good to 2^-60 on the interval.
        var t = r * r;
        var even = t * ((1.0 / 6) + (t * ((-1.0 / 360) + (t * ((1.0 / 15120) + (t * ((-1.0 / 604800) + (t * ((1.0 / 23950080)
            + (t * (-691.0 / 653837184000.0)))))))))));
        var c = r - even;
        var result = 1 - (low - (r * c / (2 - c)) - high);
        return Scale(result, (int)k);
    }

    /// <summary>Natural logarithm; NaN below 0 and for NaN, negative infinity at 0.</summary>
    /// <param name="x">Any number.</param>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0)
        {
            return double.NaN;
        }

        if (x == 0)
        {
            return double.NegativeInfinity;
        }

        if (double.IsPositiveInfinity(x))
        {
            return x;
        }

        var k = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 1L << 54;
            k = -54;
        }

        // x = 2^k m with m in [sqrt(1/2), sqrt(2)), so that log near 1 loses nothing by cancellation.
        var bits = BitConverter.DoubleToInt64Bits(x);
        var mantissa = bits & 0x000FFFFFFFFFFFFF;
        k += (int)(bits >> 52) - 1023;
        if (mantissa >= 0x6A09E667F3BCD)
        {
            k++;
            mantissa |= 0x3FE0000000000000;
        }
        else
        {
            mantissa |= 0x3FF0000000000000;
        }

        var f = BitConverter.Int64BitsToDouble(mantissa) - 1;

        // log(1 + f) = 2 artanh(s) with s = f / (2 + f): f - f^2/2 + s (f^2/2 + R(s^2)), where R = 2 (s^2/3 + s^4/5 + ...).
        var s = f / (2 + f);
        var z = s * s;
        var series = z * ((2.0 / 3) + (z * ((2.0 / 5) + (z * ((2.0 / 7) + (z * ((2.0 / 9) + (z * ((2.0 / 11) + (z * ((2.0 / 13)
            + (z * ((2.0 / 15) + (z * ((2.0 / 17) + (z * ((2.0 / 19) + (z * (2.0 / 21)))))))))))))))))));
        var half = 0.5 * f * f;
        return k == 0
            ? f - (half - (s * (half + series)))
            : (k * Ln2High) - (half - ((s * (half + series)) + (k * Ln2Low)) - f);
    }

    /// <summary>log(1 + x) without loss for small x; NaN below -1.</summary>
    /// <param name="x">Any number.</param>
    public static double Log1P(double x)
    {
        var sum = 1 + x;
        if (sum == 1 || double.IsPositiveInfinity(sum))
        {
            return x;
        }

        // Kahan: the rounding of 1 + x is undone to first order by the factor x / ((1 + x) - 1).
        return Log(sum) * (x / (sum - 1));
    }

    /// <summary><paramref name="x"/> to the power <paramref name="y"/> for x &gt;= 0; NaN for a negative x.</summary>
    /// <remarks>exp(y log x): the relative error grows with |y log x|, about 1e-16 times it.</remarks>
    /// <param name="x">The base, 0 or larger.</param>
    /// <param name="y">The exponent.</param>
    public static double Pow(double x, double y) => y == 0 ? 1 : x == 0 ? (y > 0 ? 0 : double.PositiveInfinity) : Exp(y * Log(x));

    /// <summary>The logistic function 1 / (1 + exp(-x)), from a raw score (log odds) to a probability.</summary>
    /// <param name="x">A raw score.</param>
    public static double Sigmoid(double x) => 1 / (1 + Exp(-x));

    /// <summary>The log odds log(p / (1 - p)) of a probability; infinite at 0 and 1.</summary>
    /// <param name="p">A probability.</param>
    public static double Logit(double p) => Log(p / (1 - p));

    /// <summary>The sine of so many full turns: sin(2 pi x); exact at the quarters, NaN for NaN and infinities.</summary>
    /// <remarks>The turns are reduced without rounding; the error stays below 2e-16.</remarks>
    /// <param name="turns">Any number; 0.25 is the top of the wave.</param>
    public static double SinTurns(double turns)
    {
        // To [-1/2, 1/2], then mirrored at the quarters to [-1/4, 1/4]: both steps are exact.
        var x = turns - Math.Floor(turns + 0.5);
        x = x > 0.25 ? 0.5 - x : x < -0.25 ? -0.5 - x : x;
        if (Math.Abs(x) == 0.25)
        {
            return 4 * x;
        }

        // The sine's series in the angle, at most pi/2; the first term left out is below 2e-18.
        var angle = Math.Tau * x;
        var t = angle * angle;
        return angle + (angle * t * ((-1.0 / 6) + (t * ((1.0 / 120) + (t * ((-1.0 / 5040) + (t * ((1.0 / 362880) + (t *
            ((-1.0 / 39916800) + (t * ((1.0 / 6227020800) + (t * ((-1.0 / 1307674368000) + (t * ((1.0 / 355687428096000) + (t * ((-1.0 / 121645100408832000) + (t * (1.0 / 51090942171709440000.0))))))))))))))))))));
    }

    private static double Scale(double x, int k) => k switch
    {
        // The largest results pass through 2^1024, the smallest are subnormal: both need two steps.
        > 1023 => x * 2.0 * PowerOf2(k - 1),
        < -1021 => x * PowerOf2(k + 200) * PowerOf2(-200),
        _ => x * PowerOf2(k),
    };

    private static double PowerOf2(int k) => BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
}
