using System.Globalization;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Evaluation;

/// <summary>One line of a scoreboard.</summary>
/// <param name="Name">Who forecast.</param>
/// <param name="IsBaseline">Whether it is there to be beaten.</param>
/// <param name="Scores">By the metric's name; NaN where undefined.</param>
public sealed record ScoreboardLine(string Name, bool IsBaseline, IReadOnlyDictionary<string, double> Scores);

/// <summary>Scores of models beside those of baselines on the same rows, with what may be concluded. Plain data for tables and reports.</summary>
public sealed record Scoreboard
{
    /// <summary>The metric that decides.</summary>
    public required Metric Primary { get; init; }

    /// <summary>The baseline that has to be beaten by the primary metric.</summary>
    public required string Reference { get; init; }

    /// <summary>How many rows were forecast.</summary>
    public required int Rows { get; init; }

    /// <summary>The share of up among them.</summary>
    public required double ShareUp { get; init; }

    /// <summary>Models first, then baselines, each in the order given.</summary>
    public required IReadOnlyList<ScoreboardLine> Lines { get; init; }

    /// <summary>Each model against each baseline by each metric that both have.</summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>What textbook tests say of each model.</summary>
    public IReadOnlyList<PairedTestResult> Tests { get; init; } = [];

    /// <summary>How many bars the labels look ahead.</summary>
    public int Horizon { get; init; } = 1;

    /// <summary>The mean length of the blocks that rows were resampled in; NaN where none were.</summary>
    public double BlockLength { get; init; } = double.NaN;

    /// <summary>Puts models beside baselines, without resampling.</summary>
    /// <param name="models">At least one.</param>
    /// <param name="baselines">At least one; all on the rows of the models.</param>
    /// <param name="primary">The metric that decides; it must be a mean over rows, so that its test needs no resampling.</param>
    /// <param name="reference">The name of the baseline to beat by it.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    /// <exception cref="ArgumentException">Rows differ, or the primary metric or reference does not fit.</exception>
    public static Scoreboard Of(
        IReadOnlyList<OutOfSample> models, IReadOnlyList<OutOfSample> baselines, Metric primary, string reference = "base-rate", int horizon = 1) =>
        Of(models, baselines, primary, new InferenceOptions { Horizon = horizon, Draws = 0 }, reference);

    /// <summary>Puts models beside baselines.</summary>
    /// <param name="models">At least one.</param>
    /// <param name="baselines">At least one; all on the rows of the models.</param>
    /// <param name="primary">The metric that decides; it must be a mean over rows, so that its test needs no resampling.</param>
    /// <param name="options">How differences are tested.</param>
    /// <param name="reference">The name of the baseline to beat by it.</param>
    /// <exception cref="ArgumentException">Rows differ, or the primary metric or reference does not fit.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Scoreboard Of(
        IReadOnlyList<OutOfSample> models, IReadOnlyList<OutOfSample> baselines, Metric primary, InferenceOptions options, string reference = "base-rate")
    {
        Check.InRange(models.Count, 1, int.MaxValue);
        Check.OneOf(primary.Name, [.. MetricCatalog.All.Where(m => m.RowScore is not null).Select(m => m.Name)], nameof(primary));
        Check.OneOf(reference, [.. baselines.Select(b => b.Name)]);
        Contender.SameRows([.. models, .. baselines]);
        List<Contender> ours = [.. models.Select(m => new Contender(m))], theirs = [.. baselines.Select(b => new Contender(b))];
        var length = options.Draws == 0 || models[0].Rows.Length < 2 ? double.NaN : MeanBlock(ours, options.Horizon);
        var resamples = double.IsNaN(length) ? null : ResampledScores.Run([.. models, .. baselines], length, options);
        return new Scoreboard
        {
            Primary = primary,
            Reference = reference,
            Rows = models[0].Rows.Length,
            ShareUp = models[0].Labels.Length == 0 ? double.NaN : models[0].Labels.Average(),
            Horizon = options.Horizon,
            BlockLength = length,
            Lines = [.. ours.Select(m => m.Line(false)), .. theirs.Select(b => b.Line(true))],
            Comparisons =
            [
                .. from model in ours
                   from baseline in theirs
                   from metric in MetricCatalog.All
                   let comparison = Comparison.Of(model, baseline, metric, options.Horizon, resamples)
                   where !double.IsNaN(comparison.Gain)
                   select comparison,
            ],
            Tests = [.. models.SelectMany(m => PairedTestCatalog.Run(m, baselines, options.Horizon))],
        };
    }

    /// <summary>The length that the most dependent of the models' scores asks for, and at least the labels' overlap.</summary>
    private static double MeanBlock(List<Contender> models, int horizon) => models
        .SelectMany(m => MetricCatalog.All.Where(metric => metric.RowScore is null).Select(m.Series))
        .Where(s => s is not null)
        .Max(s => (double?)Inference.BlockLength.Of(s)) is { } longest ? Math.Max(longest, horizon) : horizon;

    /// <summary>The same scoreboard with verdicts that count tries and looks.</summary>
    /// <param name="trials">How many unrelated tries the models are the best of; at least 1.</param>
    /// <param name="level">The level that BEATS is proven at.</param>
    public Scoreboard Corrected(double trials, double level = 0.05) =>
        this with { Comparisons = [.. Comparisons.Select(c => c with { Trials = trials, Level = level })] };

    /// <summary>The comparison that decides about a model: by the primary metric, against the reference.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="ArgumentException">There is no such model, or its score is undefined.</exception>
    public Comparison Decisive(string model) => Find(model, Reference, Primary.Name)
        ?? throw new ArgumentException($"The scoreboard has no {Primary.Name} of '{model}' against {Reference}.", nameof(model));

    /// <summary>The baseline that a verdict of BEATS is silent about, in a sentence: better by the primary metric than the reference, and not beaten; null where there is none.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="ArgumentException">There is no such model, or its score is undefined.</exception>
    public string? Unbeaten(string model) =>
        Decisive(model).Verdict == Verdict.Beats && Toughest(model, Primary.Name) is { } toughest && toughest.Baseline != Reference && toughest.Verdict != Verdict.Beats
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The verdict is about {Reference}. {toughest.Baseline} alone scores {toughest.BaselineScore:0.####} in {Primary.Name}, and the {toughest.ModelScore:0.####} of {model} is not proven to beat it.")
            : null;

    /// <summary>Which of a model's intervals are not to be trusted, a sentence each: the one that decides, and those beside the strongest baseline of each metric; empty where all are.</summary>
    /// <param name="model">The model's name.</param>
    /// <exception cref="ArgumentException">There is no such model, or its score is undefined.</exception>
    public IReadOnlyList<string> Distrust(string model)
    {
        var decisive = Decisive(model).Test?.Distrust;
        string[] others =
        [
            .. MetricCatalog.All.Select(m => Toughest(model, m.Name)).OfType<Comparison>()
                .Where(c => c.Test is { IsTrusted: false } && !(decisive is not null && c.Metric == Primary)).Select(c => c.Metric.Name),
        ];
        return
        [
            .. decisive is null ? [] : (string[])[decisive],
            .. others.Length == 0 ? [] : (string[])[$"Not to be trusted {(decisive is null ? "" : "either ")}are the intervals of {string.Join(", ", others)}: too few effective rows, or rows that resemble their neighbours for too long."],
        ];
    }

    /// <summary>One comparison; null if there is none.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="baseline">The baseline's name.</param>
    /// <param name="metric">The metric's name.</param>
    public Comparison? Find(string model, string baseline, string metric) =>
        Comparisons.FirstOrDefault(c => c.Model == model && c.Baseline == baseline && c.Metric.Name == metric);

    /// <summary>A model beside the baseline that is best by a metric, of those that have it; null if there is none.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="metric">The metric's name.</param>
    public Comparison? Toughest(string model, string metric) => Comparisons
        .Where(c => c.Model == model && c.Metric.Name == metric)
        .MinBy(c => c.Gain);
}
