namespace Weathervane.Numerics;

/// <summary>The lower triangle L of a symmetric positive definite matrix A = L L'; in fixed order, so the same bits everywhere.</summary>
public sealed class Cholesky
{
    private readonly double[] _lower;

    private Cholesky(int size, double[] lower) => (Size, _lower) = (size, lower);

    /// <summary>Rows of the matrix.</summary>
    public int Size { get; }

    /// <summary>The logarithm of A's determinant.</summary>
    public double LogDeterminant
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < Size; i++)
            {
                sum += 2 * FixedMath.Log(_lower[(i * Size) + i]);
            }

            return sum;
        }
    }

    /// <summary>Splits a matrix; null where it is not positive definite to working precision.</summary>
    /// <param name="matrix">[size, size] row by row; only the lower triangle is read.</param>
    /// <param name="size">Rows.</param>
    /// <exception cref="ArgumentException">The matrix has another size.</exception>
    public static Cholesky? Of(ReadOnlySpan<double> matrix, int size)
    {
        Check.SameLength(matrix.Length, size * size, nameof(matrix));
        var lower = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var left = matrix[(i * size) + j] - Dot(lower.AsSpan(i * size, j), lower.AsSpan(j * size, j));
                if (i == j)
                {
                    if (!(left > 0))
                    {
                        return null;
                    }

                    lower[(i * size) + i] = Math.Sqrt(left);
                }
                else
                {
                    lower[(i * size) + j] = left / lower[(j * size) + j];
                }
            }
        }

        return new Cholesky(size, lower);
    }

    /// <summary>Solves L x = b in place.</summary>
    /// <param name="vector">[size] b on entry, x on return.</param>
    public void SolveLower(Span<double> vector)
    {
        for (var i = 0; i < Size; i++)
        {
            vector[i] = (vector[i] - Dot(_lower.AsSpan(i * Size, i), vector[..i])) / _lower[(i * Size) + i];
        }
    }

    /// <summary>Solves A x = b in place.</summary>
    /// <param name="vector">[size] b on entry, x on return.</param>
    public void Solve(Span<double> vector)
    {
        SolveLower(vector);
        for (var i = Size - 1; i >= 0; i--)
        {
            vector[i] /= _lower[(i * Size) + i];
            for (var j = 0; j < i; j++)
            {
                vector[j] -= _lower[(i * Size) + j] * vector[i];
            }
        }
    }

    /// <summary>The inverse of A, [size, size].</summary>
    public double[] Inverse()
    {
        // Column by column of L's inverse, held as rows, so that both loops run along memory.
        var columns = new double[Size * Size];
        for (var c = 0; c < Size; c++)
        {
            var column = columns.AsSpan(c * Size, Size);
            column[c] = 1 / _lower[(c * Size) + c];
            for (var i = c + 1; i < Size; i++)
            {
                column[i] = -Dot(_lower.AsSpan((i * Size) + c, i - c), column[c..i]) / _lower[(i * Size) + i];
            }
        }

        var inverse = new double[Size * Size];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                inverse[(i * Size) + j] = inverse[(j * Size) + i] =
                    Dot(columns.AsSpan((i * Size) + i, Size - i), columns.AsSpan((j * Size) + i, Size - i));
            }
        }

        return inverse;
    }

    /// <summary>Four sums side by side: always in this order, whatever the processor's vectors.</summary>
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        var i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }

        for (; i < a.Length; i++)
        {
            s0 += a[i] * b[i];
        }

        return s0 + s1 + (s2 + s3);
    }
}
