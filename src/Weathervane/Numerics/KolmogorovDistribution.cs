namespace Weathervane.Numerics;

/// <summary>The law of the largest distance between the cumulated distribution of n independent values and the law that they come from.</summary>
internal static class KolmogorovDistribution
{
    // Above this matrix the powers take seconds; the limit's error is then below 1e-4.
    private const int SizeMax = 200;

    /// <summary>Chance of a distance of at least <paramref name="d"/>.</summary>
    /// <remarks>Relative errors stay below 1e-9, but where n d is above 100 and n d^2 below 4: there it is the limit with Stephens' correction. Sources: Marsaglia, Tsang and
    /// Wang (2003), Journal of Statistical Software 8(18); Smirnov's one-sided sum for the far tail, where both sides together count twice; Stephens (1970), JRSS B 32(1).</remarks>
    internal static double Survival(int n, double d)
    {
        Check.InRange(n, 1, int.MaxValue);
        if (n * d <= 0.5)
        {
            return 1;
        }

        if (d >= 1)
        {
            return 0;
        }

        return n * d * d > 4 || d >= 0.5 ? Math.Min(1, 2 * OneSided(n, d)) : n * d <= SizeMax / 2 ? 1 - Cdf(n, d) : Limit(n, d);
    }

    /// <summary>d sum over j of C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j).</summary>
    private static double OneSided(int n, double d)
    {
        var (sum, logChoose) = (0.0, 0.0);
        for (var j = 0; j <= n * (1 - d) && j <= n; j++)
        {
            var rest = 1 - d - (j / (double)n);
            sum += rest > 0
                ? FixedMath.Exp(logChoose + ((j - 1) * FixedMath.Log(d + (j / (double)n))) + ((n - j) * FixedMath.Log(rest)))
                : j == n ? FixedMath.Exp(logChoose) : 0;
            logChoose += FixedMath.Log((n - j) / (j + 1.0));
        }

        return d * sum;
    }

    /// <summary>n!/n^n times the middle element of the n-th power of a band matrix.</summary>
    private static double Cdf(int n, double d)
    {
        var k = (int)(n * d) + 1;
        var (size, h) = ((2 * k) - 1, k - (n * d));
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= Math.Min(i + 1, size - 1); j++)
            {
                matrix[(i * size) + j] = 1;
            }
        }

        var power = 1.0;
        for (var i = 0; i < size; i++)
        {
            power *= h;
            matrix[i * size] -= power;
            matrix[((size - 1) * size) + size - 1 - i] -= power;
        }

        var corner = (2 * h) - 1;
        matrix[(size - 1) * size] += corner > 0 ? FixedMath.Pow(corner, size) : 0;
        for (var i = 0; i < size; i++)
        {
            var factorial = 1.0;
            for (var j = i; j >= 0; j--)
            {
                factorial *= i - j + 1;
                matrix[(i * size) + j] /= factorial;
            }
        }

        var (result, logScale) = Power(matrix, size, n);
        var log = logScale + FixedMath.Log(result[((k - 1) * size) + k - 1]);
        for (var i = 1; i <= n; i++)
        {
            log += FixedMath.Log(i / (double)n);
        }

        return Math.Min(1, FixedMath.Exp(log));
    }

    private static (double[] Matrix, double LogScale) Power(double[] matrix, int size, int n)
    {
        if (n == 1)
        {
            return (matrix, 0);
        }

        var (half, logScale) = Power(matrix, size, n / 2);
        var (result, log) = (Product(half, half, size), 2 * logScale);
        if (n % 2 == 1)
        {
            result = Product(result, matrix, size);
        }

        // Kept near 1, so that no power overflows.
        var middle = result[(size / 2 * size) + (size / 2)];
        foreach (ref var value in result.AsSpan())
        {
            value /= middle;
        }

        return (result, log + FixedMath.Log(middle));
    }

    private static double[] Product(double[] a, double[] b, int size)
    {
        var product = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < size; k++)
            {
                var factor = a[(i * size) + k];
                for (var j = 0; j < size; j++)
                {
                    product[(i * size) + j] += factor * b[(k * size) + j];
                }
            }
        }

        return product;
    }

    private static double Limit(int n, double d)
    {
        var root = Math.Sqrt(n);
        var x = (root + 0.12 + (0.11 / root)) * d;
        var (sum, sign) = (0.0, 1.0);
        for (var j = 1; j <= 100; j++, sign = -sign)
        {
            sum += sign * FixedMath.Exp(-2.0 * j * j * x * x);
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
