using System.Globalization;
using Weathervane.Bars;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Curves;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Pipelines.Running;

/// <summary>What a report says besides the run's result: where and when it was made.</summary>
public sealed record ReportContext
{
    /// <summary>The run's id in the store.</summary>
    public required string RunId { get; init; }

    /// <summary>When the run started, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The command that gives the same run again.</summary>
    public required string Command { get; init; }

    /// <summary>Commands that train the kept models again and compare.</summary>
    public IReadOnlyList<string> Reproduce { get; init; } = [];

    /// <summary>The next command to type.</summary>
    public required string NextCommand { get; init; }

    /// <summary>Every look at the hold-out so far; null where nothing is sealed.</summary>
    public IReadOnlyList<ReportLook>? Looks { get; init; }
}

/// <summary>Turns a run's result into the data of its report.</summary>
public static class ReportOfRun
{
    /// <summary>Builds the report's data.</summary>
    /// <param name="run">What was found.</param>
    /// <param name="context">Where and when.</param>
    public static RunReport Build(RunResult run, ReportContext context) => new()
    {
        Title = run.Pipeline.Name,
        RunId = context.RunId,
        Started = context.Started,
        Duration = context.Duration,
        Subject = RunWords.Bars(run.Inputs),
        Verdict = Verdict(run, context),
        Metrics = [.. MetricCatalog.All.Select(m => new ReportMetric(m.Name, m.Direction == MetricDirection.Higher, m == run.Scores.Primary, m.Summary))],
        Models =
        [
            .. run.Candidates.OrderBy(c => c == run.Winner ? 0 : 1).Select(c => Model(run, c)),
            .. run.Baselines.Select(b => Line(run, b) with { IsBaseline = true }),
        ],
        Comparisons = Compared([.. MetricCatalog.All.Select(m => run.Scores.Toughest(run.Winner.Name, m.Name)).OfType<Comparison>()], run.Scores.ShareUp),
        Tests = [.. run.Scores.Tests.Where(t => t.Model == run.Winner.Name).Select(RunWords.Test)],
        Layout = ReportLayout.Of(run.Inputs),
        Labels = ReportLayout.Labels(run.Inputs),
        Bars = [.. run.Inputs.Cards.SelectMany(Card)],
        Studies = [.. run.Studies.Select(Study)],
        Probabilities = ReportProbabilitiesOf.Run(run),
        Money = run.Findings is { } found ? ReportMoneyOf.Run(found.Money, run.Winner.Name, run.Trials.Effective) : null,
        Contributions = [.. run.Findings?.Contributions.Select(c => new ReportContribution(c.Feature, c.Mean, c.Direction)) ?? []],
        Permutations = [.. run.Findings?.Permuted.Select(c => new ReportPermutation(c.Name, c.Mean, c.StandardError)) ?? []],
        Looks = context.Looks,
        Reproduction = new ReportReproduction(context.Command, PipelineFile.Write(run.Pipeline),
        [
            new ReportFact("seed", run.Pipeline.Seed.ToString(CultureInfo.InvariantCulture)),
            new ReportFact("bars SHA-256", run.Inputs.Recipe.BarsSha256),
            .. context.Reproduce.Select(c => new ReportFact("check", c)),
            .. run.Models.Select(m => new ReportFact($"program that trained {m.Candidate.Name}", m.Model.Facts.CodeVersion)),
        ]),
    };

    private static ReportVerdict Verdict(RunResult run, ReportContext context)
    {
        var decisive = run.Decisive;
        return new ReportVerdict
        {
            Sentence = RunWords.Verdict(run),
            Model = run.Winner.Name,
            Baseline = decisive.Baseline,
            Metric = decisive.Metric.Name,
            Gain = GainOf(decisive),
            Bars = run.Scores.Rows,
            BarsNeeded = decisive.BarsNeeded,
            NextCommand = context.NextCommand,
            Cautions = [RunWords.Trials(run), $"Seconds: {RunWords.Seconds(run)}", .. RunWords.Holdout(run) is { } look ? new[] { $"Hold-out: {look}" } : [], .. RunWords.Cautions(run)],
        };
    }

    private static ReportModel Model(RunResult run, Candidate candidate) => WithCurves(Line(run, candidate.Forecasts), candidate.Forecasts) with
    {
        Gains = [.. MetricCatalog.All.Select(m => run.Scores.Find(candidate.Name, run.Scores.Reference, m.Name) is { } c ? GainOf(c) : null)],
        Importances = [.. run.Models.FirstOrDefault(m => m.Candidate == candidate)?.Model.Importances.Select(i => new ReportImportance(i.Feature, i.Share)) ?? []],
    };

    /// <summary>The model with the curves of its forecasts.</summary>
    internal static ReportModel WithCurves(ReportModel model, OutOfSample forecasts) => model with
    {
        Roc = [.. RocCurve.Of(forecasts.Labels, forecasts.Probabilities, 200).Select(p => new CurvePoint(p.FalsePositiveRate, p.TruePositiveRate))],
        PrecisionRecall = [.. PrecisionRecallCurve.Of(forecasts.Labels, forecasts.Probabilities, 200).Select(p => new CurvePoint(p.Recall, p.Precision))],
        Reliability =
        [
            .. Reliability.Of(forecasts.Labels, forecasts.Probabilities)
                .Select(b => new ReportReliability(b.Lower, b.Upper, b.MeanProbability, b.ShareUp, b.Low, b.High, b.Rows)),
        ],
    };

    private static ReportModel Line(RunResult run, OutOfSample forecasts) => new()
    {
        Name = forecasts.Name,
        Scores = [.. MetricCatalog.All.Select(forecasts.Score)],
        FoldScores = forecasts.ScoreByFold(run.Scores.Primary),
        // A coin's scores are expectations: it made no calls to count.
        Confusion = forecasts.Kind == ForecastKind.Coin ? null : ConfusionMatrix.Of(forecasts.Labels, forecasts.Probabilities),
    };

    /// <summary>The lines of one table, each with its p-value as one of all in it.</summary>
    internal static IReadOnlyList<ReportComparison> Compared(IReadOnlyList<Comparison> lines, double shareUp)
    {
        var holm = MultipleTesting.Holm([.. lines.Select(c => c.PValue)]);
        return
        [
            .. lines.Select((c, i) => new ReportComparison(
                c.Metric.Name, c.ModelScore, c.Baseline, c.BaselineScore, GainOf(c) with { PValueOfAll = holm[i] },
                c.Metric.Ceiling is { } ceiling ? string.Create(CultureInfo.InvariantCulture, $"always up gets {ceiling(shareUp):0.0000}; never decides") : "")),
        ];
    }

    internal static ReportGain GainOf(Comparison comparison) => new(
        comparison.Gain,
        comparison.Low,
        comparison.High,
        comparison.PValue,
        OutcomeOf(comparison.Verdict));

    internal static ReportOutcome OutcomeOf(Evaluation.Verdict? verdict) => verdict switch
    {
        Evaluation.Verdict.Beats => ReportOutcome.Beats,
        Evaluation.Verdict.Worse => ReportOutcome.Worse,
        Evaluation.Verdict.NotProven => ReportOutcome.NotProven,
        _ => ReportOutcome.NotTested,
    };

    private static IEnumerable<ReportFact> Card(QualityCard card)
    {
        string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
        yield return new ReportFact("rows", Count(card.Rows));
        yield return new ReportFact("span", string.Create(CultureInfo.InvariantCulture, $"{card.First:yyyy-MM-dd HH:mm} to {card.Last:yyyy-MM-dd HH:mm} UTC"));
        yield return new ReportFact("calendar", card.Calendar);
        yield return new ReportFact("closures", Count(card.Closures));
        yield return new ReportFact("holes", $"{Count(card.Gaps.Count)} with {Count(card.Gaps.MissingBars)} bars missing", card.Gaps.Count > 0);
        yield return new ReportFact("unchanged closes", string.Create(CultureInfo.InvariantCulture, $"{100 * card.Ties:0.##} %"));
        yield return new ReportFact("duplicates", Count(card.Duplicates));
        yield return new ReportFact("conflicts", Count(card.Conflicts), card.Conflicts > 0);
        yield return new ReportFact("bars without volume", Count(card.ZeroVolume));
        yield return new ReportFact("stale runs", Count(card.StaleRuns));
        foreach (var problem in card.Problems)
        {
            yield return new ReportFact("problem", problem, true);
        }
    }

    private static ReportStudy Study(FinishedStudy study) => new(
        study.Start.Learner,
        study.Start.Metric,
        study.Start.Options.Direction == MetricDirection.Higher,
        [
            .. study.Result.Trials.Select(t => new ReportTrial(
                t.Number,
                t.Value,
                t.StandardError,
                [.. t.Parameters.Select(p => new ReportFact(p.Key, Convert.ToString(p.Value, CultureInfo.InvariantCulture) ?? ""))])),
        ])
    {
        Overfitting = study.Overfitting,
    };
}
