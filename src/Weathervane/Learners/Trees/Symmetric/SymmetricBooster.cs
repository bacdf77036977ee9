using Weathervane.Datasets;
using Weathervane.Learners.Trees.Boosting;
using Weathervane.Learners.Trees.Losses;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Gradient boosting with symmetric trees: the structure of each comes from a search, its leaf values from all rows.</summary>
internal sealed class SymmetricBooster
{
    /// <summary>Pieces that rows are added up in; fixed, so that threads change nothing.</summary>
    private const int MostPieces = 16;

    private readonly Dataset _rows;
    private readonly double[]? _weights;
    private readonly Loss _loss;
    private readonly BorderedRows _data;
    private readonly SymmetricPlan _plan;
    private readonly FitContext _context;
    private readonly Crew _crew;
    private readonly TreeSearch _search;
    private readonly LeafSteps _leafSteps;
    private readonly double[] _scores, _gradient, _hessian, _steps, _values;
    private readonly double[][] _g, _h;
    private readonly ushort[] _leafOf;
    private readonly int _pieceRows;
    private readonly double _l2;
    private readonly Action<int> _differentiate, _addPiece, _updatePiece;
    private int _leaves;
    private bool _stands;

    /// <summary>Prepares a fit.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="weights">[rows] their weights; null for equal ones.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="data">The rows' bins.</param>
    /// <param name="plan">How.</param>
    /// <param name="context">Seed, validation rows, progress and cancellation.</param>
    /// <param name="crew">Threads.</param>
    /// <param name="search">Makes the search, from the score before the first tree and the array of the training rows' gradients.</param>
    internal SymmetricBooster(
        Dataset rows, double[]? weights, Loss loss, BorderedRows data, SymmetricPlan plan, FitContext context, Crew crew,
        Func<double, double[], TreeSearch> search)
    {
        (_rows, _weights, _loss, _data, _plan, _context, _crew) = (rows, weights, loss, data, plan, context, crew);
        (_scores, _gradient, _hessian) = (new double[rows.Rows], new double[rows.Rows], new double[rows.Rows]);
        Start = plan.FromAverage ? loss.Start(rows.Labels, weights) : 0;
        Array.Fill(_scores, Start);
        _search = search(Start, _gradient);
        _leafSteps = new LeafSteps(loss, plan);
        _pieceRows = Math.Max((rows.Rows + MostPieces - 1) / MostPieces, 2048);
        var pieces = (rows.Rows + _pieceRows - 1) / _pieceRows;
        var leaves = 1 << plan.Depth;
        (_steps, _values, _leafOf) = (new double[leaves], new double[leaves], new ushort[rows.Rows]);
        _g = [.. Enumerable.Range(0, pieces).Select(_ => new double[leaves])];
        _h = [.. Enumerable.Range(0, pieces).Select(_ => new double[leaves])];
        _l2 = plan.L2 * ((weights?.Sum() ?? rows.Rows) / rows.Rows);
        (_differentiate, _addPiece, _updatePiece) = (Differentiate, AddPiece, UpdatePiece);
    }

    /// <summary>The score before the first tree.</summary>
    private double Start { get; }

    private LeafRows Rows => new() { Scores = _scores, Labels = _rows.Labels, Weights = _weights, LeafOf = _leafOf };

    /// <summary>Boosts.</summary>
    internal TreeModel Fit()
    {
        var patience = _plan is { KeepBest: true, Patience: 0 } && _context.Validation is { Rows: > 0 } ? int.MaxValue : _plan.Patience;
        var watch = ValidationWatch.Of(_context, _loss, patience, Start, _crew);
        var trees = new List<Tree>(_plan.Rounds);
        double? meanLeaf = null;
        for (var round = 0; round < _plan.Rounds; round++)
        {
            _context.Cancel.ThrowIfCancellationRequested();
            Shrink(_plan.ShrinkageBefore(round), watch);
            trees.Add(GrowOne(round, meanLeaf));
            meanLeaf = trees[^1].Leaves.Average(Math.Abs);
            _context.Progress?.Report((round + 1.0) / _plan.Rounds);
            watch?.Add(trees[^1]);
            if (watch?.GoesOn(round + 1, trees.Count) == false)
            {
                break;
            }
        }

        if (watch?.StopsEarly == true && _plan.KeepBest)
        {
            trees.RemoveRange(watch.BestTrees, trees.Count - watch.BestTrees);
        }

        _context.Progress?.Report(1);
        return new TreeModel(_rows.Features.Names, Shrunk(trees), new TreeScore { Link = _loss.Link, Start = Start });
    }

    private Tree GrowOne(int round, double? meanLeaf)
    {
        _crew.Run(_g.Length, _differentiate);
        var splits = _search.Grow(round, meanLeaf, SeededRandom.Mix(_context.Seed, (ulong)round), _leafOf);
        _leaves = 1 << splits.Count;
        _stands = true;
        _leafSteps.Find(Rows, AddAll, _l2, _steps.AsSpan(0, _leaves));
        for (var leaf = 0; leaf < _leaves; leaf++)
        {
            _values[leaf] = _plan.Rate * _steps[leaf];
        }

        var tree = SymmetricTree.Of(splits, _data, _values.AsSpan(0, _leaves), _leafSteps.Sums(_leaves), _l2);
        _crew.Run(_g.Length, _updatePiece);
        _search.Update(_leafOf, _leaves);
        return tree;
    }

    private void AddAll(ReadOnlySpan<double> steps, Span<double> g, Span<double> h)
    {
        // The steps are those in _steps: a span cannot travel to other threads.
        _crew.Run(_g.Length, _addPiece);
        _stands = false;
        for (var piece = 0; piece < _g.Length; piece++)
        {
            for (var leaf = 0; leaf < _leaves; leaf++)
            {
                g[leaf] += _g[piece][leaf];
                h[leaf] += _h[piece][leaf];
            }
        }
    }

    private void Differentiate(int piece)
    {
        var (from, count) = Range(piece);
        var rows = Rows.Slice(from, count);
        _loss.Differentiate(rows.Scores, rows.Labels, rows.Weights, _gradient.AsSpan(from, count), _hessian.AsSpan(from, count));
    }

    private void AddPiece(int piece)
    {
        var (g, h) = (_g[piece], _h[piece]);
        Array.Clear(g);
        Array.Clear(h);
        var (from, count) = Range(piece);
        if (!_stands)
        {
            LeafSteps.Add(_loss, Rows.Slice(from, count), _steps, g, h);
            return;
        }

        // Before the first step the derivatives are those that the search had.
        for (var row = from; row < from + count; row++)
        {
            var leaf = _leafOf[row];
            g[leaf] += _gradient[row];
            h[leaf] += _hessian[row];
        }
    }

    private (int From, int Count) Range(int piece) => (piece * _pieceRows, Math.Min(_pieceRows, _scores.Length - (piece * _pieceRows)));

    private void UpdatePiece(int piece)
    {
        var (from, count) = Range(piece);
        for (var row = from; row < from + count; row++)
        {
            _scores[row] += _values[_leafOf[row]];
        }
    }

    private void Shrink(double factor, ValidationWatch? watch)
    {
        if (factor == 1)
        {
            return;
        }

        foreach (ref var score in _scores.AsSpan())
        {
            score *= factor;
        }

        _search.Shrink(factor);
        watch?.Shrink(factor);
    }

    /// <summary>The trees with all that was taken from them after they were grown.</summary>
    private Tree[] Shrunk(List<Tree> trees)
    {
        var factor = 1.0;
        for (var i = trees.Count - 1; i >= 0; i--)
        {
            var (tree, taken) = (trees[i], factor);
            trees[i] = taken == 1
                ? tree
                : new Tree(tree.Nodes, Array.ConvertAll(tree.Leaves, leaf => leaf * taken), tree.Gains, tree.NodeCover, tree.LeafCover);
            factor *= _plan.ShrinkageBefore(i);
        }

        return [.. trees];
    }
}
