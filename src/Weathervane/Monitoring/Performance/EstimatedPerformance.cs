using Weathervane.Evaluation;
using Weathervane.Numerics;

namespace Weathervane.Monitoring.Performance;

/// <summary>An estimate with its interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">The 2.5 % end of what will turn out to be.</param>
/// <param name="High">The 97.5 % end.</param>
public sealed record Estimate(double Value, double Low, double High);

/// <summary>What accuracy and log loss will turn out to be, told from the forecasts alone, before outcomes arrive.</summary>
/// <remarks>A calibrated probability says by itself how often it will be right. How far it was off in the past is learnt once, on forecasts
/// whose outcomes are known and that the model had not learnt from: the mean of the difference is added, and its long-run variance
/// gives the interval, which thus counts both the luck of the outcomes and that rows resemble each other. It sees forecasts that grow unsure; it
/// cannot see that a certain forecast has become wrong: that takes outcomes. Source: confidence-based performance estimation, as in Garg and others (2022), ICLR, and NannyML.</remarks>
public sealed record EstimatedPerformance
{
    private const double Chance = 0.05;

    /// <summary>The probability from which on up is said.</summary>
    public required double Threshold { get; init; }

    /// <summary>What came true less what the probabilities said of it, for being right.</summary>
    public required LongRunMean AccuracyGap { get; init; }

    /// <summary>The same for log loss, in nats.</summary>
    public required LongRunMean LossGap { get; init; }

    /// <summary>Learns how far the probabilities are off.</summary>
    /// <param name="probabilities">[rows] of up, of rows that the model had not learnt from, in time order.</param>
    /// <param name="labels">[rows] 0 or 1.</param>
    /// <param name="threshold">The probability above which up is said.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there are fewer than 30 rows.</exception>
    public static EstimatedPerformance Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> labels, double threshold = 0.5, int horizon = 1)
    {
        Check.SameLength(labels.Length, probabilities.Length, nameof(labels));
        Check.InRange(probabilities.Length, 30, int.MaxValue, "rows");
        var (accuracy, loss) = (new double[labels.Length], new double[labels.Length]);
        for (var i = 0; i < labels.Length; i++)
        {
            var p = probabilities[i];
            accuracy[i] = (p > threshold == labels[i] > 0.5 ? 1 : 0) - Right(p, threshold);
            loss[i] = Loss(labels[i] > 0.5 ? p : 1 - p) - Entropy(p);
        }

        return new EstimatedPerformance { Threshold = threshold, AccuracyGap = LongRunMean.Of(accuracy, horizon), LossGap = LongRunMean.Of(loss, horizon) };
    }

    /// <summary>The accuracy that a window of forecasts will turn out to have.</summary>
    /// <param name="probabilities">[rows] of up, at least one.</param>
    public Estimate Accuracy(ReadOnlySpan<double> probabilities)
    {
        var estimate = Around(Mean(probabilities, p => Right(p, Threshold)), AccuracyGap, probabilities.Length);
        return new Estimate(Math.Clamp(estimate.Value, 0, 1), Math.Max(0, estimate.Low), Math.Min(1, estimate.High));
    }

    /// <summary>The log loss that a window of forecasts will turn out to have, in nats.</summary>
    /// <param name="probabilities">[rows] of up, at least one.</param>
    public Estimate LogLoss(ReadOnlySpan<double> probabilities) => Around(Mean(probabilities, Entropy), LossGap, probabilities.Length);

    private static Estimate Around(double said, LongRunMean gap, int rows)
    {
        // The window's own luck, and what the past tells of the gap.
        var error = Math.Sqrt(gap.LongRunVariance * ((1.0 / rows) + (1.0 / gap.Rows))) * StudentT.Limit(Chance, gap.DegreesOfFreedom);
        var value = said + gap.Mean;
        return new Estimate(value, value - error, value + error);
    }

    private static double Mean(ReadOnlySpan<double> probabilities, Func<double, double> said)
    {
        Check.InRange(probabilities.Length, 1, int.MaxValue, nameof(probabilities));
        var mean = 0.0;
        foreach (var p in probabilities)
        {
            mean += said(Check.InRange(p, 0.0, 1.0, nameof(probabilities))) / probabilities.Length;
        }

        return mean;
    }

    private static double Right(double p, double threshold) => p > threshold ? p : 1 - p;

    private static double Entropy(double p) => (p * Loss(p)) + ((1 - p) * Loss(1 - p));

    private static double Loss(double p) => -FixedMath.Log(Math.Max(p, 1e-15));
}
