namespace Weathervane.Numerics;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, in fixed order, so the same bits everywhere.</summary>
/// <remarks>Cyclic Jacobi rotations: slow beyond some hundred rows, but as exact as the matrix itself.
/// Source: Golub and Van Loan, Matrix Computations (4th ed., 2013), section 8.5.</remarks>
public sealed class SymmetricEigen
{
    private const int SweepsMax = 60;

    private SymmetricEigen(double[] values, double[] vectors) => (Values, Vectors) = (values, vectors);

    /// <summary>[size] the eigenvalues, in no particular order.</summary>
    public double[] Values { get; }

    /// <summary>[size, size] row by row; column k is the eigenvector of value k.</summary>
    public double[] Vectors { get; }

    /// <summary>Splits a matrix.</summary>
    /// <param name="matrix">[size, size] row by row; symmetric and finite.</param>
    /// <param name="size">Rows.</param>
    /// <exception cref="ArgumentException">The matrix has another size.</exception>
    public static SymmetricEigen Of(ReadOnlySpan<double> matrix, int size)
    {
        Check.SameLength(matrix.Length, size * size, nameof(matrix));
        var a = matrix.ToArray();
        var v = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            v[(i * size) + i] = 1;
        }

        for (var sweep = 0; sweep < SweepsMax && Rotate(a, v, size); sweep++)
        {
        }

        return new SymmetricEigen([.. Enumerable.Range(0, size).Select(i => a[(i * size) + i])], v);
    }

    /// <summary>Turns every pair of axes once; false when nothing off the diagonal was left to turn away.</summary>
    private static bool Rotate(double[] a, double[] v, int size)
    {
        var turned = false;
        for (var p = 0; p < size; p++)
        {
            for (var q = p + 1; q < size; q++)
            {
                var off = a[(p * size) + q];
                if (Math.Abs(off) <= 1e-17 * Math.Sqrt(Math.Abs(a[(p * size) + p] * a[(q * size) + q])) || off == 0)
                {
                    continue;
                }

                turned = true;
                var half = (a[(q * size) + q] - a[(p * size) + p]) / (2 * off);
                var t = (half >= 0 ? 1 : -1) / (Math.Abs(half) + Math.Sqrt((half * half) + 1));
                var c = 1 / Math.Sqrt((t * t) + 1);
                for (var k = 0; k < size; k++)
                {
                    Turn(ref a[(k * size) + p], ref a[(k * size) + q], c, t * c);
                }

                for (var k = 0; k < size; k++)
                {
                    Turn(ref a[(p * size) + k], ref a[(q * size) + k], c, t * c);
                    Turn(ref v[(k * size) + p], ref v[(k * size) + q], c, t * c);
                }

                a[(p * size) + q] = a[(q * size) + p] = 0;
            }
        }

        return turned;
    }

    private static void Turn(ref double x, ref double y, double c, double s) => (x, y) = ((c * x) - (s * y), (s * x) + (c * y));
}
