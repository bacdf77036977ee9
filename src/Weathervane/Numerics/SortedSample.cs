namespace Weathervane.Numerics;

/// <summary>Reads a sample that is sorted ascending.</summary>
internal static class SortedSample
{
    /// <summary>The finite values of a sample, ascending; a copy.</summary>
    /// <param name="values">In any order.</param>
    internal static double[] Known(ReadOnlySpan<double> values)
    {
        var (known, count) = (new double[values.Length], 0);
        foreach (var value in values)
        {
            known[count] = value;
            count += double.IsFinite(value) ? 1 : 0;
        }

        Array.Resize(ref known, count);
        RadixSort.Sort(known);
        return known;
    }

    /// <summary>The value at a share of the sample, between its neighbours: rank share x (n - 1) from 0, as numpy's default.</summary>
    /// <param name="sorted">[n] at least one, ascending.</param>
    /// <param name="share">0 to 1.</param>
    internal static double Quantile(ReadOnlySpan<double> sorted, double share) => At(sorted, share * (sorted.Length - 1));

    /// <summary>The value at a rank, in a straight line between its neighbours.</summary>
    /// <param name="sorted">[n] at least one, ascending.</param>
    /// <param name="rank">0 to n - 1.</param>
    internal static double At(ReadOnlySpan<double> sorted, double rank)
    {
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
    }
}
