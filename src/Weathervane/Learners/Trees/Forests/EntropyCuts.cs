using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
namespace Weathervane.Learners.Trees.Forests;

/// <summary>Finds the cut between two bins of a column that lowers the entropy most.</summary>
/// <remarks>Entropy has no form that adds up like g^2/h, so each candidate takes four logarithms; most nodes have few bins.</remarks>
internal sealed class EntropyCuts(int minLeafRows)
{
    private readonly PackedCell[] _cells = new PackedCell[BinEdges.Codes];
    private readonly int[] _counts = new int[BinEdges.Codes];

    /// <summary>Adds up one column over a node's rows and keeps the better of its best cut and <paramref name="best"/>; gains in bits times weight.</summary>
    internal void Scan(ReadOnlySpan<int> rows, byte[] codes, PackedCell[] cells, int feature, PackedCell sum, ref Split best)
    {
        var place = BinnedRows.Place(feature);
        foreach (var row in rows)
        {
            var code = codes[(row * BinnedRows.GroupWidth) + place];
            _cells[code] += cells[row];
            _counts[code]++;
        }

        var (missing, missingRows) = (_cells[BinEdges.Missing], _counts[BinEdges.Missing]);
        var (left, leftRows) = (default(PackedCell), 0);
        for (var bin = 0; bin < BinEdges.Missing; bin++)
        {
            if (_counts[bin] == 0)
            {
                continue;
            }

            left += _cells[bin];
            leftRows += _counts[bin];
            var unseenLeft = missingRows == 0 && left.H + left.H >= sum.H;
            Keep(new Split(0, feature, bin, unseenLeft, left.G, left.H), leftRows, rows.Length, sum, ref best);
            if (missingRows > 0)
            {
                var both = left + missing;
                Keep(new Split(0, feature, bin, true, both.G, both.H), leftRows + missingRows, rows.Length, sum, ref best);
            }
        }

        Array.Clear(_cells);
        Array.Clear(_counts);
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
