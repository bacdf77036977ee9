using Weathervane.Features;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Learners.Trees.Forests;

/// <summary>One cut a column, at a uniform random value between the smallest and the largest of the node.</summary>
/// <remarks>The values themselves are cut, not bins: nothing is sorted, so nothing is won by binning first. Source: Geurts, Ernst and
/// Wehenkel (2006), Extremely Randomized Trees.</remarks>
internal sealed class RandomCuts(FeatureMatrix features, ForestPlan plan) : IColumnCuts
{
    private readonly double[] _values = new double[features.Rows];
    private readonly int[] _right = new int[features.Rows];

    /// <inheritdoc/>
    public bool Look(ReadOnlySpan<int> rows, PackedCell[] cells, PackedCell sum, int feature, SeededRandom random, ref Cut best)
    {
        var (low, high) = Gather(rows, features.Column(feature));
        // Drawn for every column that is looked at, so that a tree's lots do not depend on which columns are constant.
        var lot = random.NextDouble();
        if (low > high)
        {
            return false;
        }

        // A column that is constant but for missing values can only tell known from missing.
        var threshold = low < high ? Between(low, high, lot) : double.PositiveInfinity;
        var (left, leftRows, missing, missingRows) = Add(rows, cells, threshold);
        var unseenLeft = missingRows == 0 && 2 * leftRows >= rows.Length;
        Keep(new Cut(0, feature, threshold, unseenLeft), left, leftRows, sum, rows.Length, ref best);
        if (missingRows > 0)
        {
            Keep(new Cut(0, feature, threshold, true), left + missing, leftRows + missingRows, sum, rows.Length, ref best);
        }

        // As scikit-learn has it: a column that is constant here does not count, one whose cut leaves too few rows on a side does.
        return low < high || missingRows > 0;
    }

    /// <inheritdoc/>
    public int Move(Span<int> rows, in Cut cut)
    {
        var column = features.Column(cut.Feature);
        var (left, right) = (0, 0);
        foreach (var row in rows)
        {
            var value = column[row];
            var goesLeft = (cut.MissingLeft ? !(value > cut.Threshold) : value <= cut.Threshold) ? 1 : 0;
            // Written to both sides, kept on one: no branch to guess wrong.
            (rows[left], _right[right]) = (row, row);
            left += goesLeft;
            right += 1 - goesLeft;
        }

        _right.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }

    /// <summary>The node's values side by side, and the smallest and largest; the smallest is above the largest where all are missing.</summary>
    private (double Low, double High) Gather(ReadOnlySpan<int> rows, ReadOnlySpan<double> column)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        var known = false;
        for (var i = 0; i < rows.Length; i++)
        {
            var value = _values[i] = column[rows[i]];
            // Comparisons with NaN are false.
            low = value < low ? value : low;
            high = value > high ? value : high;
            known |= !double.IsNaN(value);
        }

        return known ? (Math.Min(low, high), Math.Max(low, high)) : (1, 0);
    }

    /// <summary>A value from the smallest on and below the largest; infinite ones count as the largest finite numbers.</summary>
    private static double Between(double low, double high, double lot)
    {
        var (from, to) = (Math.Max(low, double.MinValue), Math.Min(high, double.MaxValue));
        var value = ((1 - lot) * from) + (lot * to);
        return value >= low && value < high ? value : low;
    }

    private (PackedCell Left, int LeftRows, PackedCell Missing, int MissingRows) Add(ReadOnlySpan<int> rows, PackedCell[] cells, double threshold)
    {
        var (left, missing, leftRows, missingRows) = (default(PackedCell), default(PackedCell), 0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            var (value, cell) = (_values[i], cells[rows[i]]);
            left += value <= threshold ? cell : default;
            leftRows += value <= threshold ? 1 : 0;
            if (double.IsNaN(value))
            {
                missing += cell;
                missingRows++;
            }
        }

        return (left, leftRows, missing, missingRows);
    }

    /// <summary>Keeps a cut that leaves enough rows on both sides; one that gains nothing too, where there is no other.</summary>
    private void Keep(Cut cut, PackedCell left, int leftRows, PackedCell sum, int rows, ref Cut best)
    {
        if (leftRows < plan.MinLeafRows || rows - leftRows < plan.MinLeafRows)
        {
            return;
        }

        var right = sum - left;
        var gain = Math.Max(
            Impurity.Of(plan.Criterion, sum.G, sum.H) - Impurity.Of(plan.Criterion, left.G, left.H) - Impurity.Of(plan.Criterion, right.G, right.H),
            0);
        if (!best.Exists || gain > best.Gain)
        {
            best = cut with { Gain = gain };
        }
    }
}
