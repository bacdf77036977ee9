using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Grows trees one split after the other, leaf-wise or depth-wise. Keeps its memory from tree to tree.</summary>
/// <remarks>A piece of parallel work is a group of columns: it adds up the smaller child, takes it from the parent's
/// histogram to have the larger one, and looks for cuts in both, so that a split costs one meeting of the threads.
/// Source: Ke et al. (2017), LightGBM; Chen and Guestrin (2016), XGBoost.</remarks>
internal sealed class TreeGrower<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    private const int RowsWorthThreads = 64;

    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 4096;

    private readonly BinnedRows _data;
    private readonly GrowthRules _rules;
    private readonly Crew _crew;
    private readonly ColumnDraw _columns;
    private readonly RowPartition _partition;

    // Rows that a tree does not learn from follow its splits beside those that it does.
    private readonly RowPartition _others;
    private readonly SplitFinder<TCell>[] _finders;
    private readonly HistogramPool<TCell> _pool;
    private readonly int[][] _active;
    private readonly GrowingLeaf[] _leaves;
    private readonly TreeNode[] _nodes;
    private readonly double[] _gains;
    private readonly double[] _nodeRows;
    private readonly Split[] _found;
    private readonly PriorityQueue<int, (double Key, int Leaf)> _open = new();
    private readonly bool[] _smallColumns, _largeColumns;
    private readonly Action<int> _searchGroup;
    private readonly TCell[] _smallCells, _sums;
    private readonly Action<int> _gather, _sum;
    private TCell[] _cells = [];
    private CellScale _scale;
    private ulong? _cutSeed;
    private int _leafCount, _small, _large;
    private bool _largeIsDense, _smallIsDense;

    /// <summary>Prepares to grow trees.</summary>
    /// <param name="data">The rows' bins.</param>
    /// <param name="rules">How a tree grows.</param>
    /// <param name="learnsFromAll">Whether every tree grows on all rows.</param>
    /// <param name="crew">Threads.</param>
    internal TreeGrower(BinnedRows data, GrowthRules rules, bool learnsFromAll, Crew crew)
    {
        (_data, _rules, _crew) = (data, rules, crew);
        (_partition, _others) = (new RowPartition(data.Rows, crew), new RowPartition(learnsFromAll ? 0 : data.Rows, crew));
        _finders = [.. Enumerable.Range(0, data.Groups).Select(_ => new SplitFinder<TCell>())];
        _pool = new HistogramPool<TCell>(data.Groups * Histogram.GroupCells);
        _active = new int[data.Groups][];
        var most = Math.Min(rules.MaxLeaves, data.Rows);
        (_leaves, _nodes, _gains, _nodeRows) = (new GrowingLeaf[most], new TreeNode[most], new double[most], new double[most]);
        _found = new Split[2 * data.Groups];
        (_smallColumns, _largeColumns) = (new bool[data.Columns], new bool[data.Columns]);
        _columns = new ColumnDraw(data.Columns, rules.Columns);
        (_searchGroup, _gather, _sum) = (SearchGroup, Gather, Sum);
        (_smallCells, _sums) = (new TCell[data.Rows], new TCell[Pieces(data.Rows)]);
    }

    /// <summary>How many leaves the tree has.</summary>
    internal int LeafCount => _leafCount;

    /// <summary>The training rows of a leaf, ascending.</summary>
    internal ReadOnlySpan<int> RowsOf(int leaf) => _partition.Slice(_leaves[leaf].Start, _leaves[leaf].Count);

    /// <summary>The rows of a leaf that the tree did not learn from.</summary>
    internal ReadOnlySpan<int> OthersOf(int leaf) => _others.Slice(_leaves[leaf].OthersStart, _leaves[leaf].Others);

    /// <summary>What its ancestors allow a leaf to be worth.</summary>
    internal ref readonly LeafLimits LimitsOf(int leaf) => ref _leaves[leaf].Limits;

    /// <summary>Grows one tree; its leaves have no values yet.</summary>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="scale">The units of the cells.</param>
    /// <param name="rows">The rows to grow on, ascending; empty for all.</param>
    /// <param name="others">The other rows, in any order.</param>
    /// <param name="random">Draws the columns and, where they are random, the cuts.</param>
    internal void Grow(TCell[] cells, CellScale scale, ReadOnlySpan<int> rows, ReadOnlySpan<int> others, SeededRandom random)
    {
        (_cells, _scale, _leafCount) = (cells, scale, 1);
        _pool.ReturnAll();
        _open.Clear();
        _columns.StartTree(random);
        _cutSeed = _rules.RandomCuts ? random.NextUInt64() : null;
        Activate(_columns.Tree);
        Start(rows, others);
        while (_leafCount < _leaves.Length && _open.TryDequeue(out var leaf, out _))
        {
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

    private void Start(ReadOnlySpan<int> rows, ReadOnlySpan<int> others)
    {
        if (rows.IsEmpty)
        {
            _partition.Reset();
        }
        else
        {
            _partition.Reset(rows);
        }

        _others.Reset(others);
        var count = rows.IsEmpty ? _data.Rows : rows.Length;
        var sum = SumOf(count);
        _leaves[0] = new GrowingLeaf
        {
            Count = count, Others = others.Length, G = sum.G, H = sum.H, Histogram = -1, Parent = -1, Best = Split.None, Limits = LeafLimits.None,
        };
        if (_rules.LimitsValues)
        {
            // The root has no parent to be smoothed towards: it stands for itself.
            var step = (_rules with { PathSmooth = 0 }).LeafValue(sum.G * _scale.G, sum.H * _scale.H, count, LeafLimits.None);
            _leaves[0].Limits = LeafLimits.None with { Parent = step };
            _leaves[0].Value = step;
        }

        (_small, _large) = (0, -1);
        _smallIsDense = CanSplit(_leaves[0]) && count >= SplitFinder<TCell>.SparseRows;
        _largeIsDense = false;
        Search();
    }

    /// <summary>The sum over the first rows, piece by piece.</summary>
    private TCell SumOf(int count)
    {
        _leaves[0] = new GrowingLeaf { Count = count };
        var pieces = Pieces(count);
        _crew.Run(pieces, _sum);
        var sum = default(TCell);
        foreach (var part in _sums.AsSpan(0, pieces))
        {
            sum += part;
        }

        return sum;
    }

    private void Sum(int piece)
    {
        var sum = default(TCell);
        foreach (var row in PieceOf(0, piece))
        {
            sum += _cells[row];
        }

        _sums[piece] = sum;
    }

    private ReadOnlySpan<int> PieceOf(int leaf, int piece) =>
        RowsOf(leaf).Slice(piece * PieceRows, Math.Min(PieceRows, _leaves[leaf].Count - (piece * PieceRows)));

    private static int Pieces(int rows) => (rows + PieceRows - 1) / PieceRows;

    /// <summary>Puts a leaf that can be split in line.</summary>
    private void Line(int number)
    {
        ref readonly var leaf = ref _leaves[number];
        if (leaf.Best.Exists)
        {
            // Where the order changes nothing, the newest leaf comes first: then few histograms are in use at once.
            _open.Enqueue(number, (_rules.AnyOrder ? -number : _rules.Order == GrowthOrder.BestFirst ? -leaf.Best.Gain : leaf.Depth, number));
        }
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
        var otherLefts = _others.Move(parent.OthersStart, parent.Others, _data, split);
        _leaves[leaf] = new GrowingLeaf
        {
            Start = parent.Start, Count = lefts, OthersStart = parent.OthersStart, Others = otherLefts, Depth = parent.Depth + 1, G = split.LeftG, H = split.LeftH,
            Histogram = -1, Parent = node, IsLeft = true, Best = Split.None,
        };
        _leaves[right] = new GrowingLeaf
        {
            Start = parent.Start + lefts, Count = parent.Count - lefts, OthersStart = parent.OthersStart + otherLefts, Others = parent.Others - otherLefts, Depth = parent.Depth + 1,
            G = parent.G - split.LeftG, H = parent.H - split.LeftH, Histogram = -1, Parent = node, Best = Split.None,
        };
        if (_rules.LimitsValues)
        {
            Limit(parent, leaf, right, split.Feature);
        }

        (_small, _large) = lefts <= parent.Count - lefts ? (leaf, right) : (right, leaf);
        SearchChildren(parent.Histogram);
    }

    /// <summary>Values of two new leaves, with the limits for all below them: on both sides of a monotone cut, the middle of the two.</summary>
    private void Limit(in GrowingLeaf parent, int left, int right, int feature)
    {
        var limits = parent.Limits with { Parent = parent.Value };
        foreach (var child in (ReadOnlySpan<int>)[left, right])
        {
            ref var leaf = ref _leaves[child];
            leaf.Value = _rules.LeafValue(leaf.G * _scale.G, leaf.H * _scale.H, leaf.Count, limits);
            leaf.Limits = limits;
        }

        var order = _rules.Monotone?[feature] ?? 0;
        if (order != 0)
        {
            var middle = (_leaves[left].Value + _leaves[right].Value) / 2;
            var (lower, upper) = order > 0 ? (left, right) : (right, left);
            _leaves[lower].Limits = limits with { Highest = Math.Min(limits.Highest, middle) };
            _leaves[upper].Limits = limits with { Lowest = Math.Max(limits.Lowest, middle) };
        }
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
        if (_columns.IsByNode)
        {
            // The right child is the newest leaf; twice its number, and one less for the left child, is a number of their own.
            _columns.Choose(_leaves[_small].Depth, NodeNumber(_small), _smallColumns);
            if (_large >= 0)
            {
                _columns.Choose(_leaves[_large].Depth, NodeNumber(_large), _largeColumns);
            }
        }

        SearchGroups();
        for (var group = 0; group < _active.Length; group++)
        {
            Keep(ref _leaves[_small].Best, _found[2 * group]);
            if (_large >= 0)
            {
                Keep(ref _leaves[_large].Best, _found[(2 * group) + 1]);
            }
        }

        Line(_small);
        if (_large >= 0)
        {
            Line(_large);
        }
    }

    private int NodeNumber(int leaf) => (2 * _leafCount) - (leaf == _leafCount - 1 ? 0 : 1);

    /// <summary>Small nodes are done before a helper would have woken up.</summary>
    private void SearchGroups()
    {
        if (_leaves[_small].Count + (_large >= 0 ? _leaves[_large].Count : 0) >= RowsWorthThreads)
        {
            if (_smallIsDense && !IsAll(_small))
            {
                _crew.Run(Pieces(_leaves[_small].Count), _gather);
            }

            _crew.Run(_active.Length, _searchGroup);
            return;
        }

        for (var group = 0; group < _active.Length; group++)
        {
            SearchGroup(group);
        }
    }

    /// <summary>The first of equal gains stays: the lowest column.</summary>
    private static void Keep(ref Split best, in Split other) => best = other.Gain > best.Gain ? other : best;

    /// <summary>Puts the cells of the smaller child side by side once, so that the groups of columns do not each look for them all over the rows.</summary>
    private void Gather(int piece)
    {
        var cells = _smallCells.AsSpan(piece * PieceRows);
        var rows = PieceOf(_small, piece);
        for (var i = 0; i < rows.Length; i++)
        {
            Prefetch.Read(_cells, rows, i);
            cells[i] = _cells[rows[i]];
        }
    }

    private void SearchGroup(int group)
    {
        if (_smallIsDense)
        {
            var histogram = _pool.Group(_leaves[_small].Histogram, group);
            histogram.Clear();
            if (IsAll(_small))
            {
                Histogram.AddAll(histogram, _data.Codes[group], _cells, _active[group]);
            }
            else
            {
                Histogram.AddGathered(histogram, RowsOf(_small), _data.Codes[group], _smallCells, _active[group]);
            }
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

        var node = NodeToSplit.Of(_rules, _scale, leaf.Count, leaf.G, leaf.H) with { CutSeed = CutSeed(number) };
        var limits = _rules.LimitsValues ? ValueLimits.Of(_rules, _scale, leaf.Count, leaf.H, leaf.Value, leaf.Limits) : (ValueLimits?)null;
        var finder = _finders[group];
        var chosen = number == _small ? _smallColumns : _largeColumns;
        foreach (var k in _active[group])
        {
            var feature = (group * BinnedRows.GroupWidth) + k;
            if (_columns.IsByNode && !chosen[feature])
            {
                continue;
            }

            if (limits is { } limited)
            {
                node = node with { Limits = limited with { Order = _rules.Monotone?[feature] ?? 0 } };
            }

            if (leaf.Histogram >= 0)
            {
                finder.Scan(
                    _pool.Group(leaf.Histogram, group).Slice(k * BinEdges.Codes, BinEdges.Codes), _data.Bins(feature), feature, node, ref best);
            }
            else
            {
                finder.ScanRows(RowsOf(number), new GroupedCodes(_data.Codes[group], k), _cells, _data.Bins(feature), feature, node, ref best);
            }
        }
    }

    /// <summary>Whether a leaf has all rows of the data: the root of a tree that learns from all of them.</summary>
    private bool IsAll(int leaf) => _leaves[leaf].Count == _data.Rows;

    private ulong? CutSeed(int leaf) => _cutSeed is { } seed ? SeededRandom.Mix(seed, (ulong)NodeNumber(leaf)) : null;

    private bool CanSplit(in GrowingLeaf leaf) => _rules.Allows(leaf.Depth) && leaf.Count / 2 >= _rules.MinRows;

    private struct GrowingLeaf
    {
        internal int Start, Count, OthersStart, Others, Depth, Histogram, Parent;
        internal double G, H;
        internal double Value;
        internal bool IsLeft;
        internal Split Best;
        internal LeafLimits Limits;
    }
}
