using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Grows trees best split first, as LightGBM does: always the leaf whose split gains most. Keeps its memory from tree to tree.</summary>
/// <remarks>A piece of parallel work is a group of columns: it adds up the smaller child, takes it from the parent's
/// histogram to have the larger one, and looks for cuts in both, so that a split costs one meeting of the threads.
/// Source: Ke et al. (2017), LightGBM.</remarks>
internal sealed class LeafWiseGrower<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    private readonly BinnedRows _data;
    private readonly GrowthRules _rules;
    private readonly Crew _crew;
    private readonly RowPartition _partition;
    private readonly SplitFinder<TCell>[] _finders;
    private readonly HistogramPool<TCell> _pool;
    private readonly int[][] _active;
    private readonly GrowingLeaf[] _leaves;
    private readonly TreeNode[] _nodes;
    private readonly double[] _gains;
    private readonly double[] _nodeRows;
    private readonly Split[] _found;
    private readonly Action<int> _searchGroup;
    private TCell[] _cells = [];
    private CellScale _scale;
    private int _leafCount, _small, _large;
    private bool _largeIsDense, _smallIsDense;

    internal LeafWiseGrower(BinnedRows data, GrowthRules rules, Crew crew)
    {
        (_data, _rules, _crew) = (data, rules, crew);
        _partition = new RowPartition(data.Rows, crew);
        _finders = [.. Enumerable.Range(0, data.Groups).Select(_ => new SplitFinder<TCell>())];
        _pool = new HistogramPool<TCell>(data.Groups * Histogram.GroupCells);
        _active = new int[data.Groups][];
        var most = Math.Min(rules.MaxLeaves, data.Rows);
        (_leaves, _nodes, _gains, _nodeRows) = (new GrowingLeaf[most], new TreeNode[most], new double[most], new double[most]);
        _found = new Split[2 * data.Groups];
        _searchGroup = SearchGroup;
    }

    /// <summary>How many leaves the tree has.</summary>
    internal int LeafCount => _leafCount;

    /// <summary>The training rows of a leaf, ascending.</summary>
    internal ReadOnlySpan<int> RowsOf(int leaf) => _partition.Slice(_leaves[leaf].Start, _leaves[leaf].Count);

    /// <summary>Grows one tree; its leaves have no values yet.</summary>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="scale">The units of the cells.</param>
    /// <param name="rows">The rows to grow on, ascending; null for all.</param>
    /// <param name="columns">[columns] which columns may be cut.</param>
    internal void Grow(TCell[] cells, CellScale scale, int[]? rows, ReadOnlySpan<bool> columns)
    {
        (_cells, _scale, _leafCount) = (cells, scale, 1);
        _pool.ReturnAll();
        Activate(columns);
        Start(rows);
        while (_leafCount < _leaves.Length)
        {
            var leaf = MostGaining();
            if (leaf < 0)
            {
                break;
            }

            SplitLeaf(leaf);
        }
    }

    /// <summary>The grown tree with the values of its leaves.</summary>
    internal Tree ToTree(ReadOnlySpan<double> values) => new(
        _nodes[..(_leafCount - 1)],
        values[.._leafCount].ToArray(),
        _gains[..(_leafCount - 1)],
        _nodeRows[..(_leafCount - 1)],
        [.. _leaves.Take(_leafCount).Select(l => (double)l.Count)]);

    private void Activate(ReadOnlySpan<bool> columns)
    {
        Span<int> chosen = stackalloc int[BinnedRows.GroupWidth];
        for (var group = 0; group < _active.Length; group++)
        {
            var first = group * BinnedRows.GroupWidth;
            var width = Math.Min(BinnedRows.GroupWidth, columns.Length - first);
            var count = 0;
            for (var k = 0; k < width; k++)
            {
                if (columns[first + k])
                {
                    chosen[count++] = k;
                }
            }

            if (_active[group] is null || !chosen[..count].SequenceEqual(_active[group]))
            {
                _active[group] = chosen[..count].ToArray();
            }
        }
    }

    private void Start(int[]? rows)
    {
        if (rows is null)
        {
            _partition.Reset();
        }
        else
        {
            _partition.Reset(rows);
        }

        var count = rows?.Length ?? _data.Rows;
        var sum = default(TCell);
        foreach (var row in _partition.Slice(0, count))
        {
            sum += _cells[row];
        }

        _leaves[0] = new GrowingLeaf { Count = count, G = sum.G, H = sum.H, Histogram = -1, Parent = -1, Best = Split.None };
        (_small, _large) = (0, -1);
        _smallIsDense = CanSplit(_leaves[0]) && count >= SplitFinder<TCell>.SparseRows;
        _largeIsDense = false;
        Search();
    }

    private int MostGaining()
    {
        var (best, gain) = (-1, 0.0);
        for (var leaf = 0; leaf < _leafCount; leaf++)
        {
            if (_leaves[leaf].Best.Exists && _leaves[leaf].Best.Gain > gain)
            {
                (best, gain) = (leaf, _leaves[leaf].Best.Gain);
            }
        }

        return best;
    }

    /// <summary>Makes a node of the leaf: its left child keeps the leaf's number, its right child gets the next one.</summary>
    private void SplitLeaf(int leaf)
    {
        var parent = _leaves[leaf];
        var split = parent.Best;
        var (node, right) = (_leafCount - 1, _leafCount++);
        var edges = _data.Edges[split.Feature];
        // Behind the last bin only missing values go right: every number is below infinity.
        var threshold = split.Bin < edges.Length ? edges[split.Bin] : double.PositiveInfinity;
        _nodes[node] = new TreeNode(threshold, split.Feature, ~leaf, ~right, split.MissingLeft);
        (_gains[node], _nodeRows[node]) = (split.Gain * _scale.Gain, parent.Count);
        if (parent.Parent >= 0)
        {
            var above = _nodes[parent.Parent];
            _nodes[parent.Parent] = parent.IsLeft ? above with { Left = node } : above with { Right = node };
        }

        var lefts = _partition.Move(parent.Start, parent.Count, _data, split);
        _leaves[leaf] = new GrowingLeaf
        {
            Start = parent.Start, Count = lefts, Depth = parent.Depth + 1, G = split.LeftG, H = split.LeftH,
            Histogram = -1, Parent = node, IsLeft = true, Best = Split.None,
        };
        _leaves[right] = new GrowingLeaf
        {
            Start = parent.Start + lefts, Count = parent.Count - lefts, Depth = parent.Depth + 1,
            G = parent.G - split.LeftG, H = parent.H - split.LeftH, Histogram = -1, Parent = node, Best = Split.None,
        };
        (_small, _large) = lefts <= parent.Count - lefts ? (leaf, right) : (right, leaf);
        SearchChildren(parent.Histogram);
    }

    private void SearchChildren(int parentHistogram)
    {
        if (_leafCount == _leaves.Length || !(CanSplit(_leaves[_large]) || CanSplit(_leaves[_small])))
        {
            _pool.Return(parentHistogram);
            return;
        }

        _largeIsDense = _leaves[_large].Count >= SplitFinder<TCell>.SparseRows;
        _smallIsDense = _leaves[_small].Count >= SplitFinder<TCell>.SparseRows;
        if (_largeIsDense)
        {
            _leaves[_large].Histogram = parentHistogram;
        }
        else
        {
            _pool.Return(parentHistogram);
        }

        Search();
    }

    private void Search()
    {
        if (_smallIsDense)
        {
            _leaves[_small].Histogram = _pool.Rent();
        }

        Array.Fill(_found, Split.None);
        _crew.Run(_active.Length, _searchGroup);
        for (var group = 0; group < _active.Length; group++)
        {
            Keep(ref _leaves[_small].Best, _found[2 * group]);
            if (_large >= 0)
            {
                Keep(ref _leaves[_large].Best, _found[(2 * group) + 1]);
            }
        }
    }

    /// <summary>The first of equal gains stays: the lowest column.</summary>
    private static void Keep(ref Split best, in Split other) => best = other.Gain > best.Gain ? other : best;

    private void SearchGroup(int group)
    {
        if (_smallIsDense)
        {
            var histogram = _pool.Group(_leaves[_small].Histogram, group);
            histogram.Clear();
            Histogram.Add(histogram, RowsOf(_small), _data.Codes[group], _cells, _active[group]);
        }

        if (_largeIsDense)
        {
            var histogram = _pool.Group(_leaves[_large].Histogram, group);
            if (_smallIsDense)
            {
                TCell.Subtract(histogram, _pool.Group(_leaves[_small].Histogram, group));
            }
            else
            {
                Histogram.Remove(histogram, RowsOf(_small), _data.Codes[group], _cells, _active[group]);
            }
        }

        SearchLeaf(_small, group, ref _found[2 * group]);
        if (_large >= 0)
        {
            SearchLeaf(_large, group, ref _found[(2 * group) + 1]);
        }
    }

    private void SearchLeaf(int number, int group, ref Split best)
    {
        ref readonly var leaf = ref _leaves[number];
        if (!CanSplit(leaf))
        {
            return;
        }

        var node = NodeToSplit.Of(_rules, _scale, leaf.Count, leaf.G, leaf.H);
        var finder = _finders[group];
        foreach (var k in _active[group])
        {
            var feature = (group * BinnedRows.GroupWidth) + k;
            if (leaf.Histogram >= 0)
            {
                finder.Scan(
                    _pool.Group(leaf.Histogram, group).Slice(k * BinEdges.Codes, BinEdges.Codes), _data.Bins(feature), feature, node, ref best);
            }
            else
            {
                finder.ScanRows(RowsOf(number), _data.Codes[group], _cells, feature, node, ref best);
            }
        }
    }

    private bool CanSplit(in GrowingLeaf leaf) => _rules.Allows(leaf.Depth) && leaf.Count / 2 >= _rules.MinRows;

    private struct GrowingLeaf
    {
        internal int Start, Count, Depth, Histogram, Parent;
        internal double G, H;
        internal bool IsLeft;
        internal Split Best;
    }
}
