using System.Numerics;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Histograms;

namespace Weathervane.Learners.Trees.Growth;

/// <summary>Finds the best cut of a node in one column; holds the scratch space of one worker.</summary>
/// <param name="codes">How many codes a column has: the bins, and the last one for missing.</param>
internal sealed class SplitFinder<TCell>(int codes = BinEdges.Codes)
    where TCell : unmanaged, ICell<TCell>
{
    // For a whole vector beyond the last candidate, on any hardware.
    private const int Room = 64;

    /// <summary>Nodes with fewer rows than this look only at the bins that their rows fall in.</summary>
    internal const int SparseRows = BinEdges.Codes;

    private readonly int _missing = codes - 1;
    private readonly TCell[] _cells = new TCell[codes];
    private readonly int[] _counts = new int[codes];
    private readonly ulong[] _seen = new ulong[CodeSet.Words(codes)];
    private readonly double[] _g = new double[codes + Room], _h = new double[codes + Room], _rows = new double[codes + Room];
    private readonly ushort[] _bins = new ushort[codes];
    private int _candidates;

    /// <summary>The bin of each cut that the last search by rows looked at, ascending.</summary>
    internal ReadOnlySpan<ushort> BinsSeen => _bins.AsSpan(0, _candidates);

    /// <summary>Looks through a finished histogram, [<see cref="BinEdges.Codes"/>], and keeps the better of its best cut and <paramref name="best"/>.</summary>
    internal void Scan(ReadOnlySpan<TCell> histogram, int bins, int feature, in NodeToSplit node, ref Split best)
    {
        TCell.Prefix(histogram[..bins], _g, _h);
        var missing = histogram[BinEdges.Missing];
        var cut = node.CutSeed is null ? -1 : node.CutOf(feature, bins);
        Choose(bins, cut, (missing.G, missing.H, 0), feature, node, dense: true, ref best);
    }

    /// <summary>Adds up one column over a node's rows and looks through it.</summary>
    /// <param name="rows">The node's rows.</param>
    /// <param name="column">The column's codes.</param>
    /// <param name="cells">[rows of the data].</param>
    /// <param name="bins">How many bins the column has.</param>
    /// <param name="feature">The column.</param>
    /// <param name="node">The node.</param>
    /// <param name="best">Replaced by a better cut.</param>
    internal void ScanRows<TCodes>(
        ReadOnlySpan<int> rows, TCodes column, TCell[] cells, int bins, int feature, in NodeToSplit node, ref Split best)
        where TCodes : struct, ICodes
    {
        var counting = node.MinChildRows > 1;
        var seen = new CodeSet(_seen);
        foreach (var row in rows)
        {
            var code = column[row];
            _cells[code] += cells[row];
            seen.Add(code);
        }

        if (counting)
        {
            foreach (var row in rows)
            {
                _counts[column[row]]++;
            }
        }

        _candidates = Gather(seen, counting, out var missing, out var missingRows);
        var cut = node.CutSeed is null ? -1 : LastUpTo(node.CutOf(feature, bins), _candidates);
        if (node.CutSeed is null || cut >= 0)
        {
            Choose(_candidates, cut, (missing.G, missing.H, missingRows), feature, node, dense: false, ref best);
        }
    }

    /// <summary>Running sums over the bins seen, which are cleared for the next column.</summary>
    private int Gather(CodeSet seen, bool counting, out TCell missing, out int missingRows)
    {
        var (sum, rows, candidates) = (default(TCell), 0, 0);
        (missing, missingRows) = (_cells[_missing], _counts[_missing]);
        (_cells[_missing], _counts[_missing]) = (default, 0);
        foreach (var bin in seen)
        {
            if (bin == _missing)
            {
                continue;
            }

            sum += _cells[bin];
            _cells[bin] = default;
            (_g[candidates], _h[candidates], _bins[candidates]) = (sum.G, sum.H, (ushort)bin);
            if (counting)
            {
                rows += _counts[bin];
                _counts[bin] = 0;
                _rows[candidates] = rows;
            }

            candidates++;
        }

        return candidates;
    }

    /// <summary>The last candidate whose bin is not above one; -1 where there is none.</summary>
    private int LastUpTo(int bin, int candidates)
    {
        var last = candidates - 1;
        while (last >= 0 && _bins[last] > bin)
        {
            last--;
        }

        return last;
    }

    /// <param name="candidates">How many cuts there are.</param>
    /// <param name="only">The one that may be chosen; -1 for any.</param>
    /// <param name="missing">Sums over the rows whose value is missing.</param>
    /// <param name="feature">The column.</param>
    /// <param name="node">The node.</param>
    /// <param name="dense">Whether candidates are bins; else <see cref="_bins"/> says which bin each one is.</param>
    /// <param name="best">Replaced by a better cut.</param>
    private void Choose(
        int candidates, int only, (double G, double H, int Rows) missing, int feature, in NodeToSplit node, bool dense, ref Split best)
    {
        if (candidates == 0)
        {
            return;
        }

        var knownH = _h[candidates - 1];
        var bin = 0;
        if (only >= 0)
        {
            (_g[0], _h[0], _rows[0]) = (_g[only], _h[only], _rows[only]);
            (bin, candidates) = (dense ? only : _bins[only], 1);
        }

        for (var i = candidates; i < candidates + Vector<double>.Count; i++)
        {
            // Beyond the last candidate no cut is allowed, whatever the vector's width makes of it.
            (_g[i], _h[i], _rows[i]) = (0, double.NegativeInfinity, 0);
        }

        var hasMissing = missing.H > 0;
        // A cut behind the last bin sends only missing values right; without any it leaves too little there to be allowed.
        var (index, score) = CutScan.Best(_g, _h, _rows, candidates, (0, 0, 0), node);
        var missingLeft = false;
        if (hasMissing)
        {
            var (otherIndex, otherScore) = CutScan.Best(_g, _h, _rows, candidates, missing, node);
            if (otherScore > score)
            {
                (index, score, missingLeft) = (otherIndex, otherScore, true);
            }
        }

        var gain = score - node.Score;
        // Rounding alone makes gains of 1e-16 of the score; they are not gains.
        if (gain > best.Gain && gain > node.MinGain && gain > 1e-12 * Math.Abs(node.Score))
        {
            var (leftG, leftH) = (_g[index] + (missingLeft ? missing.G : 0), _h[index] + (missingLeft ? missing.H : 0));
            // Rows that never were missing here go where most rows go.
            var unseenLeft = !hasMissing && leftH + leftH >= knownH;
            bin = only >= 0 ? bin : dense ? index : _bins[index];
            best = new Split(gain, feature, bin, missingLeft || unseenLeft, leftG, leftH);
        }
    }
}
