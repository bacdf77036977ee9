using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>Finds the cut between two values of a column that lowers the entropy most.</summary>
/// <remarks>Entropy has no form that adds up like g^2/h, so each candidate takes four logarithms.</remarks>
/// <param name="minLeafRows">Fewest rows on a side.</param>
/// <param name="codes">How many codes a column has: the bins, and the last one for missing.</param>
internal sealed class EntropyCuts(int minLeafRows, int codes)
{
    private readonly int _missing = codes - 1;
    private readonly PackedCell[] _cells = new PackedCell[codes];
    private readonly int[] _counts = new int[codes];
    private readonly ulong[] _seen = new ulong[CodeSet.Words(codes)];
    private readonly ushort[] _bins = new ushort[codes];
    private int _candidates;

    /// <summary>The bin of each cut that was looked at last, ascending.</summary>
    internal ReadOnlySpan<ushort> BinsSeen => _bins.AsSpan(0, _candidates);

    /// <summary>Adds up one column over a node's rows and keeps the better of its best cut and <paramref name="best"/>; gains in bits times weight.</summary>
    internal void Scan(ReadOnlySpan<int> rows, RankCodes column, PackedCell[] cells, int feature, PackedCell sum, ref Split best)
    {
        var seen = new CodeSet(_seen);
        foreach (var row in rows)
        {
            var code = column[row];
            _cells[code] += cells[row];
            _counts[code]++;
            seen.Add(code);
        }

        var (missing, missingRows) = (_cells[_missing], _counts[_missing]);
        (_cells[_missing], _counts[_missing], _candidates) = (default, 0, 0);
        var (left, leftRows) = (default(PackedCell), 0);
        foreach (var bin in seen)
        {
            if (bin == _missing)
            {
                continue;
            }

            left += _cells[bin];
            leftRows += _counts[bin];
            (_cells[bin], _counts[bin], _bins[_candidates++]) = (default, 0, (ushort)bin);
            var unseenLeft = missingRows == 0 && left.H + left.H >= sum.H;
            Keep(new Split(0, feature, bin, unseenLeft, left.G, left.H), leftRows, rows.Length, sum, ref best);
            if (missingRows > 0)
            {
                var both = left + missing;
                Keep(new Split(0, feature, bin, true, both.G, both.H), leftRows + missingRows, rows.Length, sum, ref best);
            }
        }
    }

    private void Keep(Split split, int leftRows, int rows, PackedCell sum, ref Split best)
    {
        if (leftRows < minLeafRows || rows - leftRows < minLeafRows)
        {
            return;
        }

        var mixed = Impurity.Of(Criterion.Entropy, sum.G, sum.H);
        var gain = mixed - Impurity.Of(Criterion.Entropy, split.LeftG, split.LeftH)
            - Impurity.Of(Criterion.Entropy, sum.G - split.LeftG, sum.H - split.LeftH);
        // Rounding alone makes gains of 1e-16 of the impurity; they are not gains.
        if (gain > best.Gain && gain > 1e-12 * mixed)
        {
            best = split with { Gain = gain };
        }
    }
}
