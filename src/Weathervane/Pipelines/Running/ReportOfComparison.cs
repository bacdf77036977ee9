using System.Globalization;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Pipelines.Running;

/// <summary>A model of a comparison.</summary>
/// <param name="Name">What the page calls it: <c>btc:2</c>.</param>
/// <param name="Report">Its run's report; null where it kept none.</param>
/// <param name="Candidate">What the report calls it.</param>
/// <param name="Probabilities">[rows] its walk-forward forecasts of the rows that both were scored on.</param>
public sealed record ComparedModel(string Name, RunReport? Report, string Candidate, double[] Probabilities);

/// <summary>Turns two models into the data of one page: the second beside the first on the rows of both, row by row.</summary>
public static class ReportOfComparison
{
    /// <summary>Builds the page's data.</summary>
    /// <param name="first">The one to compare with.</param>
    /// <param name="second">The one in question.</param>
    /// <param name="labels">[rows] 0 or 1, of the rows that both were scored on, in time order; at least 2.</param>
    /// <param name="primary">The metric that decides.</param>
    /// <param name="horizon">How many bars the labels look ahead.</param>
    /// <param name="changes">Parameters that differ.</param>
    /// <param name="now">When the page is made, UTC.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static RunReport Build(
        ComparedModel first, ComparedModel second, double[] labels, Metric primary, int horizon, IReadOnlyList<ReportChange> changes, DateTime now)
    {
        Check.InRange(labels.Length, 2, int.MaxValue);
        var (old, fresh) = (Forecasts(first, labels), Forecasts(second, labels));
        var decisive = Comparison.Of(fresh, old, primary, horizon);
        var lines = ReportOfRun.Compared([.. MetricCatalog.All.Select(m => Comparison.Of(fresh, old, m, horizon))], labels.Average());
        return new RunReport
        {
            Kind = "comparison",
            Title = $"{second.Name} against {first.Name}",
            RunId = "",
            Started = now,
            Subject = string.Create(CultureInfo.InvariantCulture, $"{labels.Length:N0} bars that both were scored on, unseen by either"),
            Verdict = new ReportVerdict
            {
                Sentence = decisive.ToString(),
                Model = second.Name,
                Baseline = first.Name,
                Metric = primary.Name,
                Gain = ReportOfRun.GainOf(decisive),
                Bars = labels.Length,
                BarsNeeded = decisive.BarsNeeded,
            },
            Metrics = [.. MetricCatalog.All.Select(m => new ReportMetric(m.Name, m.Direction == MetricDirection.Higher, m == primary, m.Summary))],
            Models =
            [
                Model(second, fresh) with { Gains = [.. lines.Select(l => l.Gain)] },
                Model(first, old),
            ],
            Comparisons = lines,
            Changes = changes,
            Money = Money(first, second),
        };
    }

    private static OutOfSample Forecasts(ComparedModel model, double[] labels) =>
        new(model.Name, [.. Enumerable.Range(0, labels.Length)], new int[labels.Length], labels, model.Probabilities);

    private static ReportModel Model(ComparedModel model, OutOfSample forecasts) => ReportOfRun.WithCurves(
        new ReportModel
        {
            Name = model.Name,
            Scores = [.. MetricCatalog.All.Select(forecasts.Score)],
            Confusion = ConfusionMatrix.Of(forecasts.Labels, forecasts.Probabilities),
            Importances = model.Report?.Models.FirstOrDefault(m => m.Name == model.Candidate)?.Importances ?? [],
        },
        forecasts);

    /// <summary>Both ways of trading over each other; each over its own run's bars. Null unless both runs traded on the model compared.</summary>
    private static ReportMoney? Money(ComparedModel first, ComparedModel second) =>
        (WayOf(first), WayOf(second)) is ({ } old, { } fresh) ? new ReportMoney(second.Report!.Money!.Rule, [fresh, old, second.Report.Money.Ways[1]], []) : null;

    private static ReportWay? WayOf(ComparedModel model) =>
        model.Report is { Money: { Ways.Count: > 1 } money } report && report.Verdict.Model == model.Candidate ? money.Ways[0] with { Name = model.Name } : null;
}
