using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Weathervane.Numerics;
using Weathervane.Tuning.Search;

namespace Weathervane.Tuning.Samplers.Gaussian;

/// <summary>What is believed of a function after some of its values were seen: normal at every point. Points are added one by one.</summary>
/// <remarks>Not for two threads at once. Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1,
/// with the inverse of the factor, to which a point adds a row, in place of the factor.</remarks>
internal sealed class GaussianProcess(SearchSpace space, Matern kernel)
{
    /// <summary>Positions that are looked at side by side.</summary>
    internal const int Lanes = 8;

    private const int RowsAtOnce = 4;

    // Less than this share of the variance is a rounding error.
    private const double LeftMin = 1e-12;
    private readonly bool[] _ordered = [.. space.Parameters.Select(p => p.IsOrdered)];

    // [points][parameters]
    private readonly List<double[]> _points = [];

    // Whitened covariances have no more to do with each other. A row for each point, filled up with zeros, that many numbers apart.
    private double[] _whitening = [];
    private int _capacity;
    private double[] _weights = [], _covariances = [];

    /// <summary>Points.</summary>
    internal int Count => _points.Count;

    /// <summary>Adds a point, whose value is not known yet.</summary>
    /// <param name="units">[parameters] where; NaN for what does not exist there.</param>
    /// <returns>False where it is so much like those before it that the kernel cannot tell them apart: it was not added.</returns>
    internal bool Add(double[] units)
    {
        Reserve(Count + RowsAtOnce);
        Covariances([units]);
        var (covariances, white) = (new double[Count], new double[Count]);
        for (var i = 0; i < Count; i++)
        {
            covariances[i] = _covariances[i * Lanes];
            white[i] = FixedSums.Dot(Row(i), covariances);
        }

        var left = kernel.Scale + kernel.Noise - FixedSums.Dot(white, white);
        if (!(left > LeftMin * kernel.Scale))
        {
            return false;
        }

        var size = Math.Sqrt(left);
        var own = _whitening.AsSpan(Count * _capacity, _capacity);
        for (var i = 0; i < Count; i++)
        {
            AddTo(own, Row(i), -white[i] / size);
        }

        own[Count] = 1 / size;
        _points.Add([.. units.Select(PointSet.Known)]);
        return true;
    }

    /// <summary>Forgets the points after the first ones.</summary>
    /// <param name="count">Points to keep.</param>
    internal void Truncate(int count)
    {
        _whitening.AsSpan(count * _capacity, (Count - count) * _capacity).Clear();
        _points.RemoveRange(count, Count - count);
    }

    /// <summary>Learns the values at the points; their mean was 0 before.</summary>
    /// <param name="values">[points] values. Points that are added after them count with what is expected there.</param>
    internal void Learn(double[] values)
    {
        _weights = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            AddTo(_weights, Row(i), FixedSums.Dot(Row(i), values));
        }
    }

    /// <summary>The function's mean and variance at positions, without noise.</summary>
    /// <param name="positions">[positions][parameters].</param>
    /// <param name="means">[positions] filled.</param>
    /// <param name="variances">[positions] filled.</param>
    internal void At(ReadOnlySpan<double[]> positions, Span<double> means, Span<double> variances)
    {
        Span<double> mean = stackalloc double[Lanes], explained = stackalloc double[Lanes];
        for (var from = 0; from < positions.Length; from += Lanes)
        {
            var block = positions.Slice(from, Math.Min(Lanes, positions.Length - from));
            Covariances(block);
            Mean(mean);
            Explained(explained);
            for (var i = 0; i < block.Length; i++)
            {
                means[from + i] = mean[i];
                variances[from + i] = Math.Max(kernel.Scale - explained[i], LeftMin * kernel.Scale);
            }
        }
    }

    /// <summary>Covariances of the function at up to eight positions with those at the points: a row of eight for each point.</summary>
    private void Covariances(ReadOnlySpan<double[]> block)
    {
        var at = new double[_ordered.Length * Lanes];
        for (var i = 0; i < block.Length; i++)
        {
            for (var p = 0; p < _ordered.Length; p++)
            {
                at[(p * Lanes) + i] = PointSet.Known(block[i][p]);
            }
        }

        var positions = MemoryMarshal.Cast<double, Vector<double>>(at.AsSpan());
        var all = MemoryMarshal.Cast<double, Vector<double>>(_covariances.AsSpan());
        var width = Lanes / Vector<double>.Count;
        for (var i = 0; i < Count; i++)
        {
            var point = _points[i];
            var row = all.Slice(i * width, width);
            for (var v = 0; v < width; v++)
            {
                var distance = Vector<double>.Zero;
                for (var p = 0; p < point.Length; p++)
                {
                    var (weight, other) = (new Vector<double>(kernel.Weights[p]), new Vector<double>(point[p]));
                    var gap = positions[(p * width) + v] - other;
                    distance += _ordered[p] ? gap * gap * weight : Vector.ConditionalSelect(Vector.Equals(gap, Vector<double>.Zero), Vector<double>.Zero, weight);
                }

                row[v] = Matern.Shape(distance).Value * kernel.Scale;
            }
        }
    }

    private void Mean(Span<double> mean)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var rows = MemoryMarshal.Cast<double, Vector256<double>>(_covariances.AsSpan());
        for (var i = 0; i < _weights.Length; i++)
        {
            low += rows[2 * i] * _weights[i];
            high += rows[(2 * i) + 1] * _weights[i];
        }

        low.CopyTo(mean);
        high.CopyTo(mean[(Lanes / 2)..]);
    }

    /// <summary>The part of the variance that the points explain: the squares of the whitened covariances.</summary>
    private void Explained(Span<double> explained)
    {
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var covariances = MemoryMarshal.Cast<double, Vector256<double>>(_covariances.AsSpan());
        for (var i = 0; i < Count; i += RowsAtOnce)
        {
            // Four rows at once, so that no addition waits for the one before it. What lies beyond a row's diagonal, and beyond the last point, is 0.
            var columns = Math.Min(i + RowsAtOnce, Count);
            var a = _whitening.AsSpan(i * _capacity, columns);
            var b = _whitening.AsSpan((i + 1) * _capacity, columns);
            var c = _whitening.AsSpan((i + 2) * _capacity, columns);
            var d = _whitening.AsSpan((i + 3) * _capacity, columns);
            var (aLow, bLow, cLow, dLow) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            var (aHigh, bHigh, cHigh, dHigh) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
            for (var j = 0; j < columns; j++)
            {
                var (kLow, kHigh) = (covariances[2 * j], covariances[(2 * j) + 1]);
                (aLow, aHigh) = (aLow + (kLow * a[j]), aHigh + (kHigh * a[j]));
                (bLow, bHigh) = (bLow + (kLow * b[j]), bHigh + (kHigh * b[j]));
                (cLow, cHigh) = (cLow + (kLow * c[j]), cHigh + (kHigh * c[j]));
                (dLow, dHigh) = (dLow + (kLow * d[j]), dHigh + (kHigh * d[j]));
            }

            low = low + (aLow * aLow) + (bLow * bLow) + (cLow * cLow) + (dLow * dLow);
            high = high + (aHigh * aHigh) + (bHigh * bHigh) + (cHigh * cHigh) + (dHigh * dHigh);
        }

        low.CopyTo(explained);
        high.CopyTo(explained[(Lanes / 2)..]);
    }

    private ReadOnlySpan<double> Row(int i) => _whitening.AsSpan(i * _capacity, i + 1);

    private static void AddTo(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        var whole = values.Length / Vector<double>.Count;
        var to = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var from = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (var i = 0; i < whole; i++)
        {
            to[i] += from[i] * factor;
        }

        for (var i = whole * Vector<double>.Count; i < values.Length; i++)
        {
            sums[i] += values[i] * factor;
        }
    }

    /// <summary>Makes room for so many rows.</summary>
    private void Reserve(int rows)
    {
        if (rows <= _capacity)
        {
            return;
        }

        var capacity = PointSet.Padded(2 * rows);
        var wider = new double[capacity * capacity];
        for (var i = 0; i < Count; i++)
        {
            Row(i).CopyTo(wider.AsSpan(i * capacity));
        }

        (_whitening, _capacity, _covariances) = (wider, capacity, new double[capacity * Lanes]);
    }
}
