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
        Span<double> sums = stackalloc double[4];
        for (var j = 0; j < size; j++)
        {
            var row = lower.AsSpan(j * size, j);
            var left = matrix[(j * size) + j] - FixedSums.Dot(row, row);
            if (!(left > 0))
            {
                return null;
            }

            var root = lower[(j * size) + j] = Math.Sqrt(left);
            var i = j + 1;
            for (; i <= size - 4; i += 4)
            {
                FixedSums.DotFour(
                    row, lower.AsSpan(i * size, j), lower.AsSpan((i + 1) * size, j), lower.AsSpan((i + 2) * size, j), lower.AsSpan((i + 3) * size, j), sums);
                for (var k = 0; k < 4; k++)
                {
                    lower[((i + k) * size) + j] = (matrix[((i + k) * size) + j] - sums[k]) / root;
                }
            }

            for (; i < size; i++)
            {
                lower[(i * size) + j] = (matrix[(i * size) + j] - FixedSums.Dot(row, lower.AsSpan(i * size, j))) / root;
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
            vector[i] = (vector[i] - FixedSums.Dot(_lower.AsSpan(i * Size, i), vector[..i])) / _lower[(i * Size) + i];
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

    /// <summary>The inverse of L, [size, size], column by column.</summary>
    public double[] InverseLower()
    {
        var columns = new double[Size * Size];
        for (var c = 0; c < Size; c++)
        {
            var column = columns.AsSpan(c * Size, Size);
            column[c] = 1 / _lower[(c * Size) + c];
            for (var i = c + 1; i < Size; i++)
            {
                column[i] = -FixedSums.Dot(_lower.AsSpan((i * Size) + c, i - c), column[c..i]) / _lower[(i * Size) + i];
            }
        }

        return columns;
    }

    /// <summary>The inverse of A, [size, size].</summary>
    public double[] Inverse()
    {
        // L's inverse lies column by column, so both loops run along memory.
        var (columns, inverse) = (InverseLower(), new double[Size * Size]);
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                inverse[(i * Size) + j] = inverse[(j * Size) + i] =
                    FixedSums.Dot(columns.AsSpan((i * Size) + i, Size - i), columns.AsSpan((j * Size) + i, Size - i));
            }
        }

        return inverse;
    }
}
