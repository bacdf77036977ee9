namespace Weathervane.Evaluation.Curves;

/// <summary>One point of a receiver operating characteristic.</summary>
/// <param name="Threshold">Up is what has at least this probability; infinite at the first point.</param>
/// <param name="FalsePositiveRate">Share of the downs that are called up.</param>
/// <param name="TruePositiveRate">Share of the ups that are called up.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>What a forecaster finds against what it falsely claims, threshold by threshold.</summary>
public static class RocCurve
{
    /// <summary>The points from (0, 0) to (1, 1).</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <param name="pointsMax">Most points, 2 or more; if there are more, evenly chosen ones stay.</param>
    /// <returns>Empty unless there are ups and downs.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public static IReadOnlyList<RocPoint> Of(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, int pointsMax = 500)
    {
        var steps = CumulativeCounts.Of(labels, probabilities);
        var (_, allUps, allDowns) = steps[^1];
        return allUps == 0 || allDowns == 0
            ? []
            : Thinning.Evenly([.. steps.Select(s => new RocPoint(s.Threshold, (double)s.Downs / allDowns, (double)s.Ups / allUps))], pointsMax);
    }
}
