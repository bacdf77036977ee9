using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Structures from gradients at scores of models that have not seen the row: a split's steps come from bodies, and tails judge them.</summary>
/// <remarks>Three orders of the rows, one of them drawn for each tree; all learn from each tree. Source: Prokhorenkova et al. (2018), CatBoost,
/// Algorithm 2; the number of orders is CatBoost's <c>permutation_count</c> less the one that gives the leaf values.</remarks>
internal sealed class OrderedSearch<TCell> : TreeSearch
    where TCell : unmanaged, ICell<TCell>
{
    private const int Orders = 3;

    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 4096;

    private readonly OrderedFold[] _folds;
    private readonly Loss _loss;
    private readonly SymmetricPlan _plan;
    private readonly Crew _crew;
    private readonly RowSampling _sampling;
    private readonly LeafSlots _slots;
    private readonly SymmetricGrower<TCell> _grower;
    private readonly Support<TCell>[] _supports;
    private readonly LeafSteps[] _steps;
    private readonly double[][] _gradient, _leafSteps;
    private readonly double[] _tailGradient;
    private readonly TCell[][] _cells;
    private readonly (int Support, int From, int Count)[] _pieces;
    private readonly (double MaxG, double MaxH, double Squares)[] _found;
    private readonly Action<int> _differentiate, _fill, _update;
    private OrderedFold _fold;
    private CellScale _scale;
    private ulong _seed;
    private int _leaves;

    internal OrderedSearch(
        double start, double[] labels, double[]? weights, Loss loss, BinnedRows data, SymmetricPlan plan, ulong seed, Crew crew)
    {
        (_loss, _plan, _crew) = (loss, plan, crew);
        var (rows, ends) = (labels.Length, OrderedFold.EndsOf(labels.Length));
        _folds = [.. Enumerable.Range(0, Orders).Select(i => new OrderedFold(OrderOf(rows, seed, i), ends, start, labels, weights, data, plan, crew))];
        _fold = _folds[0];
        _sampling = new RowSampling(rows, plan, crew);
        _slots = new LeafSlots(rows, ends.Length, plan.Depth, crew);
        _grower = new SymmetricGrower<TCell>(data, _slots, plan, crew);
        _supports = new Support<TCell>[_fold.Supports];
        _gradient = Array.ConvertAll(_fold.Scores, s => new double[s.Length]);
        _cells = Array.ConvertAll(_fold.Scores, s => new TCell[s.Length]);
        _tailGradient = new double[rows];
        _pieces = [.. Enumerable.Range(0, _fold.Supports).SelectMany(k => Enumerable.Range(0, (ends[k + 1] + PieceRows - 1) / PieceRows)
            .Select(p => (k, p * PieceRows, Math.Min(PieceRows, ends[k + 1] - (p * PieceRows)))))];
        _found = new (double, double, double)[_pieces.Length];
        _steps = [.. Enumerable.Range(0, Orders * _fold.Supports).Select(_ => new LeafSteps(loss, plan))];
        _leafSteps = Array.ConvertAll(_steps, _ => new double[1 << plan.Depth]);
        (_differentiate, _fill, _update) = (Differentiate, Fill, UpdateSupport);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<(int Feature, int Bin)> Grow(int round, double? meanLeaf, ulong seed, ushort[] leafOf)
    {
        var rows = leafOf.Length;
        (_seed, _fold) = (seed, _folds[NumberFor(seed)]);
        _crew.Run(_pieces.Length, _differentiate);
        _sampling.Draw(_tailGradient, meanLeaf, seed);
        // A row's weight is at most this, whether it is in a body or drawn for a tail.
        var factor = _sampling.Weighs ? Math.Max(_sampling.Factors.Max(), 1) : 1;
        _scale = TCell.ScaleOf(factor * _found.Max(p => p.MaxG), factor * (_fold.Weights?.Max() ?? 1), rows);
        _crew.Run(_pieces.Length, _fill);
        for (var k = 0; k < _supports.Length; k++)
        {
            _supports[k] = new Support<TCell>(_cells[k], k + 1, true, _fold.L2(k) / _scale.H);
        }

        _slots.Reset([], _fold.Ends);
        var judging = Math.Max(rows - _fold.Ends[0], 1);
        _grower.Grow(_fold.Bins, _slots, _supports, Noise(_plan, _scale, _found.Sum(p => p.Squares) / judging, rows, round), seed);
        for (var leaf = 0; leaf < _slots.Leaves; leaf++)
        {
            foreach (var place in _slots.Rows(leaf))
            {
                leafOf[_fold.RowAt(place)] = (ushort)leaf;
            }
        }

        return _grower.Splits;
    }

    /// <inheritdoc/>
    internal override void Update(ushort[] leafOf, int leaves)
    {
        _leaves = leaves;
        _crew.Run(Orders, fold => _folds[fold].Place(leafOf));
        _crew.Run(_steps.Length, _update);
    }

    /// <inheritdoc/>
    internal override void Shrink(double factor)
    {
        foreach (var scores in _folds.SelectMany(fold => fold.Scores))
        {
            foreach (ref var score in scores.AsSpan())
            {
                score *= factor;
            }
        }
    }

    /// <summary>Which order a tree takes.</summary>
    internal static int NumberFor(ulong treeSeed) => (int)(SeededRandom.Mix(treeSeed, 0) % Orders);

    /// <summary>An order of the rows: the row at each place.</summary>
    internal static int[] OrderOf(int rows, ulong seed, int number)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        SeededRandom.Fork(~seed, (ulong)number).Shuffle(order.AsSpan());
        return order;
    }

    private void UpdateSupport(int number) =>
        _folds[number % Orders].Update(number / Orders, _steps[number], _plan.Rate, _leafSteps[number].AsSpan(0, _leaves));

    private void Differentiate(int piece)
    {
        var (support, from, count) = _pieces[piece];
        Span<double> hessian = stackalloc double[PieceRows];
        var gradient = _gradient[support].AsSpan(from, count);
        var (maxG, _) = _loss.Differentiate(
            _fold.Scores[support].AsSpan(from, count), _fold.Labels.AsSpan(from, count), _fold.Weights is null ? default : _fold.Weights.AsSpan(from, count),
            gradient, hessian[..count]);
        var squares = 0.0;
        for (var i = 0; i < count; i++)
        {
            if (from + i >= _fold.Ends[support])
            {
                squares += gradient[i] * gradient[i];
                _tailGradient[from + i] = gradient[i];
            }
            else if (support == 0)
            {
                // The first rows are in no tail.
                _tailGradient[from + i] = gradient[i];
            }
        }

        _found[piece] = (maxG, 0, squares);
    }

    /// <summary>What goes into the cells: gradient and weight, times the factor drawn where the row judges.</summary>
    private void Fill(int piece)
    {
        var (support, from, count) = _pieces[piece];
        Span<double> g = stackalloc double[PieceRows], h = stackalloc double[PieceRows];
        for (var i = 0; i < count; i++)
        {
            var factor = _sampling.Weighs && from + i >= _fold.Ends[support] ? _sampling.Factors[from + i] : 1;
            (g[i], h[i]) = (_gradient[support][from + i] * factor, (_fold.Weights is null ? 1 : _fold.Weights[from + i]) * factor);
        }

        TCell.Fill(g[..count], h[..count], _cells[support].AsSpan(from, count), _scale, SeededRandom.Mix(_seed, (ulong)support), from);
    }
}
