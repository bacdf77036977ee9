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

    private readonly Dataset _rows;
    private readonly Loss _loss;
    private readonly BoostingPlan _plan;
    private readonly GrowthRules _rules;
    private readonly FitContext _context;
    private readonly Crew _crew;
    private readonly LeafWiseGrower<TCell> _grower;
    private readonly double[] _scores, _gradient, _hessian, _leafValues;
    private readonly (double MaxG, double MaxH)[] _largest;
    private readonly TCell[] _cells;
    private readonly Action<int> _differentiate, _fill, _finishLeaf;
    private readonly int[]? _bag;
    private readonly int[] _outOfBag;
    private CellScale _scale;
    private ulong _roundSeed;

    internal Booster(Dataset rows, Loss loss, BinnedRows data, GrowthRules rules, BoostingPlan plan, FitContext context, Crew crew)
    {
        (_rows, _loss, _plan, _rules, _context, _crew) = (rows, loss, plan, rules, context, crew);
        _grower = new LeafWiseGrower<TCell>(data, rules, crew);
        var count = rows.Rows;
        (_scores, _gradient, _hessian, _cells) = (new double[count], new double[count], new double[count], new TCell[count]);
        _leafValues = new double[rules.MaxLeaves];
        _largest = new (double, double)[Pieces];
        (_differentiate, _fill, _finishLeaf) = (Differentiate, Fill, FinishLeaf);
        var inBag = plan.BaggingFreq > 0 ? Math.Max((int)(plan.BaggingFraction * count), 1) : count;
        _bag = inBag < count ? new int[inBag] : null;
        _outOfBag = new int[count - inBag];
    }

    private int Pieces => (_rows.Rows + PieceRows - 1) / PieceRows;

    private ReadOnlySpan<double> Weights => _rows.Weights;

    /// <summary>Boosts, and keeps the trees up to the best validation loss where one is watched.</summary>
    internal TreeModel Fit()
    {
        var bias = _loss.Start(_rows.Labels, Weights);
        Array.Fill(_scores, bias);
        var watch = ValidationWatch.Of(_context, _loss, _plan.EarlyStoppingRounds, bias, _crew);
        var trees = new List<Tree>(_plan.Rounds);
        var columns = new bool[_rows.Features.Columns];
        for (var round = 0; round < _plan.Rounds; round++)
        {
            _context.Cancel.ThrowIfCancellationRequested();
            var random = SeededRandom.Fork(_context.Seed, (ulong)round);
            DrawColumns(random, columns);
            DrawRows(random, round);
            var tree = GrowOne(random.NextUInt64(), columns);
            if (tree.Nodes.Length == 0)
            {
                // Nothing left to cut: the same derivatives would give the same stump for ever, unless rows or columns are drawn anew.
                if (_bag is null && _plan.FeatureFraction == 1)
                {
                    break;
                }

                continue;
            }

            trees.Add(tree);
            _context.Progress?.Report((round + 1.0) / _plan.Rounds);
            watch?.Add(tree);
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
        return new TreeModel(_rows.Features.Names, [.. trees], new TreeScore { Link = _loss.Link, Start = bias });
    }

    private Tree GrowOne(ulong seed, bool[] columns)
    {
        _crew.Run(Pieces, _differentiate);
        double maxG = 0, maxH = 0;
        foreach (var piece in _largest)
        {
            (maxG, maxH) = (Math.Max(maxG, piece.MaxG), Math.Max(maxH, piece.MaxH));
        }

        (_scale, _roundSeed) = (TCell.ScaleOf(maxG, maxH, _rows.Rows), seed);
        _crew.Run(Pieces, _fill);
        _grower.Grow(_cells, _scale, _bag, columns);
        _crew.Run(_grower.LeafCount, _finishLeaf);
        var tree = _grower.ToTree(_leafValues);
        foreach (var row in _outOfBag)
        {
            _scores[row] += tree.Leaves[tree.LeafOf(_rows.Features, row)];
        }

        return tree;
    }

    private void Differentiate(int piece)
    {
        var (from, count) = Range(piece);
        _largest[piece] = _loss.Differentiate(
            _scores.AsSpan(from, count), _rows.Labels.AsSpan(from, count), Weights.IsEmpty ? default : Weights.Slice(from, count),
            _gradient.AsSpan(from, count), _hessian.AsSpan(from, count));
    }

    private void Fill(int piece)
    {
        var (from, count) = Range(piece);
        TCell.Fill(_gradient.AsSpan(from, count), _hessian.AsSpan(from, count), _cells.AsSpan(from, count), _scale, _roundSeed, from);
    }

    /// <summary>Works out a leaf's value from the exact derivatives of its rows, and adds it to their scores.</summary>
    private void FinishLeaf(int leaf)
    {
        double g = 0, h = 0;
        var rows = _grower.RowsOf(leaf);
        foreach (var row in rows)
        {
            g += _gradient[row];
            h += _hessian[row];
        }

        var step = _loss.RefitsLeaves ? _loss.Step(rows, _scores, _rows.Labels, Weights) : _rules.LeafValue(g, h);
        var value = _leafValues[leaf] = _plan.LearningRate * step;
        foreach (var row in rows)
        {
            _scores[row] += value;
        }
    }

    private (int From, int Count) Range(int piece) =>
        (piece * PieceRows, Math.Min(PieceRows, _rows.Rows - (piece * PieceRows)));

    private void DrawColumns(SeededRandom random, bool[] columns)
    {
        var wanted = Math.Max((int)Math.Round(_plan.FeatureFraction * columns.Length), 1);
        for (var column = 0; column < columns.Length; column++)
        {
            columns[column] = Draw(random, columns.Length - column, ref wanted);
        }
    }

    private void DrawRows(SeededRandom random, int round)
    {
        if (_bag is null || round % _plan.BaggingFreq != 0)
        {
            return;
        }

        var (wanted, inside, outside) = (_bag.Length, 0, 0);
        for (var row = 0; row < _rows.Rows; row++)
        {
            if (Draw(random, _rows.Rows - row, ref wanted))
            {
                _bag[inside++] = row;
            }
            else
            {
                _outOfBag[outside++] = row;
            }
        }
    }

    /// <summary>Takes an item with the odds of the places wanted among the items left: exactly the wanted number, in order.</summary>
    private static bool Draw(SeededRandom random, int left, ref int wanted)
    {
        var taken = wanted == left || random.NextInt(left) < wanted;
        wanted -= taken ? 1 : 0;
        return taken;
    }
}
