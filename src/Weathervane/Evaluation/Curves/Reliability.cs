using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Curves;

/// <summary>Rows with similar probabilities, and how often they were up.</summary>
/// <param name="Lower">The smallest probability in the bin.</param>
/// <param name="Upper">The largest probability in the bin.</param>
/// <param name="Rows">How many rows there are; at least 1.</param>
/// <param name="MeanProbability">What was forecast on average.</param>
/// <param name="ShareUp">What happened.</param>
/// <param name="Low">Lower end of Wilson's 95 % interval of <paramref name="ShareUp"/>, for independent rows.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ReliabilityBin(double Lower, double Upper, int Rows, double MeanProbability, double ShareUp, double Low, double High);

/// <summary>Whether probabilities mean what they say.</summary>
/// <remarks>Source of the interval: Wilson (1927), Probable Inference.</remarks>
public static class Reliability
{
    private const double Z = 1.959963984540054;

    /// <summary>Bins of about equally many rows, from low probabilities to high; rows with equal probabilities share a bin.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <param name="bins">Most bins, 1 or more.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public static IReadOnlyList<ReliabilityBin> Of(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, int bins = 10)
    {
        Check.InRange(bins, 1, int.MaxValue);
        Metric.CheckRows(labels, probabilities);
        var result = new List<ReliabilityBin>();
        var pending = new List<Threshold>();
        long seen = 0, closed = 0;
        foreach (var threshold in Enumerable.Reverse(Thresholds.Descending(labels, probabilities)))
        {
            pending.Add(threshold);
            seen += threshold.Up + threshold.Down;
            // A bin ends where the next n-th part of the rows does; one with many ties may end several parts.
            var reached = seen * bins / labels.Length;
            if (reached > closed)
            {
                result.Add(Bin(pending));
                pending.Clear();
                closed = reached;
            }
        }

        return result;
    }

    /// <summary>Wilson's 95 % interval of a share.</summary>
    /// <param name="count">How many rows had it.</param>
    /// <param name="rows">Out of how many; 1 or more.</param>
    public static (double Low, double High) Wilson(long count, long rows)
    {
        Check.InRange(rows, 1, long.MaxValue);
        Check.InRange(count, 0, rows);
        var share = (double)count / rows;
        var denominator = 1 + (Z * Z / rows);
        var center = (share + (Z * Z / (2 * rows))) / denominator;
        var margin = Z * Math.Sqrt((share * (1 - share) / rows) + (Z * Z / (4.0 * rows * rows))) / denominator;
        return (Math.Max(center - margin, 0), Math.Min(center + margin, 1));
    }

    private static ReliabilityBin Bin(List<Threshold> thresholds)
    {
        var up = thresholds.Sum(t => t.Up);
        var rows = up + thresholds.Sum(t => t.Down);
        var (low, high) = Wilson(up, rows);
        var mean = thresholds.Sum(t => t.Probability * (t.Up + t.Down)) / rows;
        return new ReliabilityBin(thresholds[0].Probability, thresholds[^1].Probability, (int)rows, mean, (double)up / rows, low, high);
    }
}
