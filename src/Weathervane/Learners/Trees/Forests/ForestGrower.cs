using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Grows one tree at a time on the shares of up, depth first, or best cut first where its leaves are limited. Keeps its memory from tree to tree.</summary>
internal sealed class ForestGrower(double[] labels, double[] weights, int columns, ForestPlan plan, IColumnCuts cuts)
{
    private readonly int[] _columns = new int[columns], _rows = new int[labels.Length];
    private readonly Stack<OpenNode> _open = new();
    private readonly PriorityQueue<(OpenNode Node, Cut Cut), (double Gain, int Order)> _best = new();
    private readonly List<TreeNode> _nodes = [];
    private readonly List<double> _leaves = [], _gains = [];
    private readonly List<double> _nodeRows = [], _leafRows = [];

    /// <summary>The rows of the tree that was grown last.</summary>
    internal Bootstrap Drawn { get; } = new(labels, weights, plan);

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

        Drawn.Next(random);
        Drawn.Rows.CopyTo(_rows);
        var root = new OpenNode(0, Drawn.Rows.Length, 0, -1, false);
        if (plan.MaxLeaves == 0)
        {
            GrowInDepth(root, random, cancel);
        }
        else
        {
            GrowBestFirst(root, random, cancel);
        }

        return new Tree([.. _nodes], [.. _leaves], [.. _gains], [.. _nodeRows], [.. _leafRows]);
    }

    private void GrowInDepth(OpenNode root, SeededRandom random, CancellationToken cancel)
    {
        _open.Push(root);
        while (_open.TryPop(out var open))
        {
            cancel.ThrowIfCancellationRequested();
            if (Find(open, random) is { Exists: true } cut)
            {
                var (left, right) = AddNode(open, cut);
                _open.Push(right);
                _open.Push(left);
            }
            else
            {
                AddLeaf(open);
            }
        }
    }

    private void GrowBestFirst(OpenNode root, SeededRandom random, CancellationToken cancel)
    {
        var found = 0;
        Open(root);
        while (_best.TryDequeue(out var next, out _))
        {
            cancel.ThrowIfCancellationRequested();
            // Those that wait, this one included, are leaves as long as they are not cut.
            if (_leaves.Count + _best.Count + 1 >= plan.MaxLeaves)
            {
                AddLeaf(next.Node);
                continue;
            }

            var (left, right) = AddNode(next.Node, next.Cut);
            Open(left);
            Open(right);
        }

        void Open(OpenNode node)
        {
            if (Find(node, random) is { Exists: true } cut)
            {
                _best.Enqueue((node, cut), (-cut.Gain, found++));
            }
            else
            {
                AddLeaf(node);
            }
        }
    }

    /// <summary>The best cut among columns in random order: of the first few, or of the first that can be cut at all.</summary>
    private Cut Find(in OpenNode open, SeededRandom random)
    {
        var rows = Rows(open);
        var sum = default(PackedCell);
        foreach (var row in rows)
        {
            sum += Drawn.Cells[row];
        }

        var (best, content) = (Cut.None, false);
        for (var looked = 0; MayCut(open, sum) && looked < _columns.Length && (looked < plan.FeaturesPerSplit || !content); looked++)
        {
            var other = looked + random.NextInt(_columns.Length - looked);
            (_columns[looked], _columns[other]) = (_columns[other], _columns[looked]);
            content |= cuts.Look(rows, Drawn.Cells, sum, _columns[looked], random, ref best);
        }

        return best.Gain >= plan.MinDecrease * Drawn.Total * Drawn.Scale ? best : Cut.None;
    }

    private bool MayCut(in OpenNode open, PackedCell sum) =>
        (plan.MaxDepth == 0 || open.Depth < plan.MaxDepth)
        && open.Count >= plan.MinSplitRows
        && open.Count / 2 >= plan.MinLeafRows
        && sum.G > 0 && sum.G < sum.H;

    private (OpenNode Left, OpenNode Right) AddNode(in OpenNode open, in Cut cut)
    {
        var node = _nodes.Count;
        Link(open, node);
        _nodes.Add(new TreeNode(cut.Threshold, cut.Feature, 0, 0, cut.MissingLeft));
        _gains.Add(cut.Gain / Drawn.Scale);
        _nodeRows.Add(open.Count);
        var left = cuts.Move(Rows(open), cut);
        return (
            new OpenNode(open.Start, left, open.Depth + 1, node, true),
            new OpenNode(open.Start + left, open.Count - left, open.Depth + 1, node, false));
    }

    private void AddLeaf(in OpenNode open)
    {
        Link(open, ~_leaves.Count);
        double up = 0, total = 0;
        foreach (var row in Rows(open))
        {
            total += Drawn.Weights[row];
            up += Drawn.Weights[row] * labels[row];
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

    private Span<int> Rows(in OpenNode open) => _rows.AsSpan(open.Start, open.Count);

    private readonly record struct OpenNode(int Start, int Count, int Depth, int Parent, bool IsLeft);
}
