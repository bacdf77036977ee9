using System.Globalization;
using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;

namespace Weathervane.Pipelines.Gate;

/// <summary>Decides whether a version becomes the champion.</summary>
/// <param name="Rules">The tests and their levels.</param>
/// <param name="Primary">The metric that decides.</param>
/// <param name="Horizon">How many bars the labels look ahead.</param>
public sealed record PromotionGate(GateRules Rules, Metric Primary, int Horizon)
{
    /// <summary>A first version. One that is not proven may stand in, since there is nothing better, but never as proven; one that is worse than the baseline may not.</summary>
    /// <param name="challenger">Its walk-forward forecasts.</param>
    /// <param name="baselines">The baselines' forecasts of the same rows; the first is the one that decides whether it is worse.</param>
    public GateDecision First(OutOfSample challenger, IReadOnlyList<OutOfSample> baselines)
    {
        var conditions = AgainstBaselines(challenger, baselines);
        var worst = conditions.FirstOrDefault(c => !c.Passed);
        var isWorse = Comparison.Of(challenger, baselines[0], Primary, Horizon).Verdict == Verdict.Worse;
        return new GateDecision
        {
            Kind = GateKind.First,
            Proven = worst is null,
            Promote = !isWorse,
            Why = worst is null ? $"there was none before and it is proven: {conditions[0].Words}"
                : isWorse ? $"there was none before, but it is WORSE than {baselines[0].Name}: {conditions[0].Words}"
                : $"there was none before; its edge is NOT PROVEN ({worst.Words}{Needed(worst)})",
            Conditions = conditions,
        };
    }

    /// <summary>Another recipe: it must beat the champion's recipe, refitted over the same walk-forward folds, the first of the baselines and the coin, and be no worse than any.</summary>
    /// <param name="challenger">Its walk-forward forecasts.</param>
    /// <param name="champion">Those of the champion's recipe on the same rows.</param>
    /// <param name="championName">What words call the champion: <c>the champion gbp:1</c>.</param>
    /// <param name="baselines">The baselines' forecasts of the same rows.</param>
    public GateDecision Recipe(OutOfSample challenger, OutOfSample champion, string championName, IReadOnlyList<OutOfSample> baselines)
    {
        GateCondition[] conditions = [Rules.Beats(championName, challenger, champion, Primary, Horizon), .. AgainstBaselines(challenger, baselines)];
        var failed = conditions.FirstOrDefault(c => !c.Passed);
        return new GateDecision
        {
            Kind = GateKind.Recipe,
            Promote = failed is null,
            Proven = failed is null,
            Why = failed is null
                ? $"its recipe beats that of {championName}, and the baselines: {conditions[0].Words}"
                : $"{failed.Words}: not proven{Needed(failed)}",
            Conditions = conditions,
        };
    }

    /// <summary>The champion's recipe on newer bars, beside the champion's own forecasts of the rows that it had not learnt from.</summary>
    /// <param name="forecasts">Its walk-forward forecasts; row numbers count in <paramref name="training"/>.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="bars">The bars that they stand on.</param>
    /// <param name="incumbent">The champion.</param>
    /// <param name="baselines">The baselines' forecasts of the rows of <paramref name="forecasts"/>; none needed where the champion is proven.</param>
    /// <param name="checks">What else must hold, such as that the bars that both know are the same.</param>
    /// <param name="threads">Most threads; the decision is the same for any.</param>
    public GateDecision Refresh(
        OutOfSample forecasts, Dataset training, BarSeries bars, Incumbent incumbent, IReadOnlyList<OutOfSample> baselines, IReadOnlyList<GateCondition> checks, int threads)
    {
        // Rows whose bars the champion had not learnt from, its last label included.
        var learnt = bars.FirstAtOrAfter(incumbent.Model.Facts.To) + Horizon;
        var recent = CommonRows.Where(forecasts, row => training.Spans[row].First > learnt);
        var frozen = new OutOfSample(
            incumbent.Called, recent.Rows, recent.Folds, recent.Labels, incumbent.Model.Predict(training.Features.TakeRows(recent.Rows), threads));
        return Refresh(forecasts, recent, frozen, incumbent.Called, incumbent.IsProven, baselines, checks);
    }

    /// <summary>The champion's recipe on newer bars.</summary>
    /// <param name="forecasts">Its walk-forward forecasts.</param>
    /// <param name="recent">Those of rows after the champion's training; maybe none.</param>
    /// <param name="frozen">The champion's own forecasts of the same rows.</param>
    /// <param name="championName">What words call the champion.</param>
    /// <param name="isProven">Whether the recipe has won once: the champion came through the gate as proven.</param>
    /// <param name="baselines">The baselines' forecasts of the rows of <paramref name="forecasts"/>: more bars may prove what fewer did not.</param>
    /// <param name="checks">What else must hold, such as that the bars that both know are the same.</param>
    public GateDecision Refresh(
        OutOfSample forecasts,
        OutOfSample recent,
        OutOfSample frozen,
        string championName,
        bool isProven,
        IReadOnlyList<OutOfSample> baselines,
        IReadOnlyList<GateCondition> checks)
    {
        var provesNow = !isProven && AgainstBaselines(forecasts, baselines).All(c => c.Passed);
        GateCondition[] conditions =
        [
            .. checks,
            Rules.NotWorse(championName, recent, frozen, Primary, Horizon),
            Excused(Rules.Calibrated(forecasts, Horizon), frozen, championName),
        ];
        var failed = conditions.FirstOrDefault(c => !c.Passed);
        return new GateDecision
        {
            Kind = GateKind.Refresh,
            Promote = failed is null,
            Proven = failed is null && (isProven || provesNow),
            Why = failed is null
                ? $"it is the recipe of {championName} on newer bars, {(isProven ? "which has won before" : provesNow ? "which now prove it" : "NOT PROVEN yet")}, within the guardrails: {conditions[checks.Count].Words}"
                : $"as a refresh it fails its guardrail {failed.Name}: {failed.Words}",
            Conditions = conditions,
        };
    }

    /// <summary>Keeping a champion that is not calibrated either would help nobody.</summary>
    private GateCondition Excused(GateCondition calibration, OutOfSample frozen, string championName) =>
        calibration.Passed || frozen.Rows.Length < Rules.RowsMin || Rules.Calibrated(frozen, Horizon) is not { Passed: false } theirs
            ? calibration
            : calibration with { Passed = true, Words = $"{calibration.Words}; {championName} is no better: {theirs.Words}" };

    /// <summary>It must beat the first baseline and the coin, and no other one that the metric is defined for row by row may show it to be worse.</summary>
    /// <remarks>A base rate learnt from few rows is off, so that whoever says one half beats it without knowing anything of a row.</remarks>
    private GateCondition[] AgainstBaselines(OutOfSample challenger, IReadOnlyList<OutOfSample> baselines) =>
    [
        Rules.Beats(baselines[0].Name, challenger, baselines[0], Primary, Horizon),
        .. baselines.Skip(1).Where(b => b.RowScores(Primary) is not null).Select(b => b.Kind == ForecastKind.Coin
            ? Rules.Beats(b.Name, challenger, b, Primary, Horizon)
            : Rules.NotWorse(b.Name, challenger, b, Primary, Horizon)),
    ];

    private static string Needed(GateCondition condition) => condition.RowsNeeded is { } rows
        ? string.Create(CultureInfo.InvariantCulture, $"; the rows at hand would prove a gain of this size with a chance of {100 * condition.Power:0} %, about {rows:N0} scored rows four times in five")
        : "; no number of bars proves a gain that was not seen";
}
