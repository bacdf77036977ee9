namespace Weathervane.Learners.Trees.Bins;

/// <summary>Where one column is cut into bins: bin b holds the values up to and including edge b, the last bin the rest.</summary>
/// <remarks>With few distinct values each has its own bin. Otherwise bins hold about equally many rows, and a value that
/// repeats more often than a bin's share has a bin of its own. Edges lie midway between neighbouring values.
/// After the greedy rule of LightGBM (Ke et al., 2017), which does let a lone value share a bin with few others.</remarks>
internal static class BinEdges
{
    /// <summary>The code of a missing value, whatever the number of bins.</summary>
    internal const int Missing = 255;

    /// <summary>Codes of one column: bins 0 to 254, and <see cref="Missing"/>.</summary>
    internal const int Codes = 256;

    /// <summary>Columns longer than this are sampled, at even distances.</summary>
    private const int SampleRows = 200_000;

    /// <summary>Ascending edges, one fewer than bins; none for a column without two different values.</summary>
    /// <param name="column">[rows], NaN being missing.</param>
    /// <param name="maxBin">Most bins, 2 to 255.</param>
    internal static double[] Of(ReadOnlySpan<double> column, int maxBin)
    {
        var sorted = Sample(column);
        var (values, counts) = Distinct(sorted);
        var edges = new List<double>(Math.Min(values.Count, maxBin));
        var ends = values.Count <= maxBin ? Enumerable.Range(0, Math.Max(values.Count - 1, 0)) : GreedyEnds(counts, sorted.Length, maxBin);
        foreach (var end in ends)
        {
            edges.Add(Between(values[end], values[end + 1]));
        }

        return [.. edges];
    }

    /// <summary>The code of one value.</summary>
    internal static int CodeOf(double value, ReadOnlySpan<double> edges)
    {
        if (double.IsNaN(value))
        {
            return Missing;
        }

        var (low, length) = (0, edges.Length);
        while (length > 0)
        {
            var half = (length + 1) >> 1;
            low += edges[low + half - 1] < value ? half : 0;
            length -= half;
        }

        return low;
    }

    private static double[] Sample(ReadOnlySpan<double> column)
    {
        var step = Math.Max(1.0, column.Length / (double)SampleRows);
        var sample = new double[(int)Math.Min(column.Length, SampleRows)];
        var known = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            var value = column[(int)(i * step)];
            sample[known] = value;
            known += double.IsNaN(value) ? 0 : 1;
        }

        Array.Resize(ref sample, known);
        RadixSort.Sort(sample);
        return sample;
    }

    private static (List<double> Values, List<int> Counts) Distinct(double[] sorted)
    {
        var (values, counts) = (new List<double>(), new List<int>());
        foreach (var value in sorted)
        {
            if (values.Count > 0 && values[^1] == value)
            {
                counts[^1]++;
            }
            else
            {
                values.Add(value);
                counts.Add(1);
            }
        }

        return (values, counts);
    }

    /// <summary>The positions of the last value of each bin but the last one.</summary>
    private static List<int> GreedyEnds(List<int> counts, int rows, int maxBin)
    {
        // A value with more rows than an even share would starve its neighbours: it stands alone, the others share the rest.
        var heavy = rows / (double)maxBin;
        var (restBins, restRows) = (maxBin, rows);
        foreach (var count in counts)
        {
            (restBins, restRows) = count >= heavy ? (restBins - 1, restRows - count) : (restBins, restRows);
        }

        var ends = new List<int>(maxBin);
        var (filled, share) = (0, restRows / (double)Math.Max(restBins, 1));
        for (var i = 0; i < counts.Count - 1 && ends.Count < maxBin - 1; i++)
        {
            var alone = counts[i] >= heavy;
            filled += counts[i];
            restRows -= alone ? 0 : counts[i];
            if (alone || filled >= share || (counts[i + 1] >= heavy && restBins > 1))
            {
                ends.Add(i);
                filled = 0;
                restBins -= alone ? 0 : 1;
                share = alone ? share : restRows / (double)Math.Max(restBins, 1);
            }
        }

        return ends;
    }

    private static double Between(double low, double high)
    {
        var middle = (low / 2) + (high / 2);
        // Neighbouring doubles have none between them, and infinity is the middle of nothing: then the lower value is the edge.
        return middle >= low && middle < high ? middle : low;
    }
}
