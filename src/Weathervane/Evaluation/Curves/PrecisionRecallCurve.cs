namespace Weathervane.Evaluation.Curves;

/// <summary>One point of a precision-recall curve.</summary>
/// <param name="Threshold">Up is what has at least this probability.</param>
/// <param name="Recall">Share of the ups that are called up.</param>
/// <param name="Precision">Share of right ones among those called up.</param>
public readonly record struct PrecisionRecallPoint(double Threshold, double Recall, double Precision);

/// <summary>How often a forecaster that says up is right against how many ups it finds, threshold by threshold.</summary>
public static class PrecisionRecallCurve
{
    /// <summary>The points from the largest threshold to the smallest, where recall is 1.</summary>
    /// <param name="labels">[rows], 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <param name="pointsMax">Most points, 2 or more; if there are more, evenly chosen ones stay.</param>
    /// <returns>Empty unless there are ups and downs.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public static IReadOnlyList<PrecisionRecallPoint> Of(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, int pointsMax = 500)
    {
        var steps = CumulativeCounts.Of(labels, probabilities);
        var (_, allUps, allDowns) = steps[^1];
        return allUps == 0 || allDowns == 0
            ? []
            : Thinning.Evenly(
                [.. steps.Skip(1).Select(s => new PrecisionRecallPoint(s.Threshold, (double)s.Ups / allUps, (double)s.Ups / (s.Ups + s.Downs)))], pointsMax);
    }
}
