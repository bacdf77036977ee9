using System.Numerics;
using System.Runtime.InteropServices;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Finds the best cut of a node in one column; holds the scratch space of one worker.</summary>
internal sealed class SplitFinder<TCell>
    where TCell : unmanaged, ICell<TCell>
{
    // Room for a whole vector beyond the last candidate, on any hardware.
    private const int Room = BinEdges.Codes + 64;

    /// <summary>Nodes with fewer rows than this look only at the bins that their rows fall in.</summary>
    internal const int SparseRows = BinEdges.Codes;

    private readonly TCell[] _cells = new TCell[BinEdges.Codes];
    private readonly int[] _counts = new int[BinEdges.Codes];
    private readonly double[] _g = new double[Room], _h = new double[Room], _rows = new double[Room];
    private readonly byte[] _bins = new byte[BinEdges.Codes];

    /// <summary>Looks through a finished histogram, [<see cref="BinEdges.Codes"/>], and keeps the better of its best cut and <paramref name="best"/>.</summary>
    internal void Scan(ReadOnlySpan<TCell> histogram, int bins, int feature, in NodeToSplit node, ref Split best)
    {
        TCell.Prefix(histogram[..bins], _g, _h);
        var missing = histogram[BinEdges.Missing];
        Choose(bins, missing.G, missing.H, 0, feature, node, dense: true, ref best);
    }

    /// <summary>Adds up one column over a node's rows and looks through it.</summary>
    /// <param name="rows">The node's rows.</param>
    /// <param name="codes">[rows of the data x 8] codes of the group that holds the column.</param>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="feature">The column.</param>
    /// <param name="node">The node.</param>
    /// <param name="best">Replaced by a better cut.</param>
    internal void ScanRows(
        ReadOnlySpan<int> rows, byte[] codes, TCell[] cells, int feature, in NodeToSplit node, ref Split best)
    {
        var place = BinnedRows.Place(feature);
        var counting = node.MinChildRows > 1;
        Span<ulong> seen = stackalloc ulong[BinEdges.Codes / 64];
        seen.Clear();
        foreach (var row in rows)
        {
            var code = codes[(row * BinnedRows.GroupWidth) + place];
            _cells[code] += cells[row];
            seen[code >> 6] |= 1UL << code;
        }

        if (counting)
        {
            foreach (var row in rows)
            {
                _counts[codes[(row * BinnedRows.GroupWidth) + place]]++;
            }
        }

        var candidates = Gather(seen, counting, out var missing, out var missingRows);
        Choose(candidates, missing.G, missing.H, missingRows, feature, node, dense: false, ref best);
    }

    /// <summary>Running sums over the bins seen, which are cleared for the next column.</summary>
    private int Gather(ReadOnlySpan<ulong> seen, bool counting, out TCell missing, out int missingRows)
    {
        var (sum, rows, candidates) = (default(TCell), 0, 0);
        (missing, missingRows) = (_cells[BinEdges.Missing], _counts[BinEdges.Missing]);
        (_cells[BinEdges.Missing], _counts[BinEdges.Missing]) = (default, 0);
        for (var word = 0; word < seen.Length; word++)
        {
            for (var left = seen[word]; left != 0; left &= left - 1)
            {
                var bin = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (bin == BinEdges.Missing)
                {
                    continue;
                }

                sum += _cells[bin];
                _cells[bin] = default;
                (_g[candidates], _h[candidates], _bins[candidates]) = (sum.G, sum.H, (byte)bin);
                if (counting)
                {
                    rows += _counts[bin];
                    _counts[bin] = 0;
                    _rows[candidates] = rows;
                }

                candidates++;
            }
        }

        return candidates;
    }

    private void Choose(
        int candidates, double missingG, double missingH, int missingRows, int feature, in NodeToSplit node, bool dense, ref Split best)
    {
        if (candidates == 0)
        {
            return;
        }

        var known = (H: _h[candidates - 1], G: _g[candidates - 1]);
        for (var i = candidates; i < candidates + Vector<double>.Count; i++)
        {
            // Beyond the last candidate no cut is allowed, whatever the vector's width makes of it.
            (_g[i], _h[i], _rows[i]) = (0, double.NegativeInfinity, 0);
        }

        var hasMissing = missingH > 0;
        // A cut behind the last bin sends only missing values right; without any it leaves too little there to be allowed.
        var (index, gain) = Best(candidates, 0, 0, 0, node);
        var missingLeft = false;
        if (hasMissing)
        {
            var (otherIndex, otherGain) = Best(candidates, missingG, missingH, missingRows, node);
            if (otherGain > gain)
            {
                (index, gain, missingLeft) = (otherIndex, otherGain, true);
            }
        }

        var above = gain - node.Score;
        // Rounding alone makes gains of 1e-16 of the score; they are not gains.
        if (gain >= 0 && above > best.Gain && above > node.MinGain && above > 1e-12 * node.Score)
        {
            var (leftG, leftH) = (_g[index] + (missingLeft ? missingG : 0), _h[index] + (missingLeft ? missingH : 0));
            // Rows that never were missing here go where most rows go.
            var unseenLeft = !hasMissing && leftH + leftH >= known.H;
            best = new Split(above, feature, dense ? index : _bins[index], missingLeft || unseenLeft, leftG, leftH);
        }
    }

    /// <summary>The first candidate with the highest score of both children; the vector's width cannot change which one that is.</summary>
    private (int Index, double Score) Best(int candidates, double addG, double addH, double addRows, in NodeToSplit node)
    {
        var (allG, allH) = (new Vector<double>(node.G), new Vector<double>(node.H));
        var (l1, l2, minH) = (new Vector<double>(node.L1), new Vector<double>(node.L2), new Vector<double>(node.MinChildH));
        var (bestScore, bestAt) = (new Vector<double>(-1), Vector<long>.Zero);
        var at = Vector.CreateSequence(0L, 1L);
        var g = MemoryMarshal.Cast<double, Vector<double>>(_g);
        var h = MemoryMarshal.Cast<double, Vector<double>>(_h);
        var vectors = (candidates + Vector<double>.Count - 1) / Vector<double>.Count;
        for (var v = 0; v < vectors; v++)
        {
            var (leftG, leftH) = (g[v] + new Vector<double>(addG), h[v] + new Vector<double>(addH));
            var (rightG, rightH) = (allG - leftG, allH - leftH);
            var allowed = Vector.GreaterThanOrEqual(leftH, minH) & Vector.GreaterThanOrEqual(rightH, minH);
            if (node.MinChildRows > 1)
            {
                var leftRows = new Vector<double>(_rows, v * Vector<double>.Count) + new Vector<double>(addRows);
                var (least, all) = (new Vector<double>(node.MinChildRows), new Vector<double>(node.Rows));
                allowed &= Vector.GreaterThanOrEqual(leftRows, least) & Vector.GreaterThanOrEqual(all - leftRows, least);
            }

            leftG = Vector.Max(Vector.Abs(leftG) - l1, Vector<double>.Zero);
            rightG = Vector.Max(Vector.Abs(rightG) - l1, Vector<double>.Zero);
            var (overLeft, overRight) = (leftH + l2, rightH + l2);
            // G_l^2 / H_l + G_r^2 / H_r with one division.
            var score = ((leftG * leftG * overRight) + (rightG * rightG * overLeft)) / (overLeft * overRight);
            var better = allowed & Vector.GreaterThan(score, bestScore);
            bestScore = Vector.ConditionalSelect(better, score, bestScore);
            bestAt = Vector.ConditionalSelect(better, at, bestAt);
            at += new Vector<long>(Vector<double>.Count);
        }

        var (index, highest) = (0, -1.0);
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            if (bestScore[lane] > highest || (bestScore[lane] == highest && bestAt[lane] < index))
            {
                (index, highest) = ((int)bestAt[lane], bestScore[lane]);
            }
        }

        return (index, highest);
    }
}
