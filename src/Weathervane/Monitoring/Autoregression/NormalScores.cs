using Weathervane.Numerics;

namespace Weathervane.Monitoring.Autoregression;

/// <summary>Turns values into the normal quantiles of their ranks, so that a column of any shape can be followed by a Gaussian autoregression.</summary>
internal static class NormalScores
{
    /// <summary>[n] the score of each rank, smallest first.</summary>
    internal static double[] Table(int n)
    {
        var scores = new double[n];
        for (var i = 0; i < n / 2; i++)
        {
            scores[i] = Normal.Quantile((i + 0.5) / n);
            scores[n - 1 - i] = -scores[i];
        }

        return scores;
    }

    /// <summary>[n] the scores of values in their order; equal values share the mean of theirs.</summary>
    /// <param name="values">[n] finite.</param>
    /// <param name="table">[n] of <see cref="Table"/>.</param>
    /// <param name="sorted">[n] receives the values, ascending.</param>
    internal static double[] Of(ReadOnlySpan<double> values, double[] table, double[] sorted)
    {
        var rows = new int[values.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        values.CopyTo(sorted);
        Array.Sort(sorted, rows);
        var scores = new double[values.Length];
        for (int from = 0, to; from < rows.Length; from = to)
        {
            var sum = table[from];
            for (to = from + 1; to < rows.Length && sorted[to] == sorted[from]; to++)
            {
                sum += table[to];
            }

            for (var i = from; i < to; i++)
            {
                scores[rows[i]] = sum / (to - from);
            }
        }

        return scores;
    }
}
