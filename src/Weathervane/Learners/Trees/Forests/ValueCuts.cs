using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>The best of all cuts between the values of a column that a node has; it must gain something.</summary>
/// <remarks>With g = weight of up and h = weight, a node's Gini impurity falls by twice the gain in g^2/h, so the split search
/// of boosting serves as it is.</remarks>
internal sealed class ValueCuts(RankedRows data, int rows, ForestPlan plan) : IColumnCuts
{
    private const int Codes = RankedRows.Missing + 1;

    private readonly SplitFinder<PackedCell> _gini = new(plan.Criterion == Criterion.Gini ? Codes : 1);
    private readonly EntropyCuts _entropy = new(plan.MinLeafRows, plan.Criterion == Criterion.Entropy ? Codes : 1);
    private readonly int[] _right = new int[rows];

    /// <inheritdoc/>
    public bool Look(ReadOnlySpan<int> rows, PackedCell[] cells, PackedCell sum, int feature, SeededRandom random, ref Cut best)
    {
        var node = new NodeToSplit(rows.Length, sum.G, sum.H, 0.5, plan.MinLeafRows, 0, 0, 0);
        var halves = plan.Criterion == Criterion.Gini ? 2.0 : 1;
        var found = Split.None with { Gain = best.Gain / halves };
        var (edges, column) = (data.Edges[feature], new RankCodes(data.Codes[feature]));
        ReadOnlySpan<ushort> seen;
        if (plan.Criterion == Criterion.Gini)
        {
            _gini.ScanRows(rows, column, cells, edges.Length + 1, feature, node, ref found);
            seen = _gini.BinsSeen;
        }
        else
        {
            _entropy.Scan(rows, column, cells, feature, sum, ref found);
            seen = _entropy.BinsSeen;
        }

        if (found.Exists)
        {
            best = new Cut(halves * found.Gain, feature, Threshold(edges, seen, found.Bin), found.MissingLeft) { Bin = found.Bin };
        }

        return best.Exists;
    }

    /// <inheritdoc/>
    public int Move(Span<int> rows, in Cut cut)
    {
        var codes = data.Codes[cut.Feature];
        // The code of missing is above every bin; going left, it is brought below by wrapping round.
        var (offset, limit) = cut.MissingLeft ? (1u, (uint)cut.Bin + 1) : (0u, (uint)cut.Bin);
        var (left, right) = (0, 0);
        foreach (var row in rows)
        {
            var code = (ushort)(codes[row] + offset);
            var goesLeft = code <= limit ? 1 : 0;
            // Written to both sides, kept on one: no branch to guess wrong.
            (rows[left], _right[right]) = (row, row);
            left += goesLeft;
            right += 1 - goesLeft;
        }

        _right.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }

    /// <summary>Midway between the last value on the left and the first on the right that the node has; beyond all numbers where only missing values go right.</summary>
    private static double Threshold(double[] edges, ReadOnlySpan<ushort> seen, int bin)
    {
        var next = seen.BinarySearch((ushort)bin) + 1;
        return next == seen.Length ? double.PositiveInfinity : BinEdges.Between(edges[bin], edges[seen[next] - 1]);
    }
}
