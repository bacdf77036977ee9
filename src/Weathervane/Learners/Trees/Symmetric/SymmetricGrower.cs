using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Symmetric;

/// <summary>Finds the questions of a symmetric tree, one for all leaves of a level. Keeps its memory from tree to tree.</summary>
/// <remarks>A piece of parallel work is a group of columns: it goes through the leaves, adds up the smaller of two siblings, takes it from
/// the parent's histogram to have the larger one, and adds both to the scores of its cuts. Source: Prokhorenkova et al. (2018), CatBoost.</remarks>
internal sealed class SymmetricGrower<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    /// <summary>Histograms of a level are kept for the next one up to so many cells; deeper levels add up all rows again.</summary>
    private const int MostStoredCells = 1 << 23;

    private readonly SymmetricPlan _plan;
    private readonly Crew _crew;
    private readonly int[][] _columns;
    private readonly SplitScores<TCell>[] _scores;
    private readonly TCell[][] _scratch;
    private readonly HistogramPool<TCell> _pool;
    private readonly int[] _stored, _small;
    private readonly bool[] _chosen;
    private readonly (double Score, int Cut)[] _found;
    private readonly List<(int Feature, int Bin)> _splits = [];
    private readonly Action<int> _searchGroup;
    private BinnedRows _data;
    private LeafSlots _slots;
    private Support<TCell>[] _supports = [];
    private ulong _seed;
    private double _noise;
    private bool _stores;

    internal SymmetricGrower(BinnedRows data, LeafSlots slots, SymmetricPlan plan, Crew crew)
    {
        (_data, _slots, _plan, _crew) = (data, slots, plan, crew);
        _columns = [.. Enumerable.Range(0, data.Groups).Select(g => Enumerable.Range(0, Math.Min(8, data.Columns - (8 * g))).ToArray())];
        _scores = [.. _columns.Select(_ => new SplitScores<TCell>())];
        _scratch = [.. _columns.Select(_ => new TCell[2 * Histogram.GroupCells])];
        _pool = new HistogramPool<TCell>(data.Groups * Histogram.GroupCells);
        (_stored, _small) = (new int[1 << plan.Depth], new int[1 << plan.Depth]);
        (_chosen, _found) = (new bool[data.Columns], new (double, int)[data.Columns]);
        _searchGroup = SearchGroup;
    }

    /// <summary>The questions in the order found: rows whose code is above the bin answer yes.</summary>
    internal IReadOnlyList<(int Feature, int Bin)> Splits => _splits;

    /// <summary>Grows one tree on rows that have just been put into the first leaf.</summary>
    /// <param name="data">The rows' bins.</param>
    /// <param name="slots">The rows; afterwards in the leaves.</param>
    /// <param name="supports">One whose rows judge themselves, or several with a body and a tail each.</param>
    /// <param name="noise">Standard deviation of the noise, in units of the score of cells.</param>
    /// <param name="seed">Of the noise and of the columns.</param>
    internal void Grow(BinnedRows data, LeafSlots slots, Support<TCell>[] supports, double noise, ulong seed)
    {
        (_data, _slots, _supports, _noise, _stores) = (data, slots, supports, noise, true);
        _splits.Clear();
        _pool.ReturnAll();
        for (var level = 0; level < _plan.Depth; level++)
        {
            _seed = SeededRandom.Mix(seed, (ulong)level);
            ChooseColumns();
            Store(level);
            _crew.Run(_columns.Length, _searchGroup);
            var (feature, bin) = Best();
            if (feature < 0)
            {
                break;
            }

            _slots.Split(_data, feature, bin);
            _splits.Add((feature, bin));
            if (_slots.Redundant() is var redundant and >= 0)
            {
                _slots.Remove(redundant);
                _splits.RemoveAt(redundant);
                break;
            }
        }
    }

    private void ChooseColumns()
    {
        var any = false;
        for (var column = 0; column < _chosen.Length; column++)
        {
            var drawn = _plan.ColumnShare == 1 || (SeededRandom.Mix(~_seed, (ulong)column) >> 11) * (1.0 / (1UL << 53)) < _plan.ColumnShare;
            _chosen[column] = drawn && _data.Bins(column) > 1;
            any |= _chosen[column];
        }

        // A level without any column would end the tree by mere chance.
        var last = any ? -1 : (int)(SeededRandom.Mix(~_seed, (ulong)_chosen.Length) % (ulong)Math.Max(_chosen.Length, 1));
        if (last >= 0 && last < _chosen.Length)
        {
            _chosen[last] = _data.Bins(last) > 1;
        }
    }

    /// <summary>Decides where the histograms of this level's leaves are kept: the larger sibling takes over the parent's place.</summary>
    private void Store(int level)
    {
        _stores &= !_supports[0].HasTail && ((long)_columns.Length * Histogram.GroupCells << level) <= MostStoredCells;
        if (!_stores)
        {
            return;
        }

        if (level == 0)
        {
            _stored[0] = _pool.Rent();
            return;
        }

        var half = _slots.Leaves / 2;
        for (var leaf = 0; leaf < half; leaf++)
        {
            var (parent, other) = (_stored[leaf], leaf | half);
            var small = _small[leaf] = Sampled(leaf) <= Sampled(other) ? leaf : other;
            (_stored[small], _stored[leaf ^ other ^ small]) = (_pool.Rent(), parent);
        }
    }

    private int Sampled(int leaf) => _slots.Count(leaf, 0, 1);

    private (int Feature, int Bin) Best()
    {
        var (best, highest) = (-1, double.NegativeInfinity);
        for (var column = 0; column < _chosen.Length; column++)
        {
            if (!_chosen[column])
            {
                continue;
            }

            // Drawn anew, so that a column with many cuts does not win by having drawn most often.
            Span<double> score = [_found[column].Score];
            AddNoise(score, ~column);
            (best, highest) = score[0] > highest ? (column, score[0]) : (best, highest);
        }

        return best < 0 ? (-1, 0) : (best, _found[best].Cut);
    }

    private void AddNoise(Span<double> scores, int stream)
    {
        if (_noise > 0)
        {
            ScoreNoise.Add(scores, _noise, _seed, stream);
        }
    }

    private void SearchGroup(int group)
    {
        _scores[group].Clear();
        if (_supports[0].HasTail)
        {
            ScoreTails(group);
        }
        else if (_stores)
        {
            ScoreStored(group);
        }
        else
        {
            ScoreAnew(group);
        }

        Span<double> scores = stackalloc double[BinEdges.Codes], noisy = stackalloc double[BinEdges.Codes];
        foreach (var place in _columns[group])
        {
            var column = (group * BinnedRows.GroupWidth) + place;
            if (_chosen[column])
            {
                var cuts = scores[..(_data.Bins(column) - 1)];
                _scores[group].Write(place, _plan.Cosine, cuts);
                cuts.CopyTo(noisy);
                AddNoise(noisy[..cuts.Length], column);
                var best = Highest(noisy[..cuts.Length]);
                _found[column] = (cuts[best], best);
            }
        }
    }

    /// <summary>The first of the highest.</summary>
    private static int Highest(ReadOnlySpan<double> scores)
    {
        var best = 0;
        for (var cut = 1; cut < scores.Length; cut++)
        {
            best = scores[cut] > scores[best] ? cut : best;
        }

        return best;
    }

    private void ScoreStored(int group)
    {
        if (_slots.Leaves == 1)
        {
            Fill(_pool.Group(_stored[0], group), _slots.Rows(0, 0, 1), group, _supports[0]);
            Score(group, 0);
            return;
        }

        var half = _slots.Leaves / 2;
        for (var leaf = 0; leaf < half; leaf++)
        {
            var small = _small[leaf];
            var large = leaf ^ (leaf | half) ^ small;
            if (Sampled(small) > 0)
            {
                Fill(_pool.Group(_stored[small], group), _slots.Rows(small, 0, 1), group, _supports[0]);
                TCell.Subtract(_pool.Group(_stored[large], group), _pool.Group(_stored[small], group));
                Score(group, small);
            }

            if (Sampled(large) > 0)
            {
                Score(group, large);
            }
        }
    }

    private void Score(int group, int leaf) => Score(group, _pool.Group(_stored[leaf], group));

    private void Score(int group, ReadOnlySpan<TCell> histogram)
    {
        foreach (var place in _columns[group])
        {
            var column = (group * BinnedRows.GroupWidth) + place;
            if (_chosen[column])
            {
                _scores[group].Add(place, histogram.Slice(place * BinEdges.Codes, _data.Bins(column)), _supports[0].L2);
            }
        }
    }

    private void ScoreAnew(int group)
    {
        var histogram = _scratch[group].AsSpan(0, Histogram.GroupCells);
        for (var leaf = 0; leaf < _slots.Leaves; leaf++)
        {
            if (Sampled(leaf) > 0)
            {
                Fill(histogram, _slots.Rows(leaf, 0, 1), group, _supports[0]);
                Score(group, histogram);
            }
        }
    }

    private void ScoreTails(int group)
    {
        var body = _scratch[group].AsSpan(0, Histogram.GroupCells);
        var tail = _scratch[group].AsSpan(Histogram.GroupCells);
        foreach (var support in _supports)
        {
            for (var leaf = 0; leaf < _slots.Leaves; leaf++)
            {
                // Without a row in the body there is no step, and without one in the tail nothing to judge it by.
                if (_slots.Count(leaf, 0, support.Segments) == 0 || _slots.Count(leaf, support.Segments, support.Segments + 1) == 0)
                {
                    continue;
                }

                Fill(body, _slots.Rows(leaf, 0, support.Segments), group, support);
                Fill(tail, _slots.Rows(leaf, support.Segments, support.Segments + 1), group, support);
                foreach (var place in _columns[group])
                {
                    var column = (group * BinnedRows.GroupWidth) + place;
                    if (_chosen[column])
                    {
                        var (from, bins) = (place * BinEdges.Codes, _data.Bins(column));
                        _scores[group].Add(place, body.Slice(from, bins), tail.Slice(from, bins), support.L2);
                    }
                }
            }
        }
    }

    private void Fill(Span<TCell> histogram, ReadOnlySpan<int> rows, int group, in Support<TCell> support)
    {
        histogram.Clear();
        Histogram.Add(histogram, rows, _data.Codes[group], support.Cells, _columns[group]);
    }
}

/// <summary>Cells to score cuts by.</summary>
/// <param name="Cells">[rows] by row number.</param>
/// <param name="Segments">How many segments of rows give the steps; where there is a tail, the next segment judges them.</param>
/// <param name="HasTail">Whether other rows judge; else the same.</param>
/// <param name="L2">The penalty in units of the cells.</param>
internal readonly record struct Support<TCell>(TCell[] Cells, int Segments, bool HasTail, double L2)
    where TCell : unmanaged;
