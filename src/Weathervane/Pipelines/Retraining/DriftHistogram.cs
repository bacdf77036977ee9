using Weathervane.Monitoring.Drift;
using Weathervane.Monitoring.DriftTests;
using Weathervane.Numerics;

namespace Weathervane.Pipelines.Retraining;

/// <summary>How the newest values of one column are spread over bins of what was learnt from; in the column's own unit.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Edges">[bins - 1] ascending; a value on an edge counts left of it. The first bin has no lower end and the last no upper one.</param>
/// <param name="Reference">[bins] shares of the reference; NaN where none of its values is known.</param>
/// <param name="Now">[bins] shares of the newest values; NaN where none is known.</param>
/// <param name="ReferenceRows">Known values of the reference.</param>
/// <param name="Rows">Known values of the newest rows.</param>
public sealed record DriftHistogram(
    string Name, IReadOnlyList<double> Edges, IReadOnlyList<double> Reference, IReadOnlyList<double> Now, int ReferenceRows, int Rows)
{
    // What lies further out is in the two open bins, so that one wild value does not leave all others in one bin.
    private const double Outside = 0.005;

    /// <summary>Bins of equal width over the reference but for its outermost values; a column that hardly moved has fewer.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="reference">Values learnt from, in any order; those that are not finite are unknown and left out.</param>
    /// <param name="now">The newest values, likewise.</param>
    /// <param name="bins">At least 3.</param>
    internal static DriftHistogram Of(string name, ReadOnlySpan<double> reference, ReadOnlySpan<double> now, int bins)
    {
        var known = SortedSample.Known(reference);
        var edges = known.Length == 0 ? [] : Even(SortedSample.Quantile(known, Outside), SortedSample.Quantile(known, 1 - Outside), bins);
        var newest = SortedSample.Known(now);
        return new DriftHistogram(name, edges, Shares(known, edges), Shares(newest, edges), known.Length, newest.Length);
    }

    /// <summary>The same for what a version said of bars or what came true, whose reference was kept without its values: forecasts lie evenly within its bins, outcomes are ups or not.</summary>
    /// <param name="reference">What the version was kept with.</param>
    /// <param name="now">The newest values, in any order; those that are not finite are unknown and left out.</param>
    /// <param name="bins">At least 3; outcomes have two.</param>
    public static DriftHistogram Of(ReferenceColumn reference, IReadOnlyList<double> now, int bins)
    {
        var isOutcome = reference.Kind == ColumnKind.Outcome;
        double[] edges = isOutcome ? [0.5] : reference.Rows == 0 ? [] : Even(At(reference, Outside), At(reference, 1 - Outside), bins);
        var newest = SortedSample.Known([.. now]);
        double[] shares = reference.Rows == 0 ? [.. Enumerable.Repeat(double.NaN, edges.Length + 1)]
            : isOutcome ? [1 - reference.Mean, reference.Mean]
            : Differences([.. edges.Select(edge => Below(reference, edge)), 1]);
        return new DriftHistogram(reference.Name, edges, shares, Shares(newest, edges), reference.Rows, newest.Length);
    }

    private static double[] Even(double low, double high, int bins) =>
        low < high ? [.. Enumerable.Range(0, bins - 1).Select(i => low + (i * (high - low) / (bins - 2)))] : [low];

    private static double[] Shares(double[] sorted, double[] edges)
    {
        var shares = new double[edges.Length + 1];
        foreach (var value in sorted)
        {
            shares[Quantiles.BinOf(edges, value)] += 1.0 / sorted.Length;
        }

        return sorted.Length == 0 ? [.. shares.Select(_ => double.NaN)] : shares;
    }

    private static double[] Differences(double[] below) => [.. below.Select((share, i) => share - (i == 0 ? 0 : below[i - 1]))];

    /// <summary>The share of a reference at or below a value: straight between the edges of its bins.</summary>
    private static double Below(ReferenceColumn reference, double value)
    {
        var (below, from) = (0.0, reference.Smallest);
        for (var i = 0; i < reference.Shares.Length; i++)
        {
            var to = i < reference.Edges.Length ? reference.Edges[i] : reference.Largest;
            if (value < to)
            {
                return below + (reference.Shares[i] * Math.Clamp((value - from) / (to - from), 0, 1));
            }

            (below, from) = (below + reference.Shares[i], to);
        }

        return 1;
    }

    /// <summary>The value that a share of a reference lies at or below.</summary>
    private static double At(ReferenceColumn reference, double share)
    {
        var (below, from) = (0.0, reference.Smallest);
        for (var i = 0; i < reference.Shares.Length; i++)
        {
            var to = i < reference.Edges.Length ? reference.Edges[i] : reference.Largest;
            if (share < below + reference.Shares[i])
            {
                return from + ((to - from) * (share - below) / reference.Shares[i]);
            }

            (below, from) = (below + reference.Shares[i], to);
        }

        return reference.Largest;
    }
}
