using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Grows trees leaf-wise or depth-wise: one split after the other, or several at once where their order changes nothing. Keeps its memory from tree to tree.</summary>
/// <remarks>A piece of parallel work is a group of columns of one split: it adds up the smaller child, takes it from the parent's
/// histogram to have the larger one, and looks for cuts in both, so that the threads need not meet in between.
/// Source: Ke et al. (2017), LightGBM; Chen and Guestrin (2016), XGBoost.</remarks>
internal sealed class TreeGrower<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    private const int RowsWorthThreads = 64;

    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 4096;

    /// <summary>Groups of columns searched at once, of as many splits as they make: more leave threads less to wait for,
    /// and need more histograms than a core keeps near it.</summary>
    private const int GroupsAtOnce = 48;

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
    private readonly Siblings[] _siblings;
    private readonly (int Start, int Count, Split Split)[] _moves, _otherMoves;
    private readonly int[] _parents, _lefts, _otherLefts;
    private readonly Action<int> _searchGroup;
    private readonly TCell[] _smallCells, _sums;
    private readonly Action<int> _gather, _sum;
    private readonly List<(int Leaf, int Piece)> _gatherPieces = [];
    private TCell[] _cells = [];
    private CellScale _scale;
    private ulong? _cutSeed;
    private int _leafCount, _siblingCount;

    /// <summary>Prepares to grow trees.</summary>
    /// <param name="data">The rows' bins.</param>
    /// <param name="rules">How a tree grows.</param>
    /// <param name="learnsFromAll">Whether every tree grows on all rows.</param>
    /// <param name="crew">Threads.</param>
    internal TreeGrower(BinnedRows data, GrowthRules rules, bool learnsFromAll, Crew crew)
    {
        (_data, _rules, _crew) = (data, rules, crew);
        var most = Math.Min(rules.MaxLeaves, data.Rows);
        var atOnce = rules.AnyOrder ? Math.Max(GroupsAtOnce / Math.Max(data.Groups, 1), 1) : 1;
        _partition = new RowPartition(data, data.Rows, atOnce, crew);
        _others = new RowPartition(data, learnsFromAll ? 0 : data.Rows, atOnce, crew);
        _finders = [.. Enumerable.Range(0, atOnce * data.Groups).Select(_ => new SplitFinder<TCell>())];
        _siblings = [.. Enumerable.Range(0, atOnce).Select(_ => new Siblings(data.Columns))];
        (_moves, _otherMoves) = (new (int, int, Split)[atOnce], new (int, int, Split)[atOnce]);
        (_parents, _lefts, _otherLefts) = (new int[atOnce], new int[atOnce], new int[atOnce]);
        _pool = new HistogramPool<TCell>(data.Groups * Histogram.GroupCells);
        _active = new int[data.Groups][];
        (_leaves, _nodes, _gains, _nodeRows) = (new GrowingLeaf[most], new TreeNode[most], new double[most], new double[most]);
        _found = new Split[2 * atOnce * data.Groups];
        _columns = new ColumnDraw(data.Columns, rules.Columns);
        (_searchGroup, _gather, _sum) = (SearchGroup, Gather, Sum);
        (_smallCells, _sums) = (new TCell[data.Rows], new TCell[Pieces(data.Rows)]);
    }

    /// <summary>How many leaves the tree has.</summary>
    internal int LeafCount => _leafCount;

    /// <summary>The training rows of a leaf, ascending.</summary>
    internal ReadOnlySpan<int> RowsOf(int leaf) => _partition.Slice(_leaves[leaf].Start, _leaves[leaf].Count);

    /// <summary>The rows of a leaf that the tree did not learn from, ascending.</summary>
    internal ReadOnlySpan<int> OthersOf(int leaf) => _others.Slice(_leaves[leaf].OthersStart, _leaves[leaf].Others);

    /// <summary>What its ancestors allow a leaf to be worth.</summary>
    internal ref readonly LeafLimits LimitsOf(int leaf) => ref _leaves[leaf].Limits;

    /// <summary>Grows one tree; its leaves have no values yet.</summary>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="scale">The units of the cells.</param>
    /// <param name="total">The sum of all cells.</param>
    /// <param name="rows">The rows to grow on, ascending; empty for all.</param>
    /// <param name="others">The other rows, ascending.</param>
    /// <param name="random">Draws the columns and, where they are random, the cuts.</param>
    internal void Grow(TCell[] cells, CellScale scale, TCell total, ReadOnlySpan<int> rows, ReadOnlySpan<int> others, SeededRandom random)
    {
        (_cells, _scale, _leafCount) = (cells, scale, 1);
        _pool.ReturnAll();
        _open.Clear();
        _columns.StartTree(random);
        _cutSeed = _rules.RandomCuts ? random.NextUInt64() : null;
        Activate(_columns.Tree);
        Start(total, rows, others);
        while (_leafCount < _leaves.Length && _open.Count > 0)
        {
            var count = 0;
            while (count < _siblings.Length && _leafCount + count < _leaves.Length && _open.TryDequeue(out var leaf, out _))
            {
                _parents[count++] = leaf;
            }

            SplitLeaves(_parents.AsSpan(0, count));
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

    private void Start(TCell total, ReadOnlySpan<int> rows, ReadOnlySpan<int> others)
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
        var sum = rows.IsEmpty ? total : SumOf(count);
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

        _siblings[0].Set(0, -1, right: 0);
        _siblings[0].SmallIsDense = CanSplit(_leaves[0]) && count >= SplitFinder<TCell>.SparseRows;
        _siblingCount = 1;
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

    private void SplitLeaves(ReadOnlySpan<int> leaves)
    {
        for (var i = 0; i < leaves.Length; i++)
        {
            ref readonly var leaf = ref _leaves[leaves[i]];
            (_moves[i], _otherMoves[i]) = ((leaf.Start, leaf.Count, leaf.Best), (leaf.OthersStart, leaf.Others, leaf.Best));
        }

        _partition.Move(_moves.AsSpan(0, leaves.Length), _lefts);
        _others.Move(_otherMoves.AsSpan(0, leaves.Length), _otherLefts);
        _siblingCount = 0;
        for (var i = 0; i < leaves.Length; i++)
        {
            SplitLeaf(leaves[i], _lefts[i], _otherLefts[i]);
        }

        // The crew begins with the last piece: that is to be the largest.
        _siblings.AsSpan(0, _siblingCount).Sort(static (a, b) => a.Rows.CompareTo(b.Rows));
        Search();
    }

    /// <summary>Makes a node of a leaf whose rows were split: its left child keeps the leaf's number, its right child gets the next one.</summary>
    private void SplitLeaf(int leaf, int lefts, int otherLefts)
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

        var (small, large) = lefts <= parent.Count - lefts ? (leaf, right) : (right, leaf);
        LineUpSearch(small, large, right, parent.Histogram);
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

    /// <summary>Remembers to search two new leaves, if one of them may be split.</summary>
    private void LineUpSearch(int small, int large, int right, int parentHistogram)
    {
        if (_leafCount == _leaves.Length || !(CanSplit(_leaves[large]) || CanSplit(_leaves[small])))
        {
            _pool.Return(parentHistogram);
            return;
        }

        var siblings = _siblings[_siblingCount++];
        siblings.Set(small, large, right);
        siblings.Rows = _leaves[small].Count;
        siblings.LargeIsDense = _leaves[large].Count >= SplitFinder<TCell>.SparseRows;
        siblings.SmallIsDense = _leaves[small].Count >= SplitFinder<TCell>.SparseRows;
        if (siblings.LargeIsDense)
        {
            _leaves[large].Histogram = parentHistogram;
        }
        else
        {
            _pool.Return(parentHistogram);
        }
    }

    private void Search()
    {
        foreach (var siblings in _siblings.AsSpan(0, _siblingCount))
        {
            if (siblings.SmallIsDense)
            {
                _leaves[siblings.Small].Histogram = _pool.Rent();
            }

            if (_columns.IsByNode)
            {
                _columns.Choose(_leaves[siblings.Small].Depth, siblings.NumberOf(siblings.Small), siblings.SmallColumns);
                if (siblings.Large >= 0)
                {
                    _columns.Choose(_leaves[siblings.Large].Depth, siblings.NumberOf(siblings.Large), siblings.LargeColumns);
                }
            }
        }

        Array.Fill(_found, Split.None);
        SearchGroups();
        for (var piece = 0; piece < _siblingCount * _active.Length; piece++)
        {
            var siblings = _siblings[piece % _siblingCount];
            Keep(ref _leaves[siblings.Small].Best, _found[2 * piece]);
            if (siblings.Large >= 0)
            {
                Keep(ref _leaves[siblings.Large].Best, _found[(2 * piece) + 1]);
            }
        }

        foreach (var siblings in _siblings.AsSpan(0, _siblingCount))
        {
            Line(siblings.Small);
            if (siblings.Large >= 0)
            {
                Line(siblings.Large);
            }
        }
    }

    /// <summary>Small nodes are done before a helper would have woken up.</summary>
    private void SearchGroups()
    {
        var rows = 0;
        _gatherPieces.Clear();
        foreach (var siblings in _siblings.AsSpan(0, _siblingCount))
        {
            rows += _leaves[siblings.Small].Count + (siblings.Large >= 0 ? _leaves[siblings.Large].Count : 0);
            if (siblings.SmallIsDense && !IsAll(siblings.Small))
            {
                for (var piece = 0; piece < Pieces(_leaves[siblings.Small].Count); piece++)
                {
                    _gatherPieces.Add((siblings.Small, piece));
                }
            }
        }

        var pieces = _siblingCount * _active.Length;
        if (rows >= RowsWorthThreads)
        {
            _crew.Run(_gatherPieces.Count, _gather);
            _crew.Run(pieces, _searchGroup);
            return;
        }

        for (var piece = 0; piece < pieces; piece++)
        {
            SearchGroup(piece);
        }
    }

    /// <summary>The first of equal gains stays: the lowest column.</summary>
    private static void Keep(ref Split best, in Split other) => best = other.Gain > best.Gain ? other : best;

    /// <summary>Puts the cells of smaller children side by side once, so that the groups of columns do not each look for them all over the rows.</summary>
    private void Gather(int number)
    {
        var (leaf, piece) = _gatherPieces[number];
        var cells = _smallCells.AsSpan(_leaves[leaf].Start + (piece * PieceRows));
        var rows = PieceOf(leaf, piece);
        var near = Prefetch.Near(_cells, rows);
        for (var i = 0; i < near; i++)
        {
            Prefetch.Read(in _cells[rows[i + Prefetch.RowsAhead]]);
            cells[i] = _cells[rows[i]];
        }

        for (var i = near; i < rows.Length; i++)
        {
            cells[i] = _cells[rows[i]];
        }
    }

    private void SearchGroup(int piece)
    {
        // The pieces of a group are neighbours, and so the work of one thread: its histograms stay near that.
        var (siblings, group) = (_siblings[piece % _siblingCount], piece / _siblingCount);
        var (small, large) = (siblings.Small, siblings.Large);
        if (siblings.SmallIsDense)
        {
            var histogram = _pool.Group(_leaves[small].Histogram, group);
            histogram.Clear();
            if (IsAll(small))
            {
                Histogram.AddAll(histogram, _data.Codes[group], _cells, _active[group]);
            }
            else
            {
                Histogram.AddGathered(histogram, RowsOf(small), _data.Codes[group], _smallCells.AsSpan(_leaves[small].Start), _active[group]);
            }
        }

        if (siblings.LargeIsDense)
        {
            var histogram = _pool.Group(_leaves[large].Histogram, group);
            if (siblings.SmallIsDense)
            {
                TCell.Subtract(histogram, _pool.Group(_leaves[small].Histogram, group));
            }
            else
            {
                Histogram.Remove(histogram, RowsOf(small), _data.Codes[group], _cells, _active[group]);
            }
        }

        SearchLeaf(small, siblings, siblings.SmallColumns, group, _finders[piece], ref _found[2 * piece]);
        if (large >= 0)
        {
            SearchLeaf(large, siblings, siblings.LargeColumns, group, _finders[piece], ref _found[(2 * piece) + 1]);
        }
    }

    private void SearchLeaf(int number, Siblings siblings, bool[] columns, int group, SplitFinder<TCell> finder, ref Split best)
    {
        ref readonly var leaf = ref _leaves[number];
        if (!CanSplit(leaf))
        {
            return;
        }

        var node = NodeToSplit.Of(_rules, _scale, leaf.Count, leaf.G, leaf.H) with { CutSeed = _cutSeed is { } seed ? SeededRandom.Mix(seed, (ulong)siblings.NumberOf(number)) : null };
        var limits = _rules.LimitsValues ? ValueLimits.Of(_rules, _scale, leaf.Count, leaf.H, leaf.Value, leaf.Limits) : (ValueLimits?)null;
        foreach (var k in _active[group])
        {
            var feature = (group * BinnedRows.GroupWidth) + k;
            if (_columns.IsByNode && !columns[feature])
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

    private bool CanSplit(in GrowingLeaf leaf) => _rules.Allows(leaf.Depth) && leaf.Count / 2 >= _rules.MinRows;

    /// <summary>The two children of one split, or the root alone: what is searched together.</summary>
    private sealed class Siblings(int columns)
    {
        private int _right;

        internal int Small { get; private set; }

        /// <summary>-1 beside the root.</summary>
        internal int Large { get; private set; }

        /// <summary>Rows to add up.</summary>
        internal int Rows { get; set; }

        /// <summary>Whether the leaf has a histogram.</summary>
        internal bool SmallIsDense { get; set; }

        /// <inheritdoc cref="SmallIsDense"/>
        internal bool LargeIsDense { get; set; }

        /// <summary>[columns] which ones the leaf may cut, where leaves differ.</summary>
        internal bool[] SmallColumns { get; } = new bool[columns];

        /// <inheritdoc cref="SmallColumns"/>
        internal bool[] LargeColumns { get; } = new bool[columns];

        internal void Set(int small, int large, int right)
        {
            (Small, Large, _right) = (small, large, right);
            (Rows, SmallIsDense, LargeIsDense) = (0, false, false);
        }

        /// <summary>A number of the leaf's own among all nodes of the tree: a left child keeps its parent's place among the leaves, so that does not tell.</summary>
        internal int NumberOf(int leaf) => (2 * (_right + 1)) - (leaf == _right ? 0 : 1);
    }

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
