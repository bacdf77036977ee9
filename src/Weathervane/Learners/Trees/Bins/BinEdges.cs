using System.Buffers;
using Weathervane.Numerics;

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
    /// <param name="maxBin">Most bins, 2 or more.</param>
    internal static double[] Of(ReadOnlySpan<double> column, int maxBin)
    {
        // A column at a time per thread, so the memory of one serves them all: tables of many rows and columns would leave hundreds of megabytes behind.
        var (sample, counts) = (ArrayPool<double>.Shared.Rent(Math.Min(column.Length, SampleRows)), ArrayPool<int>.Shared.Rent(Math.Min(column.Length, SampleRows)));
        var sorted = Sample(column, sample);
        var rows = sorted.Length;
        var distinct = Distinct(sorted, counts);
        var edges = new double[Math.Min(Math.Max(distinct - 1, 0), maxBin - 1)];
        var count = edges.Length;
        if (distinct > maxBin)
        {
            var ends = ArrayPool<int>.Shared.Rent(maxBin);
            count = GreedyEnds(counts.AsSpan(0, distinct), rows, maxBin, ends);
            for (var i = 0; i < count; i++)
            {
                edges[i] = Between(sorted[ends[i]], sorted[ends[i] + 1]);
            }

            ArrayPool<int>.Shared.Return(ends);
        }
        else
        {
            for (var i = 0; i < count; i++)
            {
                edges[i] = Between(sorted[i], sorted[i + 1]);
            }
        }

        ArrayPool<double>.Shared.Return(sample);
        ArrayPool<int>.Shared.Return(counts);
        return count == edges.Length ? edges : edges[..count];
    }

    /// <summary>The known values of the column, or of rows of it at even distances, ascending.</summary>
    private static Span<double> Sample(ReadOnlySpan<double> column, double[] sample)
    {
        var step = Math.Max(1.0, column.Length / (double)SampleRows);
        var (rows, known) = (Math.Min(column.Length, SampleRows), 0);
        for (var i = 0; i < rows; i++)
        {
            var value = column[(int)(i * step)];
            sample[known] = value;
            known += double.IsNaN(value) ? 0 : 1;
        }

        RadixSort.Sort(sample.AsSpan(0, known));
        return sample.AsSpan(0, known);
    }

    /// <summary>Moves the different values to the front, and counts how often each was there.</summary>
    private static int Distinct(Span<double> sorted, Span<int> counts)
    {
        var distinct = 0;
        foreach (var value in sorted)
        {
            if (distinct > 0 && sorted[distinct - 1] == value)
            {
                counts[distinct - 1]++;
            }
            else
            {
                (sorted[distinct], counts[distinct]) = (value, 1);
                distinct++;
            }
        }

        return distinct;
    }

    /// <summary>The positions of the last value of each bin but the last one; how many there are.</summary>
    private static int GreedyEnds(ReadOnlySpan<int> counts, int rows, int maxBin, Span<int> ends)
    {
        // A value with more rows than an even share would starve its neighbours: it stands alone, the others share the rest.
        var heavy = rows / (double)maxBin;
        var (restBins, restRows) = (maxBin, rows);
        foreach (var count in counts)
        {
            (restBins, restRows) = count >= heavy ? (restBins - 1, restRows - count) : (restBins, restRows);
        }

        var (found, filled, share) = (0, 0, restRows / (double)Math.Max(restBins, 1));
        for (var i = 0; i < counts.Length - 1 && found < maxBin - 1; i++)
        {
            var alone = counts[i] >= heavy;
            filled += counts[i];
            restRows -= alone ? 0 : counts[i];
            if (alone || filled >= share || (counts[i + 1] >= heavy && restBins > 1))
            {
                ends[found++] = i;
                filled = 0;
                restBins -= alone ? 0 : 1;
                share = alone ? share : restRows / (double)Math.Max(restBins, 1);
            }
        }

        return found;
    }

    /// <summary>A number from the lower one on and below the higher: their middle, where there is one.</summary>
    internal static double Between(double low, double high)
    {
        var middle = (low / 2) + (high / 2);
        // Neighbouring doubles have none between them, and infinity is the middle of nothing: then the lower value is the edge.
        return middle >= low && middle < high ? middle : low;
    }
}
