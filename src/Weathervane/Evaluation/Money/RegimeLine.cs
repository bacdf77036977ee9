namespace Weathervane.Evaluation.Money;

/// <summary>What trading came to on the steps of one kind.</summary>
/// <param name="By">What the kinds are told apart by: <c>volatility</c>, <c>trend</c>, <c>hour</c>, <c>weekday</c>, <c>year</c>.</param>
/// <param name="Name">The kind: <c>low</c>, <c>Monday</c>.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="MeanBps">Mean return of a step after costs, in basis points.</param>
/// <param name="Low">Lower end of its 95 % interval, under autocorrelation.</param>
/// <param name="High">Upper end.</param>
/// <param name="MarketBps">The market's own mean return, in basis points.</param>
/// <param name="PValue">Two-sided, of the hypothesis that the mean is 0: that staying out would have come to as much. NaN below 3 steps.</param>
/// <param name="PValueOfAll">The same as one of all kinds of the backtest (Holm's).</param>
public sealed record RegimeLine(
    string By, string Name, int Steps, double MeanBps, double Low, double High, double MarketBps, double PValue, double PValueOfAll)
{
    /// <summary>What may be said of this kind beside staying out, all kinds that were looked at being counted; null where it was not tested.</summary>
    public Verdict? Verdict => double.IsNaN(PValueOfAll) ? null
        : PValueOfAll > 0.05 ? Evaluation.Verdict.NotProven
        : MeanBps > 0 ? Evaluation.Verdict.Beats : Evaluation.Verdict.Worse;
}
