namespace Weathervane.Learners.Linear;

/// <summary>Solves small symmetric systems.</summary>
internal static class Cholesky
{
    /// <summary>Splits a positive definite [n x n], of which the lower triangle is given and overwritten by its factor.</summary>
    /// <remarks>A pivot that rounding has made 0 or negative (equal columns) stands for a direction without information: it gets
    /// a ridge of 1e-10 of its diagonal.</remarks>
    internal static void Factor(double[] a, int n)
    {
        for (var j = 0; j < n; j++)
        {
            var diagonal = a[(j * n) + j];
            var pivot = diagonal;
            for (var k = 0; k < j; k++)
            {
                pivot -= a[(j * n) + k] * a[(j * n) + k];
            }

            var root = Math.Sqrt(Math.Max(pivot, (1e-10 * diagonal) + double.Epsilon));
            a[(j * n) + j] = root;
            for (var i = j + 1; i < n; i++)
            {
                var sum = a[(i * n) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= a[(i * n) + k] * a[(j * n) + k];
                }

                a[(i * n) + j] = sum / root;
            }
        }
    }

    /// <summary>Solves A x = b for the A that was split.</summary>
    /// <param name="a">[n x n] its factor.</param>
    /// <param name="b">[n].</param>
    internal static double[] Solve(double[] a, double[] b)
    {
        var n = b.Length;
        double[] x = [.. b];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
            {
                x[i] -= a[(i * n) + k] * x[k];
            }

            x[i] /= a[(i * n) + i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
            {
                x[i] -= a[(k * n) + i] * x[k];
            }

            x[i] /= a[(i * n) + i];
        }

        return x;
    }
}
