using Weathervane.Monitoring.Autoregression;
using Weathervane.Monitoring.DriftTests;

namespace Weathervane.Monitoring.Drift;

/// <summary>Learns what is kept of a column.</summary>
internal static class ReferenceFit
{
    // Fine enough for every test, coarse enough to be kept with a model.
    private const int Parts = 100;
    private const int ValuesMax = 10;
    private const int OwnRowsMin = 128;

    /// <summary>Learns a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">What it is to the model.</param>
    /// <param name="column">[rows] in time order; a value that is not finite is unknown and left out.</param>
    /// <param name="scores">The normal scores of so many values.</param>
    internal static ReferenceColumn Of(string name, ColumnKind kind, ReadOnlySpan<double> column, Func<int, double[]> scores)
    {
        var values = Known(column);
        var bare = new ReferenceColumn { Name = name, Kind = kind, Rows = values.Length, Missing = column.Length - values.Length };
        if (values.Length < DriftOptions.ReferenceRowsMin)
        {
            return bare;
        }

        var sorted = new double[values.Length];
        var normal = NormalScores.Of(values, scores(values.Length), sorted);
        bare = bare with { Smallest = sorted[0], Largest = sorted[^1], Mean = sorted[0] };
        return sorted[0] == sorted[^1] ? bare : Moving(bare, values, sorted, AutoregressiveFit.Of(normal));
    }

    /// <summary>The finite values, in order.</summary>
    internal static double[] Known(ReadOnlySpan<double> column)
    {
        var known = new double[column.Length];
        var count = 0;
        foreach (var value in column)
        {
            known[count] = value;
            count += double.IsFinite(value) ? 1 : 0;
        }

        return known[..count];
    }

    private static ReferenceColumn Moving(ReferenceColumn bare, double[] values, double[] sorted, double[] memory)
    {
        var (mean, deviation) = Moments(sorted);
        double[]? few = FewValues(sorted);
        var deciles = few?[..^1] ?? Quantiles.Deciles(sorted);
        var edges = Filled(few?[..^1] ?? Quantiles.Between(sorted, Parts), sorted);
        var (shares, points) = (new double[edges.Length + 1], new double[edges.Length + 1]);
        var (lows, highs) = (new double[shares.Length], new double[shares.Length]);
        Array.Fill(lows, double.PositiveInfinity);
        Array.Fill(highs, double.NegativeInfinity);
        var bins = new ushort[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var bin = Quantiles.BinOf(edges, values[i]);
            bins[i] = (ushort)bin;
            shares[bin]++;
            // Less the mean, so that a large offset costs no digits; values far smaller than the mean lose theirs, and stay in their bin below.
            points[bin] += values[i] - mean;
            (lows[bin], highs[bin]) = (Math.Min(lows[bin], values[i]), Math.Max(highs[bin], values[i]));
        }

        for (var i = 0; i < shares.Length; i++)
        {
            points[i] = few is null ? Math.Clamp(mean + (points[i] / shares[i]), lows[i], highs[i]) : few[i];
            shares[i] /= values.Length;
        }

        var column = bare with
        {
            Mean = mean, Deviation = deviation, Edges = edges, Shares = shares, Points = points, Deciles = deciles, Memory = memory,
        };
        return column with { Own = Own(column, bins) };
    }

    /// <summary>All values that occur, where they are few.</summary>
    private static double[]? FewValues(double[] sorted)
    {
        var values = new List<double>();
        foreach (var value in sorted)
        {
            if (values.Count == 0 || value > values[^1])
            {
                values.Add(value);
                if (values.Count > ValuesMax)
                {
                    return null;
                }
            }
        }

        return [.. values];
    }

    /// <summary>The edges without those that would leave a bin of the reference empty.</summary>
    private static double[] Filled(double[] edges, double[] sorted)
    {
        var kept = new List<double>();
        var below = 0;
        foreach (var edge in edges)
        {
            var upTo = below;
            while (upTo < sorted.Length && sorted[upTo] <= edge)
            {
                upTo++;
            }

            if (upTo > below && upTo < sorted.Length)
            {
                kept.Add(edge);
                below = upTo;
            }
        }

        return [.. kept];
    }

    private static OwnWindows[] Own(ReferenceColumn column, ushort[] bins)
    {
        var own = new List<OwnWindows>();
        var pair = DistributionPair.OfBins(column.Points, column.Shares, column.Deciles, column.Rows);
        var counts = new int[column.Shares.Length];
        for (var rows = OwnRowsMin; rows <= bins.Length / 5; rows *= 2)
        {
            var windows = bins.Length / rows;
            var means = DriftTestCatalog.All.ToDictionary(t => t.Name, _ => 0.0);
            for (var window = 0; window < windows; window++)
            {
                Array.Clear(counts);
                foreach (var bin in bins.AsSpan(window * rows, rows))
                {
                    counts[bin]++;
                }

                pair.SetCounts(counts, 1, rows, rows);
                foreach (var test in DriftTestCatalog.All)
                {
                    means[test.Name] += test.Score(pair) / windows;
                }
            }

            own.Add(new OwnWindows(rows, windows, means));
        }

        return [.. own];
    }

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        var mean = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            mean += (values[i] - mean) / (i + 1);
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return (mean, Math.Sqrt(sum / (values.Length - 1)));
    }
}
