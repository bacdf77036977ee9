namespace Weathervane.Numerics;

/// <summary>Ranks of numbers, equal ones sharing the mean of theirs.</summary>
internal static class MidRanks
{
    /// <summary>[n] ranks less their mean, in steps of one half; 0 for NaN, so that an unknown value says nothing.</summary>
    /// <param name="values">[n].</param>
    /// <param name="known">How many are not NaN.</param>
    internal static double[] Centred(ReadOnlySpan<double> values, out int known)
    {
        var (sorted, rows) = (new double[values.Length], new int[values.Length]);
        known = 0;
        for (var i = 0; i < values.Length; i++)
        {
            (sorted[known], rows[known]) = (values[i], i);
            known += double.IsNaN(values[i]) ? 0 : 1;
        }

        Array.Sort(sorted, rows, 0, known);
        var ranks = new double[values.Length];
        for (int from = 0, to; from < known; from = to)
        {
            to = from + 1;
            while (to < known && sorted[to] == sorted[from])
            {
                to++;
            }

            foreach (var row in rows.AsSpan(from, to - from))
            {
                // The ranks from..to - 1 have the mean (from + to - 1) / 2, all of them (known - 1) / 2.
                ranks[row] = (from + to - known) / 2.0;
            }
        }

        return ranks;
    }
}
