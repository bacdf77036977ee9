namespace Weathervane.Evaluation.Importance;

/// <summary>Spearman's correlation: that of the ranks, equal values sharing the mean of theirs.</summary>
/// <remarks>Source: C. Spearman (1904), The Proof and Measurement of Association between Two Things.</remarks>
internal static class RankCorrelation
{
    /// <summary>[n] ranks as differences from their mean, with a sum of squares of 1; all 0 where no two known values differ. NaN takes the mean rank, so
    /// that an unknown value says nothing.</summary>
    internal static double[] Standardised(ReadOnlySpan<double> values)
    {
        int[] known = [.. KnownOf(values)];
        var sorted = new double[known.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = values[known[i]];
        }

        Array.Sort(sorted, known);
        var ranks = new double[values.Length];
        var squares = 0.0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from])
            {
                to++;
            }

            // The ranks from..to - 1 have the mean (from + to - 1) / 2, all of them (n - 1) / 2.
            var rank = (from + to - sorted.Length) / 2.0;
            squares += (to - from) * rank * rank;
            foreach (var row in known.AsSpan(from, to - from))
            {
                ranks[row] = rank;
            }
        }

        var length = squares > 0 ? Math.Sqrt(squares) : 1;
        return [.. ranks.Select(r => r / length)];
    }

    /// <summary>-1 to 1; 0 where one side does not vary.</summary>
    internal static double Of(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => Product(Standardised(left), Standardised(right));

    /// <summary>The correlation of what <see cref="Standardised"/> gave.</summary>
    internal static double Product(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return Math.Clamp(sum, -1, 1);
    }

    private static List<int> KnownOf(ReadOnlySpan<double> values)
    {
        var known = new List<int>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                known.Add(i);
            }
        }

        return known;
    }
}
