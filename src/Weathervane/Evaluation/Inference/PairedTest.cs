using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation.Inference;

/// <summary>A textbook test that stands beside the scoreboard's own intervals.</summary>
/// <param name="Name">Its name in tables: <c>mcnemar</c>.</param>
/// <param name="Summary">What it asks, in one line.</param>
/// <param name="NeedsIndependentRows">Whether overlapping labels forbid it.</param>
/// <param name="Run">Tests a model, where needed against one of the baselines; the name of that one, null for none, and the outcome.</param>
public sealed record PairedTest(
    string Name, string Summary, bool NeedsIndependentRows, Func<OutOfSample, IReadOnlyList<OutOfSample>, int, (string? Against, TestOutcome Outcome)> Run);

/// <summary>What a textbook test says of a model.</summary>
/// <param name="Test">Which test.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Against">What it was compared with; null for chance.</param>
/// <param name="Outcome">What was found, or why nothing could be.</param>
public sealed record PairedTestResult(PairedTest Test, string Model, string? Against, TestOutcome Outcome);

/// <summary>Every textbook test. A new one is one file and one line here.</summary>
public static class PairedTestCatalog
{
    /// <summary>All tests.</summary>
    public static IReadOnlyList<PairedTest> All { get; } =
    [
        new("pesaran-timmermann", "Do its decisions agree with what happened more often than chance?", false,
            (model, _, horizon) => (null, PesaranTimmermann.Test(model.Labels, model.Probabilities, horizon))),
        new("mcnemar", "Is it right more often where exactly one of the two is?", true,
            (model, baselines, _) => Against(model, baselines, Accuracy.Metric, McNemar.Test)),
        new("delong", "Does it rank better?", true, (model, baselines, _) => Against(model, baselines, RocAuc.Metric, DeLong.Test)),
    ];

    /// <summary>Runs all tests on a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="baselines">What it may be compared with, on the same rows.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    public static IReadOnlyList<PairedTestResult> Run(OutOfSample model, IReadOnlyList<OutOfSample> baselines, int horizon) => [.. All.Select(test =>
    {
        var (against, outcome) = test.NeedsIndependentRows && horizon > 1
            ? (null, TestOutcome.None($"labels {horizon} bars ahead overlap, and it needs independent rows"))
            : test.Run(model, baselines, horizon);
        return new PairedTestResult(test, model.Name, against, outcome);
    })];

    private delegate TestOutcome Pair(ReadOnlySpan<double> labels, ReadOnlySpan<double> probabilities, ReadOnlySpan<double> others);

    /// <summary>The baseline that is best by the metric is the one to test against; a coin has no decisions to pair.</summary>
    private static (string?, TestOutcome) Against(OutOfSample model, IReadOnlyList<OutOfSample> baselines, Metric metric, Pair test)
    {
        var best = baselines.Where(b => b.Kind != ForecastKind.Coin && !double.IsNaN(b.Score(metric))).MaxBy(b => b.Score(metric));
        return best is null || double.IsNaN(model.Score(metric))
            ? (null, TestOutcome.None($"there is no {metric.Name} to compare"))
            : (best.Name, test(model.Labels, model.Probabilities, best.Probabilities));
    }
}
