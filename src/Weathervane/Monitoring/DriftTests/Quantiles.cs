using Weathervane.Numerics;

namespace Weathervane.Monitoring.DriftTests;

/// <summary>Bins between quantiles of a sample.</summary>
internal static class Quantiles
{
    /// <summary>Up to nine edges, ascending, each once.</summary>
    internal static double[] Deciles(ReadOnlySpan<double> sorted) => Between(sorted, 10);

    /// <summary>The edges that cut a sample in so many equal parts, ascending, each once.</summary>
    internal static double[] Between(ReadOnlySpan<double> sorted, int parts)
    {
        var edges = new List<double>();
        for (var i = 1; i < parts; i++)
        {
            var edge = SortedSample.Quantile(sorted, i / (double)parts);
            if (edges.Count == 0 || edge > edges[^1])
            {
                edges.Add(edge);
            }
        }

        return [.. edges];
    }

    /// <summary>The bin of a value: how many edges lie below it, so that a value on an edge goes left.</summary>
    internal static int BinOf(ReadOnlySpan<double> edges, double value)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = edges[middle] < value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
