using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>The best of all cuts between the bins of a column; it must gain something.</summary>
/// <remarks>With g = weight of up and h = weight, a node's Gini impurity falls by twice the gain in g^2/h, so the split search
/// of boosting serves as it is.</remarks>
internal sealed class BinCuts(BinnedRows data, ForestPlan plan) : IColumnCuts
{
    private readonly SplitFinder<PackedCell> _gini = new();
    private readonly EntropyCuts _entropy = new(plan.MinLeafRows);
    private readonly int[] _right = new int[data.Rows];

    /// <inheritdoc/>
    public bool Look(ReadOnlySpan<int> rows, PackedCell[] cells, PackedCell sum, int feature, SeededRandom random, ref Cut best)
    {
        var node = new NodeToSplit(rows.Length, sum.G, sum.H, 0.5, plan.MinLeafRows, 0, 0, 0);
        var halves = plan.Criterion == Criterion.Gini ? 2.0 : 1;
        var found = Split.None with { Gain = best.Gain / halves };
        if (plan.Criterion == Criterion.Gini)
        {
            _gini.ScanRows(rows, data.CodesOf(feature), cells, data.Bins(feature), feature, node, ref found);
        }
        else
        {
            _entropy.Scan(rows, data.CodesOf(feature), cells, feature, sum, ref found);
        }

        if (found.Exists)
        {
            var edges = data.Edges[feature];
            var threshold = found.Bin < edges.Length ? edges[found.Bin] : double.PositiveInfinity;
            best = new Cut(halves * found.Gain, feature, threshold, found.MissingLeft) { Bin = found.Bin };
        }

        return best.Exists;
    }

    /// <inheritdoc/>
    public int Move(Span<int> rows, in Cut cut)
    {
        var (codes, place) = (data.CodesOf(cut.Feature), BinnedRows.Place(cut.Feature));
        // The code of missing is above every bin; going left, it is brought below by wrapping round.
        var (offset, limit) = cut.MissingLeft ? (1u, (uint)cut.Bin + 1) : (0u, (uint)cut.Bin);
        var (left, right) = (0, 0);
        foreach (var row in rows)
        {
            var code = (byte)(codes[(row * BinnedRows.GroupWidth) + place] + offset);
            var goesLeft = code <= limit ? 1 : 0;
            // Written to both sides, kept on one: no branch to guess wrong.
            (rows[left], _right[right]) = (row, row);
            left += goesLeft;
            right += 1 - goesLeft;
        }

        _right.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }
}
