using Weathervane.Bars;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Money;
using Weathervane.Labels;

namespace Weathervane.Pipelines.Replay;

/// <summary>What a user would have lived through. Plain data for tables and reports.</summary>
public sealed record ReplayResult
{
    /// <summary>The pipeline, nothing sealed.</summary>
    public required Pipeline Pipeline { get; init; }

    /// <summary>The bars.</summary>
    public required BarSeries Bars { get; init; }

    /// <summary>[bars] what came.</summary>
    public required LabelSeries Labels { get; init; }

    /// <summary>The first bar that was forecast.</summary>
    public required int First { get; init; }

    /// <summary>[bars] of up, said at each bar's close by the model of that moment; NaN before the first.</summary>
    public required double[] Probabilities { get; init; }

    /// <summary>[bars] which version forecast the bar; 0 before the first.</summary>
    public required int[] Versions { get; init; }

    /// <summary>[bars] what the first model would have said, had it never been trained again; NaN before the first.</summary>
    public required double[] Frozen { get; init; }

    /// <summary>[bars] the share of ups among all outcomes known by then; NaN before the first.</summary>
    public required double[] BaseRate { get; init; }

    /// <summary>What happened, in time order.</summary>
    public required IReadOnlyList<ReplayEvent> Events { get; init; }

    /// <summary>The bars that were forecast and whose outcome is known.</summary>
    public IReadOnlyList<int> Scored =>
        field ??= [.. Enumerable.Range(First, Bars.Count - First).Where(i => Labels.IsKnown(i) && !double.IsNaN(Probabilities[i]) && !double.IsNaN(Frozen[i]))];

    /// <summary>The loop's forecasts of the scored bars.</summary>
    public OutOfSample Loop => Of("the loop", Probabilities);

    /// <summary>What the first model would have said of them.</summary>
    public OutOfSample NeverRetrained => Of("never retrained", Frozen);

    /// <summary>What the share of ups by then says of them.</summary>
    public OutOfSample ShareOfUps => Of("base rate", BaseRate);

    /// <summary>The loop beside the share of ups, and beside the model that was never trained again.</summary>
    public IReadOnlyList<Comparison> Comparisons() =>
    [
        .. new[] { ShareOfUps, NeverRetrained }.SelectMany(other => new[] { LogLoss.Metric, Accuracy.Metric }.Select(metric => Comparison.Of(Loop, other, metric, Labels.Label.BarsAhead))),
    ];

    /// <summary>The loop traded as the pipeline says, cost included.</summary>
    public Backtest Money() => Backtest.Run(Bars, [.. Probabilities.Select((p, i) => i < First ? double.NaN : p)], null, Pipeline.Costs);

    /// <summary>The scores of each calendar year, UTC.</summary>
    public IReadOnlyList<ReplayYear> Years() =>
    [
        .. Scored.GroupBy(i => Bars.Times[i].Year).Select(y =>
        {
            int[] rows = [.. y];
            return new ReplayYear(
                y.Key, rows.Length, Score(Probabilities, LogLoss.Metric), Score(Frozen, LogLoss.Metric), Score(BaseRate, LogLoss.Metric), Score(Probabilities, Accuracy.Metric),
                Events.Count(e => e.At.Year == y.Key && e.Kind == ReplayEventKind.Refreshed), Events.Count(e => e.At.Year == y.Key && e.Kind is ReplayEventKind.Drift or ReplayEventKind.Decay));

            double Score(double[] probabilities, Metric metric) => metric.Score([.. rows.Select(r => Labels[r].Value)], [.. rows.Select(r => probabilities[r])]);
        }),
    ];

    private OutOfSample Of(string name, double[] probabilities) => new(
        name, [.. Scored], new int[Scored.Count], [.. Scored.Select(i => Labels[i].Value)], [.. Scored.Select(i => probabilities[i])]);
}

/// <summary>A calendar year of a replay.</summary>
/// <param name="Year">The year.</param>
/// <param name="Bars">Scored bars.</param>
/// <param name="Loss">Log loss of the loop, in nats.</param>
/// <param name="FrozenLoss">Log loss of the model that was never trained again.</param>
/// <param name="BaseRateLoss">Log loss of the share of ups.</param>
/// <param name="Accuracy">Share of right directions of the loop, 0 to 1.</param>
/// <param name="Refreshes">Refreshes that took over.</param>
/// <param name="Alarms">Alarms of drift or decay.</param>
public sealed record ReplayYear(int Year, int Bars, double Loss, double FrozenLoss, double BaseRateLoss, double Accuracy, int Refreshes, int Alarms);
