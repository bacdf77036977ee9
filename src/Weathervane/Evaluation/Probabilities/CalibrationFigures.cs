using Weathervane.Evaluation.Curves;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Probabilities;

/// <summary>Whether probabilities mean what they say, in figures.</summary>
/// <remarks>The errors come from bins of about equally many rows (see <see cref="Reliability"/>), the parts of the Brier score from the nearest rising
/// curve, so that they do not depend on bins. Sources: Naeini, Cooper, Hauskrecht (2015) for the expected error; Bröcker (2012) for its
/// correction; Dimitriadis, Gneiting, Jordan (2021), Stable reliability diagrams, for the parts.</remarks>
public sealed record CalibrationFigures
{
    // As many as most papers use; with equal masses no bin is ever empty.
    private const int BinsMost = 15;

    /// <summary>How many rows there are.</summary>
    public required int Rows { get; init; }

    /// <summary>Expected calibration error: the mean distance of said and seen over bins of equal mass, 0 to 1. Chance alone makes it positive.</summary>
    public required double ExpectedError { get; init; }

    /// <summary>What the expected calibration error would be on average if every probability were right: the part that chance makes, for independent rows.</summary>
    public required double ErrorByChance { get; init; }

    /// <summary>The mean squared distance of said and seen over the bins less what chance adds to it: unbiased within the bins, so it may be below 0.</summary>
    public required double SquaredError { get; init; }

    /// <summary>Standard deviation of the probabilities: how much the forecaster dares.</summary>
    public required double Sharpness { get; init; }

    /// <summary>The Brier score; equal to <see cref="Miscalibration"/> - <see cref="Discrimination"/> + <see cref="Uncertainty"/>.</summary>
    public required double Brier { get; init; }

    /// <summary>How much the best rising map of the probabilities would lower the Brier score, at least 0; found on these rows, so it flatters itself.</summary>
    public required double Miscalibration { get; init; }

    /// <summary>How much better the so corrected probabilities are than the share of up, at least 0.</summary>
    public required double Discrimination { get; init; }

    /// <summary>The Brier score of always saying the share of up.</summary>
    public required double Uncertainty { get; init; }

    /// <summary>Works the figures out.</summary>
    /// <param name="labels">[rows] at least one, 0 or 1.</param>
    /// <param name="probabilities">[rows], in [0, 1].</param>
    /// <exception cref="ArgumentException">There are no rows, lengths differ, or a probability is NaN or outside [0, 1].</exception>
    public static CalibrationFigures Of(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities)
    {
        Check.InRange(labels.Length, 1, int.MaxValue);
        Metric.CheckRows(labels, probabilities);
        double n = labels.Length, error = 0, chance = 0, squared = 0;
        foreach (var bin in Reliability.Of(labels, probabilities, BinsMost))
        {
            var (distance, variance) = (bin.MeanProbability - bin.ShareUp, bin.ShareUp * (1 - bin.ShareUp));
            error += bin.Rows / n * Math.Abs(distance);
            // The mean distance of a normal variable from its mean is sqrt(2 / pi) deviations.
            chance += bin.Rows / n * Math.Sqrt(2 / Math.PI * bin.MeanProbability * (1 - bin.MeanProbability) / bin.Rows);
            squared += bin.Rows / n * ((distance * distance) - (bin.Rows > 1 ? variance / (bin.Rows - 1) : 0));
        }

        var (mean, share) = (Mean(probabilities), Mean(labels));
        var uncertainty = share * (1 - share);
        // The rising map's own Brier score: in each block the labels' variance.
        var mapped = PoolAdjacentViolators.Blocks(labels, probabilities).Sum(b => b.Rows / n * b.ShareUp * (1 - b.ShareUp));
        var brier = MetricCatalog.Of("brier").Score(labels, probabilities);
        return new CalibrationFigures
        {
            Rows = labels.Length,
            ExpectedError = error,
            ErrorByChance = chance,
            SquaredError = squared,
            Sharpness = Math.Sqrt(MeanSquare(probabilities, mean)),
            Brier = brier,
            Miscalibration = brier - mapped,
            Discrimination = uncertainty - mapped,
            Uncertainty = uncertainty,
        };
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double MeanSquare(ReadOnlySpan<double> values, double mean)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return sum / values.Length;
    }
}
