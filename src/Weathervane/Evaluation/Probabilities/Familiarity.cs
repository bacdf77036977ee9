using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>How much a row is like those that a model has learnt from: 1 in their midst, 0 farther out than any of them.</summary>
/// <remarks>A row's distance is the mean of its root-mean-square distances from the <see cref="Neighbours"/> nearest of up to
/// <see cref="RowsMost"/> training rows, taken evenly over time; each feature counts in standard deviations over these rows, a feature that never moved
/// among them in its own unit, an unknown value as the mean. Its familiarity is the share of these rows whose own distance, from the
/// others, is at least as large. The same bits on any processor. Safe to share between threads.</remarks>
public sealed class Familiarity
{
    /// <summary>How many training rows are kept, at most.</summary>
    public const int RowsMost = 256;

    /// <summary>How many nearest rows a distance is taken from.</summary>
    public const int Neighbours = 5;

    private const int RowsAtOnce = 4;

    private readonly double[] _centers, _scales;
    private readonly double[] _rows;
    private readonly int _width;
    private readonly Lazy<double[]> _distances;

    private Familiarity(double[] centers, double[] scales, float[] values)
    {
        // Four values of four rows are taken at a time, so both are filled up with zeros.
        (_centers, _scales, Values, _width) = (centers, scales, values, (centers.Length + 3) / 4 * 4);
        Rows = centers.Length == 0 ? 0 : values.Length / centers.Length;
        _rows = new double[(Rows + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce * _width];
        for (var i = 0; i < values.Length; i++)
        {
            _rows[(i / centers.Length * _width) + (i % centers.Length)] = values[i];
        }

        _distances = new(() => [.. Enumerable.Range(0, Rows).Select(r => Distance(_rows.AsSpan(r * _width, _width), r)).Order()]);
    }

    /// <summary>[columns] what is taken off each feature.</summary>
    public IReadOnlyList<double> Centers => _centers;

    /// <summary>[columns] what it is divided by, above 0.</summary>
    public IReadOnlyList<double> Scales => _scales;

    /// <summary>[rows x columns] the kept rows, centred and scaled, row by row.</summary>
    public IReadOnlyList<float> Values { get; }

    /// <summary>How many rows are kept.</summary>
    public int Rows { get; }

    /// <summary>Keeps a sample of the rows that a model has learnt from.</summary>
    /// <param name="train">[rows x columns] in time order.</param>
    /// <returns>Null where there are too few rows to tell, or no columns.</returns>
    public static Familiarity? Of(FeatureMatrix train)
    {
        if (train.Rows <= Neighbours || train.Columns == 0)
        {
            return null;
        }

        var kept = Math.Min(train.Rows, RowsMost);
        var sample = train.TakeRows([.. Enumerable.Range(0, kept).Select(i => (int)(((2L * i) + 1) * train.Rows / (2L * kept)))]);
        var (centers, scales, values) = (new double[train.Columns], new double[train.Columns], new float[kept * train.Columns]);
        for (var column = 0; column < train.Columns; column++)
        {
            double[] known = [.. sample.Column(column).ToArray().Where(double.IsFinite)];
            centers[column] = known.Length == 0 ? 0 : known.Average();
            var spread = known.Length == 0 ? 0 : Math.Sqrt(known.Average(v => (v - centers[column]) * (v - centers[column])));
            scales[column] = spread > 1e-12 * Math.Abs(centers[column]) ? spread : 1;
            for (var row = 0; row < kept; row++)
            {
                values[(row * train.Columns) + column] = (float)Scaled(sample[row, column], centers[column], scales[column]);
            }
        }

        return new Familiarity(centers, scales, values);
    }

    /// <summary>Puts it together as a model file keeps it.</summary>
    /// <param name="centers">[columns].</param>
    /// <param name="scales">[columns], above 0.</param>
    /// <param name="values">[rows x columns], row by row, more than <see cref="Neighbours"/> and at most <see cref="RowsMost"/> rows.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or numbers are not finite or a scale is not positive.</exception>
    public static Familiarity Read(double[] centers, double[] scales, float[] values)
    {
        Check.InRange(centers.Length, 1, int.MaxValue);
        Check.SameLength(scales.Length, centers.Length, nameof(scales));
        Check.SameLength(values.Length % centers.Length, 0, nameof(values));
        Check.InRange(values.Length / centers.Length, Neighbours + 1, RowsMost);
        return centers.All(double.IsFinite) && scales.All(s => s > 0 && double.IsFinite(s)) && values.All(float.IsFinite)
            ? new Familiarity(centers, scales, values)
            : throw new ArgumentException("The rows to compare with hold numbers that are not finite.", nameof(values));
    }

    /// <summary>How familiar a row is.</summary>
    /// <param name="row">[columns] as in the training rows.</param>
    /// <returns>0 to 1.</returns>
    public double Of(ReadOnlySpan<double> row)
    {
        Check.SameLength(row.Length, _centers.Length, nameof(row));
        Span<double> scaled = _width <= 512 ? stackalloc double[_width] : new double[_width];
        scaled.Clear();
        for (var column = 0; column < row.Length; column++)
        {
            scaled[column] = Scaled(row[column], _centers[column], _scales[column]);
        }

        var distances = _distances.Value;
        var nearer = distances.AsSpan().BinarySearch(Distance(scaled, -1));
        // Of equal distances the first counts, so that all at least as large are behind it.
        for (nearer = nearer < 0 ? ~nearer : nearer; nearer > 0 && nearer < distances.Length && distances[nearer - 1] == distances[nearer]; nearer--)
        {
        }

        return (distances.Length - nearer) / (double)distances.Length;
    }

    /// <summary>How familiar rows are.</summary>
    /// <param name="features">[rows x columns].</param>
    /// <param name="threads">Most threads; the numbers are the same for any.</param>
    /// <returns>[rows], 0 to 1.</returns>
    public double[] Of(FeatureMatrix features, int threads = 1)
    {
        var result = new double[features.Rows];
        Parallel.For(0, features.Rows, ParallelRuns.Options(threads), () => new double[features.Columns], (i, _, row) =>
        {
            features.CopyRow(i, row);
            result[i] = Of(row);
            return row;
        }, _ => { });
        return result;
    }

    /// <summary>An unknown value is the mean; one beyond all bounds stays finite.</summary>
    private static double Scaled(double value, double center, double scale) =>
        double.IsNaN(value) ? 0 : Math.Clamp((value - center) / scale, -1e9, 1e9);

    /// <summary>The mean distance from the nearest rows, but for one that is left out.</summary>
    private double Distance(ReadOnlySpan<double> scaled, int without)
    {
        Span<double> nearest = stackalloc double[Neighbours];
        nearest.Fill(double.PositiveInfinity);
        var wanted = MemoryMarshal.Cast<double, Vector256<double>>(scaled);
        Span<double> squares = stackalloc double[RowsAtOnce];
        for (var first = 0; first < Rows; first += RowsAtOnce)
        {
            Squares(wanted, first, squares);
            for (var r = 0; r < Math.Min(RowsAtOnce, Rows - first); r++)
            {
                if (first + r != without && squares[r] < nearest[^1])
                {
                    Insert(nearest, squares[r]);
                }
            }
        }

        var mean = 0.0;
        foreach (var square in nearest)
        {
            mean += Math.Sqrt(square / _centers.Length) / Neighbours;
        }

        return mean;
    }

    /// <summary>Squared distances from neighbouring rows, each with a sum of its own: one alone would wait for its own additions.</summary>
    private void Squares(ReadOnlySpan<Vector256<double>> wanted, int first, Span<double> squares)
    {
        var rows = MemoryMarshal.Cast<double, Vector256<double>>(_rows.AsSpan(first * _width, RowsAtOnce * _width));
        var width = wanted.Length;
        var (sumA, sumB, sumC, sumD) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        for (var j = 0; j < width; j++)
        {
            var (toA, toB) = (wanted[j] - rows[j], wanted[j] - rows[width + j]);
            var (toC, toD) = (wanted[j] - rows[(2 * width) + j], wanted[j] - rows[(3 * width) + j]);
            sumA += toA * toA;
            sumB += toB * toB;
            sumC += toC * toC;
            sumD += toD * toD;
        }

        (squares[0], squares[1], squares[2], squares[3]) = (Total(sumA), Total(sumB), Total(sumC), Total(sumD));

        static double Total(Vector256<double> sum) => sum[0] + sum[1] + (sum[2] + sum[3]);
    }

    private static void Insert(Span<double> nearest, double distance)
    {
        for (var i = nearest.Length - 1; i >= 0 && distance < nearest[i]; i--)
        {
            if (i + 1 < nearest.Length)
            {
                nearest[i + 1] = nearest[i];
            }

            nearest[i] = distance;
        }
    }
}
