using Weathervane.Numerics;

namespace Weathervane.Evaluation.Inference;

/// <summary>DeLong's test of two areas under the ROC curve on the same rows.</summary>
/// <remarks>For independent rows only: labels must not overlap. In time of sorting, by ranks. Sources: DeLong, DeLong and Clarke-Pearson (1988),
/// Biometrics 44(3); Sun and Xu (2014), Fast implementation of DeLong's algorithm.</remarks>
public static class DeLong
{
    /// <summary>Tests the difference of two areas.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="scores">[rows] of the forecaster in question; the larger, the more likely up.</param>
    /// <param name="others">[rows] of the one it is compared with.</param>
    /// <returns>The statistic is standard normal where the areas are equal.</returns>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static TestOutcome Test(ReadOnlySpan<double> labels, ReadOnlySpan<double> scores, ReadOnlySpan<double> others)
    {
        var (ours, theirs) = (Placements(labels, scores), Placements(labels, others));
        double[] difference = [.. ours.Zip(theirs, (a, b) => a - b)];
        double sum = 0;
        var variance = 0.0;
        foreach (var isUp in (bool[])[true, false])
        {
            var part = new List<double>();
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] > 0.5 == isUp)
                {
                    part.Add(difference[i]);
                }
            }

            if (part.Count < 2)
            {
                return TestOutcome.None("it needs two ups and two downs");
            }

            var mean = part.Average();
            sum += mean / 2;
            variance += part.Sum(d => (d - mean) * (d - mean)) / (part.Count - 1) / part.Count;
        }

        // Both means are the same difference of areas, but for rounding.
        if (variance == 0)
        {
            return sum == 0 ? TestOutcome.None("both rank the rows alike") : new TestOutcome(double.PositiveInfinity * Math.Sign(sum), 0);
        }

        var z = sum / Math.Sqrt(variance);
        return new TestOutcome(z, 2 * Normal.Cdf(-Math.Abs(z)));
    }

    /// <summary>[rows] the share of rows of the other class that each row is on the right side of, ties counting half.</summary>
    private static double[] Placements(ReadOnlySpan<double> labels, ReadOnlySpan<double> scores)
    {
        Check.SameLength(scores.Length, labels.Length, nameof(scores));
        var (sorted, order) = (scores.ToArray(), Enumerable.Range(0, labels.Length).ToArray());
        Array.Sort(sorted, order);
        var ups = 0L;
        foreach (var label in labels)
        {
            ups += label > 0.5 ? 1 : 0;
        }

        var placements = new double[labels.Length];
        long upsBelow = 0, downsBelow = 0;
        var downs = labels.Length - ups;
        for (int i = 0, end; i < order.Length; i = end)
        {
            long upsHere = 0;
            for (end = i; end < order.Length && sorted[end] == sorted[i]; end++)
            {
                upsHere += labels[order[end]] > 0.5 ? 1 : 0;
            }

            var downsHere = end - i - upsHere;
            for (var j = i; j < end; j++)
            {
                placements[order[j]] = labels[order[j]] > 0.5
                    ? (downsBelow + (downsHere / 2.0)) / downs
                    : (ups - upsBelow - (upsHere / 2.0)) / ups;
            }

            (upsBelow, downsBelow) = (upsBelow + upsHere, downsBelow + downsHere);
        }

        return placements;
    }
}
