using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Autoregression;

/// <summary>Draws stretches of a Gaussian autoregression, eight side by side, and counts how often each visits the bins of a column.</summary>
/// <remarks>In single precision: a step is a random number, and the next one forgets the last bits of this. A stretch starts in the stationary law (its first rows come from the autoregressions of lower order), so each row is standard normal and no
/// burn-in is needed. The coefficients differ from stretch to stretch as much as those of so many rows are uncertain. One owner at a time.</remarks>
internal sealed class StationaryPaths
{
    /// <summary>Stretches drawn at once.</summary>
    internal const int Lanes = 8;

    // The range of z-values that is told apart, beyond which 3 of 100,000 rows lie, and its cells: a bin's edge is off by at most 0.001.
    private const float Range = 4;
    private const int Cells = 4096;

    // Added to a small number it leaves the nearest whole one in the lowest bits.
    private const float WholeNumbers = 12582912;
    private static readonly float[] Steps = MakeSteps();

    private readonly double[] _partial;
    private readonly double _rowsFitted;
    private readonly ushort[] _binOfCell = new ushort[Cells];
    private readonly Vector256<float>[] _path;
    private readonly double[][] _exact;
    private readonly float[][] _coefficients;
    private readonly float[] _scales;

    /// <summary>Prepares to draw.</summary>
    /// <param name="partial">[order] partial autocorrelations.</param>
    /// <param name="rowsFitted">From how many rows they were estimated.</param>
    /// <param name="shares">[bins] the column's shares of each bin, smallest values first.</param>
    /// <param name="rows">How long a stretch is.</param>
    internal StationaryPaths(double[] partial, int rowsFitted, double[] shares, int rows)
    {
        (_partial, _rowsFitted, Bins) = (partial, rowsFitted, shares.Length);
        _path = new Vector256<float>[rows];
        _exact = [.. Enumerable.Range(0, partial.Length + 1).Select(order => new double[order])];
        _coefficients = [.. _exact.Select(c => new float[c.Length])];
        _scales = new float[partial.Length + 1];
        var (bin, below) = (0, shares[0]);
        var edge = Edge(below);
        for (var cell = 0; cell < Cells; cell++)
        {
            var middle = ((cell + 0.5) * 2 * Range / Cells) - Range;
            while (bin + 1 < shares.Length && middle > edge)
            {
                bin++;
                below += shares[bin];
                edge = Edge(below);
            }

            _binOfCell[cell] = (ushort)bin;
        }

        // A share that rounding took above 1 is the end.
        static double Edge(double share) => share < 1 - 1e-12 ? Normal.Quantile(share) : double.PositiveInfinity;
    }

    /// <summary>How long a stretch is.</summary>
    internal int Rows => _path.Length;

    /// <summary>How many bins there are.</summary>
    internal int Bins { get; }

    /// <summary>Draws eight stretches.</summary>
    /// <param name="random">The stream of these eight.</param>
    /// <param name="counts">[bins x 8] receives how many rows of each stretch fell in each bin.</param>
    internal void Draw(SeededRandom random, Span<int> counts)
    {
        Check.SameLength(counts.Length, Bins * Lanes, nameof(counts));
        DrawCoefficients(random);
        counts.Clear();
        ref var steps = ref MemoryMarshal.GetArrayDataReference(Steps);
        ref var bins = ref MemoryMarshal.GetArrayDataReference(_binOfCell);
        ref var count = ref MemoryMarshal.GetReference(counts);
        var (path, offset, scale) = (_path, Vector256.Create((Cells / 2f) - 0.5f), Vector256.Create(Cells / (2 * Range)));
        var (low, high, whole) = (Vector256<float>.Zero, Vector256.Create(Cells - 1f), Vector256.Create(WholeNumbers));
        for (var t = 0; t < path.Length; t++)
        {
            var depth = Math.Min(t, _partial.Length);
            var (bits, more) = (random.NextUInt64(), random.NextUInt64());
            var sum = Vector256.Create(
                Unsafe.Add(ref steps, (nint)(bits & (Cells - 1))), Unsafe.Add(ref steps, (nint)((bits >> 12) & (Cells - 1))),
                Unsafe.Add(ref steps, (nint)((bits >> 24) & (Cells - 1))), Unsafe.Add(ref steps, (nint)((bits >> 36) & (Cells - 1))),
                Unsafe.Add(ref steps, (nint)(more & (Cells - 1))), Unsafe.Add(ref steps, (nint)((more >> 12) & (Cells - 1))),
                Unsafe.Add(ref steps, (nint)((more >> 24) & (Cells - 1))), Unsafe.Add(ref steps, (nint)((more >> 36) & (Cells - 1)))) * Vector256.Create(_scales[depth]);
            var coefficients = _coefficients[depth];
            // The newest row last: it is the one that is waited for.
            for (var j = coefficients.Length - 1; j >= 0; j--)
            {
                sum += Vector256.Create(coefficients[j]) * path[t - 1 - j];
            }

            path[t] = sum;
            // Each cell's number now stands in the lowest bits of its float.
            var cells = (Vector256.Min(Vector256.Max((sum * scale) + offset, low), high) + whole).AsInt32();
            Unsafe.Add(ref count, Unsafe.Add(ref bins, (nint)(cells[0] & (Cells - 1))) * Lanes)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[1] & (Cells - 1))) * Lanes) + 1)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[2] & (Cells - 1))) * Lanes) + 2)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[3] & (Cells - 1))) * Lanes) + 3)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[4] & (Cells - 1))) * Lanes) + 4)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[5] & (Cells - 1))) * Lanes) + 5)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[6] & (Cells - 1))) * Lanes) + 6)++;
            Unsafe.Add(ref count, (Unsafe.Add(ref bins, (nint)(cells[7] & (Cells - 1))) * Lanes) + 7)++;
        }
    }

    /// <summary>Durbin and Levinson's recursion, from partial autocorrelations to the coefficients of every order. The inverse hyperbolic tangent of a partial
    /// autocorrelation k has the deviation 1/sqrt(rows (1 - k^2)).</summary>
    private void DrawCoefficients(SeededRandom random)
    {
        var scale = 1.0;
        _scales[0] = 1;
        for (var order = 1; order <= _partial.Length; order++)
        {
            var mean = _partial[order - 1];
            // tanh(atanh k + e) = (k + t) / (1 + k t) with t = tanh e.
            var tilt = FixedMath.Exp(2 * random.NextGaussian() / Math.Sqrt(_rowsFitted * (1 - (mean * mean))));
            var t = (tilt - 1) / (tilt + 1);
            var k = (mean + t) / (1 + (mean * t));
            var (before, now, rounded) = (_exact[order - 1], _exact[order], _coefficients[order]);
            for (var j = 0; j < before.Length; j++)
            {
                now[j] = before[j] - (k * before[before.Length - 1 - j]);
            }

            now[^1] = k;
            scale *= Math.Sqrt(Math.Max(1 - (k * k), 1e-12));
            _scales[order] = (float)scale;
            for (var j = 0; j < order; j++)
            {
                rounded[j] = (float)now[j];
            }
        }
    }

    /// <summary>The normal law in 4,096 equally likely steps, with variance 1.</summary>
    private static float[] MakeSteps()
    {
        var steps = NormalScores.Table(Cells);
        var scale = 1 / Math.Sqrt(steps.Sum(s => s * s) / Cells);
        return [.. steps.Select(s => (float)(s * scale))];
    }
}
