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
    internal static readonly int Lanes = Vector512<double>.Count;

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
        for (var from = 0; from < positions.Length; from += Lanes)
        {
            var block = positions.Slice(from, Math.Min(Lanes, positions.Length - from));
            Covariances(block);
            var (mean, explained) = (Mean(), Explained());
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

        var positions = MemoryMarshal.Cast<double, Vector512<double>>(at.AsSpan());
        var rows = MemoryMarshal.Cast<double, Vector512<double>>(_covariances.AsSpan());
        for (var i = 0; i < Count; i++)
        {
            var point = _points[i];
            var distance = Vector512<double>.Zero;
            for (var p = 0; p < point.Length; p++)
            {
                var (weight, gap) = (Vector512.Create(kernel.Weights[p]), positions[p] - Vector512.Create(point[p]));
                distance += _ordered[p] ? gap * gap * weight : Vector512.ConditionalSelect(Vector512.Equals(gap, Vector512<double>.Zero), Vector512<double>.Zero, weight);
            }

            rows[i] = Matern.Shape(distance).Value * kernel.Scale;
        }
    }

    private Vector512<double> Mean()
    {
        var mean = Vector512<double>.Zero;
        var rows = MemoryMarshal.Cast<double, Vector512<double>>(_covariances.AsSpan());
        for (var i = 0; i < _weights.Length; i++)
        {
            mean += rows[i] * _weights[i];
        }

        return mean;
    }

    /// <summary>The part of the variance that the points explain: the squares of the whitened covariances.</summary>
    private Vector512<double> Explained()
    {
        var explained = Vector512<double>.Zero;
        var rows = MemoryMarshal.Cast<double, Vector512<double>>(_covariances.AsSpan());
        for (var i = 0; i < Count; i += RowsAtOnce)
        {
            // Four rows at once, so that no addition waits for the one before it. What lies beyond a row's diagonal, and beyond the last point, is 0.
            var columns = Math.Min(i + RowsAtOnce, Count);
            var ofA = _whitening.AsSpan(i * _capacity, columns);
            var ofB = _whitening.AsSpan((i + 1) * _capacity, columns);
            var ofC = _whitening.AsSpan((i + 2) * _capacity, columns);
            var ofD = _whitening.AsSpan((i + 3) * _capacity, columns);
            var (a, b, c, d) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
            for (var j = 0; j < columns; j++)
            {
                var row = rows[j];
                a += row * ofA[j];
                b += row * ofB[j];
                c += row * ofC[j];
                d += row * ofD[j];
            }

            explained = explained + (a * a) + (b * b) + (c * c) + (d * d);
        }

        return explained;
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
