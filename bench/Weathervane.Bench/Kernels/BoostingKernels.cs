using BenchmarkDotNet.Attributes;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;
using Weathervane.Numerics;

namespace Weathervane.Bench.Kernels;

/// <summary>The loops that a fit of boosted trees consists of, over rows that one core keeps near it, in one thread. Divide by the rows, and for histograms by eight columns.</summary>
[InProcess]
[MemoryDiagnoser]
public class BoostingKernels
{
    private const int Rows = 8192, Columns = BinnedRows.GroupWidth, Bins = 255;

    private readonly double[] _scores = new double[Rows], _labels = new double[Rows], _gradient = new double[Rows], _hessian = new double[Rows], _sorted = new double[Rows];
    private readonly int[] _codes = new int[Rows], _everyOther = [.. Enumerable.Range(0, Rows / 2).Select(i => 2 * i)], _left = new int[Rows], _right = new int[Rows];
    private readonly PackedCell[] _cells = new PackedCell[Rows], _histogram = new PackedCell[Histogram.GroupCells];
    private readonly int[] _all = [.. Enumerable.Range(0, Columns)];
    private readonly LogLoss _loss = new();
    private double[] _column = [];
    private BinnedRows _data = null!;
    private EdgeTree _edges = null!;
    private CellScale _scale;

    /// <summary>Makes a table of normal columns.</summary>
    [GlobalSetup]
    public void Fill()
    {
        var random = new SeededRandom(1);
        var values = new double[Rows * Columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextGaussian();
        }

        for (var row = 0; row < Rows; row++)
        {
            (_scores[row], _labels[row]) = (random.NextGaussian(), random.NextInt(2));
        }

        using var crew = new Crew(1);
        var features = new FeatureMatrix([.. Enumerable.Range(0, Columns).Select(i => FormattableString.Invariant($"f{i}"))], values, Rows);
        _data = BinnedRows.Of(features, Bins, crew);
        _column = features.Column(0).ToArray();
        _edges = new EdgeTree(_data.Edges[0]);
        var (maxG, maxH) = _loss.Differentiate(_scores, _labels, [], _gradient, _hessian);
        _scale = PackedCell.ScaleOf(maxG, maxH, Rows);
        FillCells();
    }

    /// <summary>Gradients and hessians of all rows.</summary>
    [Benchmark]
    public void Differentiate() => _loss.Differentiate(_scores, _labels, [], _gradient, _hessian);

    /// <summary>Gradients and hessians to cells, stochastically rounded.</summary>
    [Benchmark]
    public void FillCells() => PackedCell.Fill(_gradient, _hessian, _cells, _scale, seed: 1, firstRow: 0);

    /// <summary>The histograms of a root, eight columns.</summary>
    [Benchmark]
    public void AddAll() => Histogram.AddAll(_histogram, _data.Codes[0], _cells, _all);

    /// <summary>The histograms of a child that has half of the rows, eight columns.</summary>
    [Benchmark]
    public void AddHalf() => Histogram.AddGathered<PackedCell>(_histogram, _everyOther, _data.Codes[0], _cells.AsSpan(0, _everyOther.Length), _all);

    /// <summary>Rows parted by a cut in the middle of a column.</summary>
    /// <returns>How many went left.</returns>
    [Benchmark]
    public int Part() => new BinCut(_data, 0, Bins / 2, missingLeft: false).Part(_everyOther, ref _left[0], ref _right[0]);

    /// <summary>The edges of a column's bins.</summary>
    /// <returns>Ascending.</returns>
    [Benchmark]
    public double[] FindEdges() => BinEdges.Of(_column, Bins);

    /// <summary>The bins of a column's values.</summary>
    [Benchmark]
    public void Encode() => _edges.Encode(_column, _codes);

    /// <summary>A column sorted.</summary>
    [Benchmark]
    public void Sort()
    {
        _column.CopyTo(_sorted, 0);
        RadixSort.Sort(_sorted);
    }
}
