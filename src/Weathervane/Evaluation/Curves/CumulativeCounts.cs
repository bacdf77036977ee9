using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Curves;

/// <summary>How many ups and downs have at least a probability.</summary>
internal readonly record struct CumulativeCounts(double Threshold, long Ups, long Downs)
{
    /// <summary>From none, at an infinite threshold, to all.</summary>
    internal static List<CumulativeCounts> Of(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        Metric.CheckRows(labels, probabilities);
        List<CumulativeCounts> steps = [new(double.PositiveInfinity, 0, 0)];
        foreach (var (probability, up, down) in Thresholds.Descending(labels, probabilities))
        {
            steps.Add(new CumulativeCounts(probability, steps[^1].Ups + up, steps[^1].Downs + down));
        }

        return steps;
    }
}
