using System.Globalization;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation;

/// <summary>One forecaster against another on the same rows, by one metric.</summary>
/// <remarks>The test is Diebold and Mariano's: the mean of the row-by-row differences of two scores, with a variance that holds
/// under autocorrelation and overlapping labels. Source: Diebold and Mariano (1995), Comparing Predictive Accuracy.</remarks>
public sealed record Comparison
{
    // (1.959964 + 0.841621)^2: two-sided 5 %, power 80 %.
    private const double PowerFactor = 7.848879;

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

    /// <summary>The row-by-row test of the gain; null where the metric is no mean over rows.</summary>
    public LongRunMean? Test { get; init; }

    /// <summary>How much better the forecaster scores, in the metric's unit: below 0 it is worse, whichever way the metric goes. NaN if a score is.</summary>
    public double Gain => Metric.Gain(ModelScore, BaselineScore);

    /// <summary>What may be said; null where there is no test.</summary>
    public Verdict? Verdict => Test is null ? null
        : Test.Low > 0 ? Evaluation.Verdict.Beats
        : Test.High < 0 ? Evaluation.Verdict.Worse
        : Evaluation.Verdict.NotProven;

    /// <summary>How many rows would prove a gain of this size (two-sided 5 %, power 80 %); null where there is no gain, or no test.</summary>
    public long? BarsNeeded => Test is { Mean: > 0 } test
        ? (long)Math.Min(Math.Ceiling(PowerFactor * test.LongRunVariance / (test.Mean * test.Mean)), long.MaxValue / 2)
        : null;

    /// <summary>Compares two forecasters.</summary>
    /// <param name="model">The one in question.</param>
    /// <param name="baseline">The one to compare with.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    /// <exception cref="ArgumentException">They did not forecast the same rows.</exception>
    public static Comparison Of(OutOfSample model, OutOfSample baseline, Metric metric, int horizon = 1)
    {
        if (!model.Rows.AsSpan().SequenceEqual(baseline.Rows))
        {
            throw new ArgumentException($"{model.Name} and {baseline.Name} did not forecast the same rows, so they cannot be compared.", nameof(baseline));
        }

        var sign = metric.Direction == MetricDirection.Higher ? 1 : -1;
        return new Comparison
        {
            Model = model.Name,
            Baseline = baseline.Name,
            Metric = metric,
            ModelScore = model.Score(metric),
            BaselineScore = baseline.Score(metric),
            Test = model.Rows.Length >= 2 && model.RowScores(metric) is { } ours && baseline.RowScores(metric) is { } theirs
                ? LongRunMean.Of([.. ours.Zip(theirs, (a, b) => sign * (a - b))], horizon)
                : null,
        };
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

        var p = Test.PValue < 0.001 ? "p < 0.001" : string.Create(CultureInfo.InvariantCulture, $"p = {Test.PValue:0.###}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Model}: {VerdictWords.Of(Verdict!.Value)}. {head} (95 % interval of the gain {Test.Low:0.#####} to {Test.High:0.#####}, {p}) on {Test.Rows:N0} rows.");
    }
}
