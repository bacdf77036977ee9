using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Structures from the gradients at the model's own scores of its training rows, as in ordinary gradient boosting.</summary>
internal sealed class PlainSearch<TCell> : TreeSearch
    where TCell : unmanaged, ICell<TCell>
{
    /// <summary>Rows in one piece of parallel work; fixed, so that threads change nothing.</summary>
    private const int PieceRows = 4096;

    private readonly double[] _gradient, _cellG, _cellH;
    private readonly double[]? _weights;
    private readonly BinnedRows _data;
    private readonly SymmetricPlan _plan;
    private readonly Crew _crew;
    private readonly RowSampling _sampling;
    private readonly LeafSlots _slots;
    private readonly SymmetricGrower<TCell> _grower;
    private readonly Support<TCell>[] _supports = new Support<TCell>[1];
    private readonly TCell[] _cells;
    private readonly (double MaxG, double MaxH, double Squares)[] _pieces;
    private readonly int[] _order;
    private readonly Action<int> _weigh, _fill;
    private readonly double _l2;
    private CellScale _scale;
    private ulong _seed;

    /// <summary>A search.</summary>
    /// <param name="gradient">[rows] the gradients at the model's scores, brought up to date before each tree.</param>
    /// <param name="weights">[rows]; null for equal ones.</param>
    /// <param name="data">The rows' bins.</param>
    /// <param name="plan">How.</param>
    /// <param name="crew">Threads.</param>
    internal PlainSearch(double[] gradient, double[]? weights, BinnedRows data, SymmetricPlan plan, Crew crew)
    {
        (_gradient, _weights, _data, _plan, _crew) = (gradient, weights, data, plan, crew);
        var rows = gradient.Length;
        _sampling = new RowSampling(rows, plan, crew);
        (_cellG, _cellH) = (_sampling.Weighs ? new double[rows] : _gradient, new double[rows]);
        weights?.CopyTo(_cellH, 0);
        if (weights is null)
        {
            Array.Fill(_cellH, 1);
        }

        (_cells, _pieces, _order) = (new TCell[rows], new (double, double, double)[(rows + PieceRows - 1) / PieceRows], new int[_sampling.DrawsRows ? rows : 0]);
        _slots = new LeafSlots(rows, _sampling.DrawsRows ? 2 : 1, plan.Depth, crew);
        _grower = new SymmetricGrower<TCell>(data, _slots, plan, crew);
        (_weigh, _fill) = (Weigh, Fill);
        _l2 = plan.L2 * ((weights?.Sum() ?? rows) / rows);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<(int Feature, int Bin)> Grow(int round, double? meanLeaf, ulong seed, ushort[] leafOf)
    {
        _seed = seed;
        var rows = _gradient.Length;
        _sampling.Draw(_gradient, meanLeaf, seed);
        _crew.Run(_pieces.Length, _weigh);
        _scale = TCell.ScaleOf(_pieces.Max(p => p.MaxG), _pieces.Max(p => p.MaxH), rows);
        _crew.Run(_pieces.Length, _fill);
        SampledFirst();
        _supports[0] = new Support<TCell>(_cells, 1, false, _l2 / _scale.H);
        _grower.Grow(_data, _slots, _supports, Noise(_plan, _scale, _pieces.Sum(p => p.Squares) / rows, rows, round), seed);
        _slots.Write(leafOf);
        return _grower.Splits;
    }

    /// <summary>What goes into the cells: gradient and weight, times the factor drawn.</summary>
    private void Weigh(int piece)
    {
        var (from, count) = Range(piece);
        double maxG = 0, maxH = 0, squares = 0;
        for (var row = from; row < from + count; row++)
        {
            if (_sampling.Weighs)
            {
                var factor = _sampling.Factors[row];
                (_cellG[row], _cellH[row]) = (_gradient[row] * factor, (_weights is null ? 1 : _weights[row]) * factor);
            }

            (maxG, maxH) = (Math.Max(maxG, Math.Abs(_cellG[row])), Math.Max(maxH, _cellH[row]));
            squares += _gradient[row] * _gradient[row];
        }

        _pieces[piece] = (maxG, maxH, squares);
    }

    private void Fill(int piece)
    {
        var (from, count) = Range(piece);
        TCell.Fill(_cellG.AsSpan(from, count), _cellH.AsSpan(from, count), _cells.AsSpan(from, count), _scale, _seed, from);
    }

    private void SampledFirst()
    {
        if (!_sampling.DrawsRows)
        {
            _slots.Reset([], [_gradient.Length]);
            return;
        }

        var sampled = 0;
        foreach (var factor in _sampling.Factors)
        {
            sampled += factor > 0 ? 1 : 0;
        }

        var (inside, outside) = (0, sampled);
        for (var row = 0; row < _order.Length; row++)
        {
            if (_sampling.Factors[row] > 0)
            {
                _order[inside++] = row;
            }
            else
            {
                _order[outside++] = row;
            }
        }

        _slots.Reset(_order, [sampled, _order.Length]);
    }

    private (int From, int Count) Range(int piece) => (piece * PieceRows, Math.Min(PieceRows, _gradient.Length - (piece * PieceRows)));
}
