using System.Globalization;

namespace Weathervane.Pipelines.Reports;

/// <summary>What trading on the forecasts came to.</summary>
/// <param name="Rule">How it was traded, in words.</param>
/// <param name="Ways">The forecasts' way first, then those to compare with.</param>
/// <param name="Regimes">The forecasts' way by what the market was like.</param>
public sealed record ReportMoney(string Rule, IReadOnlyList<ReportWay> Ways, IReadOnlyList<ReportRegime> Regimes)
{
    /// <summary>What a way's figures call the cost of a trade, in basis points, at which nothing would have been gained.</summary>
    public const string BreakEven = "break-even, bps";

    /// <summary>How likely the Sharpe ratio is more than the luck of the best of all tries, in words; null where it is not known.</summary>
    public string? Luck { get; init; }

    /// <summary>How far the kinds of bars may be read, in a sentence that counts how many were looked at; null where there are none.</summary>
    /// <param name="regimes">All kinds of one backtest.</param>
    public static string? OfKinds(IReadOnlyList<ReportRegime> regimes)
    {
        int Count(ReportOutcome outcome) => regimes.Count(r => r.Outcome == outcome);
        var byChance = (int)Math.Ceiling(regimes.Count / 20.0);
        var tested = regimes.Count - Count(ReportOutcome.NotTested);
        return regimes.Count == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Of {Counted.Of(regimes.Count, "kind")} of bars about {byChance} {(byChance == 1 ? "looks" : "look")} unusual by chance alone{(tested == 0 ? "" : $", so each verdict, beside staying out, is by its p-value as one of all {tested} (Holm's): {Count(ReportOutcome.Beats)} {OutcomeWords.Of(ReportOutcome.Beats)}, {Count(ReportOutcome.Worse)} {OutcomeWords.Of(ReportOutcome.Worse)}, {Count(ReportOutcome.NotProven)} {OutcomeWords.Of(ReportOutcome.NotProven)}")}.");
    }
}

/// <summary>A way of trading.</summary>
/// <param name="Name">What it is: a model, <c>buy and hold</c>, <c>coin</c>.</param>
/// <param name="Equity">X the time in days since year 1, Y what an equity of 1 became.</param>
/// <param name="Drawdown">X the same, Y the share below the highest equity so far.</param>
/// <param name="Figures">What it came to, in the order of the page; the same names for every way.</param>
public sealed record ReportWay(string Name, IReadOnlyList<CurvePoint> Equity, IReadOnlyList<CurvePoint> Drawdown, IReadOnlyList<ReportFact> Figures);

/// <summary>The forecasts' way on the steps of one kind.</summary>
/// <param name="By">What the kinds are told apart by: <c>hour</c>.</param>
/// <param name="Name">The kind: <c>13:00</c>.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="MeanBps">Mean return of a step after costs, in basis points.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="MarketBps">The market's own mean.</param>
public sealed record ReportRegime(string By, string Name, long Steps, double MeanBps, double Low, double High, double MarketBps)
{
    /// <summary>Two-sided, of the hypothesis that the mean is 0; NaN where it was not tested.</summary>
    public double PValue { get; init; } = double.NaN;

    /// <summary>The p-value as one of all kinds of the backtest (Holm's); NaN where it was not tested.</summary>
    public double PValueOfAll { get; init; } = double.NaN;

    /// <summary>The verdict beside staying out, by <see cref="PValueOfAll"/>.</summary>
    public ReportOutcome Outcome { get; init; } = ReportOutcome.NotTested;
}
