using System.Globalization;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation;

/// <summary>One forecaster against another on the same rows, by one metric.</summary>
/// <remarks>The test is Diebold and Mariano's: the mean of the row-by-row differences, with a variance that holds under autocorrelation and
/// overlapping labels. Where the metric is no mean over rows the rows' influences take the place of their scores, and a stationary block
/// bootstrap stands beside: the interval is the hull of both, the p-value the larger one. Average precision's spread follows its value, so
/// its error is never taken for smaller than that of forecasts that have nothing to do with the labels. Sources: Diebold and Mariano (1995), Comparing
/// Predictive Accuracy; see <see cref="LongRunMean"/>, <see cref="Influence"/> and <see cref="Resampled"/>.</remarks>
public sealed record Comparison
{
    /// <summary>The forecaster in question.</summary>
    public required string Model { get; init; }

    /// <summary>The one it is compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>The metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The score of the forecaster in question.</summary>
    public required double ModelScore { get; init; }

    /// <summary>The score that it is compared with.</summary>
    public required double BaselineScore { get; init; }

    /// <summary>The row-by-row test of the gain; null where a score is undefined or there are fewer than two rows.</summary>
    public LongRunMean? Test { get; init; }

    /// <summary>What resamples say, for metrics that are no mean over rows; null where none were made.</summary>
    public DrawInterval? Resampled { get; init; }

    /// <summary>How many independent tries the forecaster is the best of; 1 for a single one. A verdict of BEATS must outlast them.</summary>
    public double Trials { get; init => field = Check.InRange(value, 1, double.MaxValue); } = 1;

    /// <summary>The level that BEATS is proven at; a repeated look at a hold-out has a stricter one.</summary>
    public double Level { get; init => field = Check.Inside(value, 0, 1); } = 0.05;

    /// <summary>How much better the forecaster scores, in the metric's unit: below 0 it is worse, whichever way the metric goes. NaN if a score is.</summary>
    public double Gain => Metric.Gain(ModelScore, BaselineScore);

    /// <summary>Lower end of the 95 % interval of the gain, not corrected for trials; NaN where there is no test.</summary>
    public double Low => Test is null ? double.NaN : Math.Min(Test.Low, Resampled?.Low ?? Test.Low);

    /// <summary>Upper end of the 95 % interval of the gain, not corrected for trials; NaN where there is no test.</summary>
    public double High => Test is null ? double.NaN : Math.Max(Test.High, Resampled?.High ?? Test.High);

    /// <summary>Two-sided, against no difference, not corrected for trials; NaN where there is no test.</summary>
    public double PValue => Test is null ? double.NaN : Math.Max(Test.PValue, Resampled?.PValue ?? 0);

    /// <summary>The p-value of the best of <see cref="Trials"/> tries; NaN where there is no test.</summary>
    public double CorrectedPValue => MultipleTesting.BestOf(PValue, Trials);

    /// <summary>What may be said; null where there is no test.</summary>
    /// <remarks>Being the best of many tries, or looking again, is no excuse for being worse: only BEATS is corrected.</remarks>
    public Verdict? Verdict => Test is null ? null
        : Gain > 0 && Low > 0 && CorrectedPValue <= Level ? Evaluation.Verdict.Beats
        : High < 0 ? Evaluation.Verdict.Worse
        : Evaluation.Verdict.NotProven;

    /// <summary>How many rows would prove a gain of this size four times in five, as the best of <see cref="Trials"/> and at <see cref="Level"/>; null where there is no gain, or no test.</summary>
    public long? BarsNeeded => Test is { Mean: > 0 } test ? test.RowsToProve(MultipleTesting.LevelOfBest(Level, Trials)) : null;

    /// <summary>Compares two forecasters.</summary>
    /// <param name="model">The one in question.</param>
    /// <param name="baseline">The one to compare with.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    /// <exception cref="ArgumentException">They did not forecast the same rows.</exception>
    public static Comparison Of(OutOfSample model, OutOfSample baseline, Metric metric, int horizon = 1)
    {
        Contender.SameRows([model, baseline]);
        return Of(new Contender(model), new Contender(baseline), metric, horizon);
    }

    internal static Comparison Of(Contender model, Contender baseline, Metric metric, int horizon, ResampledScores? resamples = null)
    {
        var comparison = new Comparison
        {
            Model = model.Forecasts.Name,
            Baseline = baseline.Forecasts.Name,
            Metric = metric,
            ModelScore = model.Score(metric),
            BaselineScore = baseline.Score(metric),
        };
        var differences = double.IsNaN(comparison.Gain) ? null : Differences(model.Series(metric), baseline.Series(metric), metric);
        return differences is null ? comparison : comparison with
        {
            Test = Wider(LongRunMean.Of(differences, horizon), Differences(model.Unrelated(metric), baseline.Unrelated(metric), metric), horizon),
            Resampled = resamples?.Of(model.Forecasts.Name, metric) is { } ours && resamples.Of(baseline.Forecasts.Name, metric) is { } theirs
                ? DrawInterval.Of(ours.Zip(theirs, metric.Gain), ours.Length)
                : null,
        };
    }

    /// <summary>The test with the larger error: of the rows' influences, or of what they would be without a relation to the labels, about the same mean.</summary>
    private static LongRunMean Wider(LongRunMean test, double[]? unrelated, int horizon)
    {
        if (unrelated is null)
        {
            return test;
        }

        var mean = unrelated.Average();
        var other = LongRunMean.Of([.. unrelated.Select(u => test.Mean + (u - mean))], horizon);
        return other.LongRunVariance > test.LongRunVariance ? other : test;
    }

    private static double[]? Differences(double[]? ours, double[]? theirs, Metric metric)
    {
        if (ours is null || theirs is null)
        {
            return null;
        }

        var differences = new double[ours.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = metric.Gain(ours[i], theirs[i]);
        }

        // Influences that cancel leave their last digits behind, which are no difference.
        return Array.TrueForAll(differences, d => Math.Abs(d) < 1e-13) ? new double[differences.Length] : differences;
    }

    /// <summary>The comparison as a sentence for a person.</summary>
    public override string ToString()
    {
        var relation = Gain > 0 ? "better" : Gain < 0 ? "worse" : "different";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{Metric.Name} {ModelScore:0.####} against {BaselineScore:0.####} of {Baseline}, {relation} by {Math.Abs(Gain):0.#####}");
        if (Test is null)
        {
            return $"{Model}: {head}.";
        }

        var tries = Trials < 1.05 ? "" : string.Create(CultureInfo.InvariantCulture, $", {P(CorrectedPValue)} as the best of {Trials:0.#} tries");
        var level = Level == 0.05 ? "" : string.Create(CultureInfo.InvariantCulture, $", held against {Level:0.####}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Model}: {VerdictWords.Of(Verdict!.Value)}. {head} (95 % interval of the gain {Low:0.#####} to {High:0.#####}, {P(PValue)}{tries}{level}) on {Test.Rows:N0} rows.");
    }

    private static string P(double value) => value < 0.001 ? "p < 0.001" : string.Create(CultureInfo.InvariantCulture, $"p = {value:0.###}");
}
