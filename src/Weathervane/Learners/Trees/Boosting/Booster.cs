using Weathervane.Datasets;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Boosting;

/// <summary>Gradient boosting: each tree is grown on the derivatives at the scores of all trees before it.</summary>
/// <remarks>Trees are grown on cells, which may be rounded; the values of their leaves are then worked out from the exact
/// derivatives of the leaf's rows, summed in row order.</remarks>
internal sealed class Booster<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 4096;

    /// <summary>Stretches of neighbouring rows whose scores are added to together: leaf by leaf, each thread would write all over them.</summary>
    private const int Stretches = 8;

    private readonly Dataset _rows;
    private readonly double[] _weights;
    private readonly Loss _loss;
    private readonly BoostingPlan _plan;
    private readonly GrowthRules _rules;
    private readonly FitContext _context;
    private readonly Crew _crew;
    private readonly TreeGrower<TCell> _grower;
    private readonly RowDraw _draw;
    private readonly DartDrops? _drops;
    private readonly double[] _scores, _gradient, _hessian, _leafValues;
    private readonly (double MaxG, double MaxH)[] _largest;
    private readonly int[] _leavesBySize, _leafSizes;
    private readonly TCell[] _cells, _sums;
    private readonly Action<int> _differentiate, _fill, _findValue, _addValues;
    private CellScale _scale;
    private ulong _roundSeed;
    private double _rate;

    /// <summary>Prepares a fit.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="weights">[rows] what each row counts, classes included; empty for equal ones.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="data">The rows' bins.</param>
    /// <param name="rules">How a tree grows.</param>
    /// <param name="plan">How the rounds go.</param>
    /// <param name="context">Seed, validation rows, progress and cancellation.</param>
    /// <param name="crew">Threads.</param>
    internal Booster(
        Dataset rows, double[] weights, Loss loss, BinnedRows data, GrowthRules rules, BoostingPlan plan, FitContext context, Crew crew)
    {
        (_rows, _weights, _loss, _plan, _rules, _context, _crew) = (rows, weights, loss, plan, rules, context, crew);
        _draw = new RowDraw(rows.Rows, plan);
        _grower = new TreeGrower<TCell>(data, rules, _draw.IsWhole, crew);
        _drops = plan.Dart is null ? null : new DartDrops(plan.Dart, plan.LearningRate);
        var count = rows.Rows;
        (_scores, _gradient, _hessian, _cells) = (new double[count], new double[count], new double[count], new TCell[count]);
        _leafValues = new double[Math.Min(rules.MaxLeaves, count)];
        (_leavesBySize, _leafSizes) = (new int[_leafValues.Length], new int[_leafValues.Length]);
        (_largest, _sums) = (new (double, double)[Pieces], new TCell[Pieces]);
        (_differentiate, _fill, _findValue, _addValues) = (Differentiate, Fill, FindValue, AddValues);
    }

    private int Pieces => (_rows.Rows + PieceRows - 1) / PieceRows;

    // Without random draws the same derivatives would give the same stump for ever.
    private bool IsRandom => !_draw.IsWhole || _rules.Columns != (1, 1, 1) || _rules.RandomCuts || _drops is not null;

    /// <summary>Boosts, and keeps the trees up to the best validation loss where early stopping is asked for.</summary>
    internal TreeModel Fit()
    {
        var start = _plan.Start ?? _loss.Start(_rows.Labels, _rows.Weights);
        Array.Fill(_scores, start);
        var watch = ValidationWatch.Of(_context, _loss, _plan.EarlyStoppingRounds, start, _crew);
        var trees = new List<Tree>(_plan.Rounds);
        for (var round = 0; round < _plan.Rounds; round++)
        {
            _context.Cancel.ThrowIfCancellationRequested();
            if (GrowOne(SeededRandom.Fork(_context.Seed, (ulong)round), round, trees, watch) is { Nodes.Length: > 0 } tree)
            {
                trees.Add(tree);
                watch?.Add(tree);
            }
            else if (!IsRandom)
            {
                break;
            }

            _context.Progress?.Report((round + 1.0) / _plan.Rounds);
            if (watch?.GoesOn(round + 1, trees.Count) == false)
            {
                break;
            }
        }

        if (watch?.StopsEarly == true)
        {
            trees.RemoveRange(watch.BestTrees, trees.Count - watch.BestTrees);
        }

        _context.Progress?.Report(1);
        return new TreeModel(_rows.Features.Names, [.. trees], new TreeScore { Link = _loss.Link, Start = start });
    }

    private Tree GrowOne(SeededRandom random, int round, List<Tree> trees, ValidationWatch? watch)
    {
        LeaveOut(random, trees);
        _crew.Run(Pieces, _differentiate);
        _draw.Draw(random, round, _gradient, _hessian);
        (_scale, _roundSeed) = (Scale(), random.NextUInt64());
        _crew.Run(Pieces, _fill);
        _grower.Grow(_cells, _scale, Total(), _draw.Inside, _draw.Outside, random);
        _rate = _drops?.Rate ?? _plan.LearningRate;
        SortLeaves();
        _crew.Run(_grower.LeafCount, _findValue);
        _crew.Run(Stretches, _addValues);
        var tree = _grower.ToTree(_leafValues);
        TakeBack(trees, watch, tree.Nodes.Length > 0);
        return tree;
    }

    /// <summary>Takes the dropped trees out of the scores.</summary>
    private void LeaveOut(SeededRandom random, List<Tree> trees)
    {
        _drops?.Draw(random);
        foreach (var dropped in _drops?.Dropped ?? [])
        {
            AddToScores(trees[dropped], -1);
        }
    }

    /// <summary>Puts the dropped trees back, with smaller leaves beside a new tree.</summary>
    private void TakeBack(List<Tree> trees, ValidationWatch? watch, bool grown)
    {
        foreach (var dropped in _drops?.Dropped ?? [])
        {
            if (grown)
            {
                watch?.Add(trees[dropped], _drops!.Kept - 1);
                trees[dropped] = trees[dropped].Scaled(_drops!.Kept);
            }

            AddToScores(trees[dropped], 1);
        }

        if (grown)
        {
            _drops?.TakeIn();
        }
    }

    private void AddToScores(Tree tree, double factor) => _crew.Run(Pieces, piece =>
    {
        var (from, count) = Range(piece);
        tree.AddTo(_rows.Features, from, factor, _scores.AsSpan(from, count));
    });

    private CellScale Scale()
    {
        double maxG = 0, maxH = 0;
        if (_plan.Goss is null)
        {
            foreach (var piece in _largest)
            {
                (maxG, maxH) = (Math.Max(maxG, piece.MaxG), Math.Max(maxH, piece.MaxH));
            }
        }
        else
        {
            // The draw has scaled some of them up.
            for (var row = 0; row < _gradient.Length; row++)
            {
                (maxG, maxH) = (Math.Max(maxG, Math.Abs(_gradient[row])), Math.Max(maxH, _hessian[row]));
            }
        }

        return TCell.ScaleOf(maxG, maxH, _rows.Rows);
    }

    private void Differentiate(int piece)
    {
        var (from, count) = Range(piece);
        _largest[piece] = _loss.Differentiate(
            _scores.AsSpan(from, count), _rows.Labels.AsSpan(from, count), _weights.Length == 0 ? default : _weights.AsSpan(from, count),
            _gradient.AsSpan(from, count), _hessian.AsSpan(from, count));
    }

    private void Fill(int piece)
    {
        var (from, count) = Range(piece);
        var cells = _cells.AsSpan(from, count);
        TCell.Fill(_gradient.AsSpan(from, count), _hessian.AsSpan(from, count), cells, _scale, _roundSeed, from);
        // While they are near.
        _sums[piece] = Sum(cells);
    }

    private TCell Total() => Sum(_sums);

    private static TCell Sum(ReadOnlySpan<TCell> cells)
    {
        var sum = default(TCell);
        foreach (var cell in cells)
        {
            sum += cell;
        }

        return sum;
    }

    /// <summary>The crew begins with the last piece: that is the largest leaf, so that nobody waits for it in the end.</summary>
    private void SortLeaves()
    {
        for (var leaf = 0; leaf < _grower.LeafCount; leaf++)
        {
            (_leavesBySize[leaf], _leafSizes[leaf]) = (leaf, _grower.RowsOf(leaf).Length + _grower.OthersOf(leaf).Length);
        }

        Array.Sort(_leafSizes, _leavesBySize, 0, _grower.LeafCount);
    }

    /// <summary>Works out a leaf's value from the exact derivatives of its rows.</summary>
    private void FindValue(int piece)
    {
        var leaf = _leavesBySize[piece];
        var rows = _grower.RowsOf(leaf);
        var (g, h) = Sum(rows, _gradient, _hessian);
        var limits = _grower.LimitsOf(leaf);
        var step = _loss.RefitsLeaves
            ? _rules.Limit(_loss.Step(rows, _scores, _rows.Labels, _weights), rows.Length, limits)
            : _rules.LeafValue(g, h, rows.Length, limits);
        _leafValues[leaf] = _rate * step;
    }

    /// <summary>Adds the leaves' values to the scores of some neighbouring rows.</summary>
    private void AddValues(int stretch)
    {
        var (from, end) = ((int)((long)_rows.Rows * stretch / Stretches), (int)((long)_rows.Rows * (stretch + 1) / Stretches));
        for (var leaf = 0; leaf < _grower.LeafCount; leaf++)
        {
            AddTo(_scores, Within(_grower.RowsOf(leaf), from, end), _leafValues[leaf]);
            AddTo(_scores, Within(_grower.OthersOf(leaf), from, end), _leafValues[leaf]);
        }
    }

    /// <summary>Those of ascending rows that are at least <paramref name="from"/> and below <paramref name="end"/>.</summary>
    private static ReadOnlySpan<int> Within(ReadOnlySpan<int> rows, int from, int end)
    {
        var tail = rows[Ascending.FirstAtLeast(rows, from)..];
        return tail[..Ascending.FirstAtLeast(tail, end)];
    }

    private static (double G, double H) Sum(ReadOnlySpan<int> rows, double[] gradient, double[] hessian)
    {
        double g = 0, h = 0;
        var near = Prefetch.Near(gradient, rows);
        for (var i = 0; i < near; i++)
        {
            Prefetch.Read(in gradient[rows[i + Prefetch.RowsAhead]]);
            Prefetch.Read(in hessian[rows[i + Prefetch.RowsAhead]]);
            g += gradient[rows[i]];
            h += hessian[rows[i]];
        }

        foreach (var row in rows[near..])
        {
            g += gradient[row];
            h += hessian[row];
        }

        return (g, h);
    }

    private static void AddTo(double[] scores, ReadOnlySpan<int> rows, double value)
    {
        var near = Prefetch.Near(scores, rows);
        for (var i = 0; i < near; i++)
        {
            Prefetch.Read(in scores[rows[i + Prefetch.RowsAhead]]);
            scores[rows[i]] += value;
        }

        foreach (var row in rows[near..])
        {
            scores[row] += value;
        }
    }

    private (int From, int Count) Range(int piece) =>
        (piece * PieceRows, Math.Min(PieceRows, _rows.Rows - (piece * PieceRows)));
}
