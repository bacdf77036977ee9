namespace Weathervane.Monitoring.DriftTests;

/// <summary>Quantiles of a sample, and the bins between them.</summary>
internal static class Quantiles
{
    /// <summary>The value at a share of the sorted sample, between its neighbours: rank share x (n - 1) from 0, as numpy's default.</summary>
    internal static double At(ReadOnlySpan<double> sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Up to nine edges, ascending, each once.</summary>
    internal static double[] Deciles(ReadOnlySpan<double> sorted) => Between(sorted, 10);

    /// <summary>The edges that cut a sample in so many equal parts, ascending, each once.</summary>
    internal static double[] Between(ReadOnlySpan<double> sorted, int parts)
    {
        var edges = new List<double>();
        for (var i = 1; i < parts; i++)
        {
            var edge = At(sorted, i / (double)parts);
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
