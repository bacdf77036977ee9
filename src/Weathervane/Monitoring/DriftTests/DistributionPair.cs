namespace Weathervane.Monitoring.DriftTests;

/// <summary>Two distributions over the same ascending points: the reference's, and the one that is held against it.</summary>
/// <remarks>All measures come from the reference (edges of bins, mean, deviation); neither sample is ever standardised by itself. The points are either all
/// values of both samples, or the mean of each of the reference's bins: the tests are the same code for both.</remarks>
public sealed class DistributionPair
{
    private readonly double[] _current;

    private DistributionPair(double[] points, double[] reference, int[] bins, int binCount, double referenceRows)
    {
        (Points, Reference, Bins, BinCount, ReferenceRows) = (points, reference, bins, binCount, referenceRows);
        _current = new double[points.Length];
        (Mean, Variance) = Moments(points, reference);
        ReferenceBins = new double[binCount];
        CurrentBins = new double[binCount];
        for (var i = 0; i < reference.Length; i++)
        {
            ReferenceBins[bins[i]] += reference[i];
        }
    }

    /// <summary>[points] ascending.</summary>
    public double[] Points { get; }

    /// <summary>[points] shares of the reference, with a sum of 1.</summary>
    public double[] Reference { get; }

    /// <summary>[points] shares of the current sample, with a sum of 1.</summary>
    public ReadOnlySpan<double> Current => _current;

    /// <summary>[points] the coarse bin of each point: between deciles of the reference.</summary>
    public int[] Bins { get; }

    /// <summary>How many coarse bins there are, up to ten.</summary>
    public int BinCount { get; }

    /// <summary>[bins] shares of the reference.</summary>
    public double[] ReferenceBins { get; }

    /// <summary>[bins] shares of the current sample.</summary>
    public double[] CurrentBins { get; }

    /// <summary>How many values the reference had.</summary>
    public double ReferenceRows { get; }

    /// <summary>How many values the current sample has.</summary>
    public double CurrentRows { get; private set; }

    /// <summary>Mean of the reference.</summary>
    public double Mean { get; }

    /// <summary>Variance of the reference, with n below the fraction.</summary>
    public double Variance { get; }

    /// <summary>Mean of the current sample less the reference's.</summary>
    public double CurrentShift { get; private set; }

    /// <summary>Variance of the current sample, with n below the fraction.</summary>
    public double CurrentVariance { get; private set; }

    /// <summary>Both samples as they are: a point for each value that occurs.</summary>
    /// <param name="reference">At least two values, finite.</param>
    /// <param name="current">At least two values, finite.</param>
    /// <exception cref="ArgumentException">A sample is too small, or holds a value that is not finite.</exception>
    public static DistributionPair Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (sortedReference, sortedCurrent) = (Sorted(reference), Sorted(current));
        double[] points = [.. sortedReference.Concat(sortedCurrent).Distinct().Order()];
        var deciles = Quantiles.Deciles(sortedReference);
        var pair = new DistributionPair(
            points, Shares(points, sortedReference), [.. points.Select(p => Quantiles.BinOf(deciles, p))], deciles.Length + 1, reference.Length);
        Shares(points, sortedCurrent).CopyTo(pair._current, 0);
        pair.Measure(current.Length);
        return pair;
    }

    /// <summary>A reference in bins, without a current sample yet.</summary>
    internal static DistributionPair OfBins(double[] points, double[] shares, double[] deciles, int rows) =>
        new(points, shares, [.. points.Select(p => Quantiles.BinOf(deciles, p))], deciles.Length + 1, rows);

    /// <summary>Takes the current sample from counts of each point.</summary>
    /// <param name="counts">The counts, <paramref name="stride"/> apart.</param>
    /// <param name="stride">How far.</param>
    /// <param name="counted">Their sum.</param>
    /// <param name="rows">As how many values the tests take the sample: a drawn stretch is shorter than the window that it stands for.</param>
    internal void SetCounts(ReadOnlySpan<int> counts, int stride, int counted, int rows)
    {
        var scale = 1.0 / counted;
        for (int i = 0, at = 0; i < _current.Length; i++, at += stride)
        {
            _current[i] = counts[at] * scale;
        }

        Measure(rows);
    }

    /// <summary>All that several tests ask for, in one pass.</summary>
    private void Measure(double rows)
    {
        CurrentRows = rows;
        Array.Clear(CurrentBins);
        var (first, second) = (0.0, 0.0);
        for (var i = 0; i < _current.Length; i++)
        {
            // From the reference's mean, so that a large offset costs no digits.
            var (share, distance) = (_current[i], Points[i] - Mean);
            CurrentBins[Bins[i]] += share;
            first += share * distance;
            second += share * distance * distance;
        }

        CurrentShift = first;
        CurrentVariance = Math.Max(0, second - (first * first));
    }

    private static (double Mean, double Variance) Moments(double[] points, double[] shares)
    {
        var mean = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            mean += shares[i] * points[i];
        }

        var variance = 0.0;
        for (var i = 0; i < points.Length; i++)
        {
            variance += shares[i] * (points[i] - mean) * (points[i] - mean);
        }

        return (mean, variance);
    }

    private static double[] Sorted(ReadOnlySpan<double> sample)
    {
        Check.InRange(sample.Length, 2, int.MaxValue, nameof(sample));
        var sorted = sample.ToArray();
        Array.Sort(sorted);
        // NaN sorts first, so the ends tell of all.
        return double.IsFinite(sorted[0]) && double.IsFinite(sorted[^1])
            ? sorted
            : throw new ArgumentException("A sample holds a value that is not finite.", nameof(sample));
    }

    private static double[] Shares(double[] points, double[] sorted)
    {
        var counts = new double[points.Length];
        var point = 0;
        foreach (var value in sorted)
        {
            while (points[point] < value)
            {
                point++;
            }

            counts[point]++;
        }

        foreach (ref var count in counts.AsSpan())
        {
            count /= sorted.Length;
        }

        return counts;
    }
}
