using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Grows one tree at a time, depth first, on the shares of up: the gain is the fall of Gini impurity. Keeps its memory from tree to tree.</summary>
/// <remarks>With g = weight of up and h = weight, a node's Gini impurity falls by twice the gain in g^2/h, so the split search
/// of boosting serves as it is.</remarks>
internal sealed class ForestGrower
{
    /// <summary>All weights together, as whole numbers, so that no sum leaves 31 bits.</summary>
    private const double WeightTotal = 1 << 30;

    private readonly double[] _labels, _weights, _drawn;
    private readonly BinnedRows _data;
    private readonly ForestPlan _plan;
    private readonly RowPartition _partition;
    private readonly SplitFinder<PackedCell> _finder = new();
    private readonly PackedCell[] _cells;
    private readonly int[] _columns, _rows;
    private readonly bool _equalWeights;
    private readonly Stack<OpenNode> _open = new();
    private readonly List<TreeNode> _nodes = [];
    private readonly List<double> _leaves = [], _gains = [];
    private readonly List<double> _nodeRows = [], _leafRows = [];

    internal ForestGrower(double[] labels, double[] weights, BinnedRows data, ForestPlan plan)
    {
        (_labels, _weights, _data, _plan) = (labels, weights, data, plan);
        _partition = new RowPartition(data.Rows, new Crew(1));
        (_cells, _drawn, _rows) = (new PackedCell[data.Rows], new double[data.Rows], new int[data.Rows]);
        _columns = new int[data.Columns];
        _equalWeights = !weights.AsSpan().ContainsAnyExcept(1.0);
    }

    internal Tree Grow(SeededRandom random, CancellationToken cancel)
    {
        _nodes.Clear();
        _leaves.Clear();
        _gains.Clear();
        _nodeRows.Clear();
        _leafRows.Clear();
        for (var column = 0; column < _columns.Length; column++)
        {
            // In order again: what an earlier tree shuffled must not be seen in this one.
            _columns[column] = column;
        }

        var count = Draw(random);
        var scale = MakeCells(count);
        _partition.Reset(_rows.AsSpan(0, count));
        _open.Push(new OpenNode(0, count, 0, -1, false));
        while (_open.TryPop(out var open))
        {
            cancel.ThrowIfCancellationRequested();
            var rows = _partition.Slice(open.Start, open.Count);
            var sum = default(PackedCell);
            foreach (var row in rows)
            {
                sum += _cells[row];
            }

            var split = MaySplit(open, sum) ? Find(rows, sum, random) : Split.None;
            if (split.Exists)
            {
                AddNode(open, split, scale);
            }
            else
            {
                AddLeaf(open, rows);
            }
        }

        return new Tree([.. _nodes], [.. _leaves], [.. _gains], [.. _nodeRows], [.. _leafRows]);
    }

    /// <summary>Draws the rows of a tree: how often each one counts, and the list of those that do.</summary>
    private int Draw(SeededRandom random)
    {
        Array.Fill(_drawn, _plan.Bootstrap ? 0 : 1);
        for (var i = 0; _plan.Bootstrap && i < _drawn.Length; i++)
        {
            _drawn[random.NextInt(_drawn.Length)]++;
        }

        var count = 0;
        for (var row = 0; row < _drawn.Length; row++)
        {
            if (_drawn[row] > 0)
            {
                _drawn[row] *= _weights[row];
                _rows[count++] = row;
            }
        }

        return count;
    }

    /// <summary>Whole numbers for the weights; exact where all weights are 1. Returns how many make a weight of 1.</summary>
    private double MakeCells(int count)
    {
        var rows = _rows.AsSpan(0, count);
        var total = 0.0;
        foreach (var row in rows)
        {
            total += _drawn[row];
        }

        var scale = _equalWeights ? 1 : WeightTotal / total;
        foreach (var row in rows)
        {
            var weight = Math.Max((long)Math.Round(_drawn[row] * scale), 1);
            _cells[row] = PackedCell.Of(_labels[row] == 1 ? weight : 0, weight);
        }

        return scale;
    }

    private bool MaySplit(in OpenNode open, PackedCell sum) =>
        (_plan.MaxDepth == 0 || open.Depth < _plan.MaxDepth)
        && open.Count >= _plan.MinSplitRows
        && open.Count / 2 >= _plan.MinLeafRows
        && sum.G > 0 && sum.G < sum.H;

    /// <summary>The best cut among columns in random order: of the first few, or of the first that can be cut at all.</summary>
    private Split Find(ReadOnlySpan<int> rows, PackedCell sum, SeededRandom random)
    {
        var node = new NodeToSplit(rows.Length, sum.G, sum.H, 0.5, _plan.MinLeafRows, 0, 0, 0);
        var best = Split.None;
        for (var looked = 0; looked < _columns.Length && (looked < _plan.FeaturesPerSplit || !best.Exists); looked++)
        {
            var other = looked + random.NextInt(_columns.Length - looked);
            (_columns[looked], _columns[other]) = (_columns[other], _columns[looked]);
            var feature = _columns[looked];
            _finder.ScanRows(rows, _data.CodesOf(feature), _cells, feature, node, ref best);
        }

        return best;
    }

    private void AddNode(in OpenNode open, in Split split, double scale)
    {
        var node = _nodes.Count;
        var edges = _data.Edges[split.Feature];
        Link(open, node);
        _nodes.Add(new TreeNode(
            split.Bin < edges.Length ? edges[split.Bin] : double.PositiveInfinity, split.Feature, 0, 0, split.MissingLeft));
        _gains.Add(split.Gain / scale);
        _nodeRows.Add(open.Count);
        var left = _partition.Move(open.Start, open.Count, _data, split);
        _open.Push(new OpenNode(open.Start + left, open.Count - left, open.Depth + 1, node, false));
        _open.Push(new OpenNode(open.Start, left, open.Depth + 1, node, true));
    }

    private void AddLeaf(in OpenNode open, ReadOnlySpan<int> rows)
    {
        Link(open, ~_leaves.Count);
        double up = 0, total = 0;
        foreach (var row in rows)
        {
            total += _drawn[row];
            up += _drawn[row] * _labels[row];
        }

        _leaves.Add(up / total);
        _leafRows.Add(open.Count);
    }

    private void Link(in OpenNode open, int child)
    {
        if (open.Parent >= 0)
        {
            _nodes[open.Parent] = open.IsLeft ? _nodes[open.Parent] with { Left = child } : _nodes[open.Parent] with { Right = child };
        }
    }

    private readonly record struct OpenNode(int Start, int Count, int Depth, int Parent, bool IsLeft);
}
