using System.Globalization;
using Weathervane.Evaluation.Money;
using Weathervane.Pipelines.Reports;

namespace Weathervane.Pipelines.Running;

/// <summary>A backtest as data of a report.</summary>
public static class ReportMoneyOf
{
    // As many as a chart draws; a million steps would swell the page.
    private const int PointsMost = 400;

    /// <summary>Builds the part.</summary>
    /// <param name="backtest">What trading came to.</param>
    /// <param name="name">Who forecast.</param>
    /// <param name="trials">How many unrelated tries it is the best of, 1 or more; null for saying nothing of it.</param>
    public static ReportMoney Run(Backtest backtest, string name, double? trials = null) => new(
        Rule(backtest.Options),
        [
            Way(name, backtest.Strategy, backtest.StrategyFigures, backtest.Times),
            Way("buy and hold", backtest.Hold, backtest.HoldFigures, backtest.Times),
            Way("coin", backtest.Coin, backtest.CoinFigures, backtest.Times),
        ],
        Regimes(backtest))
    {
        Luck = trials is { } count ? Luck(backtest, count) : null,
    };

    /// <summary>The forecasts' way by what the market was like.</summary>
    /// <param name="backtest">What trading came to.</param>
    public static IReadOnlyList<ReportRegime> Regimes(Backtest backtest) =>
    [
        .. backtest.Regimes.Select(r => new ReportRegime(r.By, r.Name, r.Steps, r.MeanBps, r.Low, r.High, r.MarketBps)
        {
            PValue = r.PValue, PValueOfAll = r.PValueOfAll, Outcome = ReportOfRun.OutcomeOf(r.Verdict),
        }),
    ];

    /// <summary>What the deflated Sharpe ratio says, in a sentence; null where there is none.</summary>
    /// <param name="backtest">What trading came to.</param>
    /// <param name="trials">How many unrelated tries it is the best of, 1 or more.</param>
    public static string? Luck(Backtest backtest, double trials) => backtest.DeflatedSharpe(trials) is var chance && double.IsNaN(chance) ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"Deflated Sharpe ratio: with a probability of {Percent(chance)} the true one is above {(trials < 1.05 ? "0" : $"what the best of {trials:0.#} unrelated tries without skill would show")}; below 95% it may be luck.");

    /// <summary>How it was traded, in a sentence.</summary>
    /// <param name="options">Rule and costs.</param>
    public static string Rule(CostOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PositionRule.Of(options.Rule).Summary} Acted on at the open after the forecast, for {options.FeeBps:0.##} basis points of fee and {options.SlippageBps:0.##} of slippage on what is traded.");

    /// <summary>What a way of trading came to, as text.</summary>
    /// <param name="figures">The figures.</param>
    public static IReadOnlyList<ReportFact> Facts(MoneyFigures figures) =>
    [
        new("return", Percent(figures.Return)),
        new("a year", Percent(figures.ReturnPerYear)),
        new("Sharpe", Number(figures.Sharpe.Value)),
        new("its 95 % interval", $"{Number(figures.Sharpe.Low)} to {Number(figures.Sharpe.High)}"),
        new("drawdown", Percent(figures.Drawdown)),
        new("trades", figures.Trades.ToString("N0", CultureInfo.InvariantCulture)),
        new("turnover a year", Number(figures.TurnoverPerYear, "N1")),
        new("exposure", Percent(figures.Exposure)),
        new(ReportMoney.BreakEven, Number(figures.BreakEvenBps)),
    ];

    private static ReportWay Way(string name, EquityCurve curve, MoneyFigures figures, IReadOnlyList<DateTime> times)
    {
        var (equity, drawdowns) = (curve.Equity.ToArray(), curve.Drawdowns());
        var points = Math.Min(equity.Length, PointsMost);
        int[] kept = [.. Enumerable.Range(0, points).Select(i => (int)((long)i * (equity.Length - 1) / Math.Max(points - 1, 1)))];
        return new ReportWay(name, [.. kept.Select(k => Point(k, equity[k]))], [.. kept.Select(k => Point(k, drawdowns[k]))], Facts(figures));

        CurvePoint Point(int step, double value) => new(times[step].Ticks / (double)TimeSpan.TicksPerDay, value);
    }

    private static string Percent(double share) => double.IsFinite(share) ? (100 * share).ToString("N1", CultureInfo.InvariantCulture).Replace('-', '−') + "%" : "–";

    private static string Number(double value, string format = "N2") => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−') : "–";
}
