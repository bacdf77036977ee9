using Weathervane.Bars;

namespace Weathervane.Labels;

/// <summary>1 if a profit-take is hit before a stop, 0 if the stop is; at the time limit the sign of the return decides.</summary>
/// <remarks>Barriers stand at close (1 + take x volatility) and close (1 - stop x volatility). Both within one bar count as the
/// stop: bars do not tell which came first. The return of a hit is the barrier's. A bar whose volatility is unknown (the first
/// bars) or 0 has no label. Source: Lopez de Prado (2018), Advances in Financial Machine Learning, section 3.4.</remarks>
public sealed record TripleBarrier : Label
{
    /// <summary>Distance of the profit-take in standard deviations of recent one-bar returns; above 0, at most 1,000.</summary>
    public double ProfitTake { get; init => field = Check.Above(value, 0, 1_000); } = 2;

    /// <summary>Distance of the stop, in the same unit; above 0, at most 1,000.</summary>
    public double StopLoss { get; init => field = Check.Above(value, 0, 1_000); } = 2;

    /// <summary>The most bars to wait, 1 to 100,000.</summary>
    public int Limit { get; init => field = Check.InRange(value, 1, 100_000); } = 24;

    /// <summary>How many returns the volatility is taken over, up to and including the decision bar's; 2 to 100,000.</summary>
    public int VolatilityBars { get; init => field = Check.InRange(value, 2, 100_000); } = 20;

    /// <inheritdoc/>
    public override string Id => "triple-barrier";

    /// <inheritdoc/>
    public override int BarsAhead => Limit;

    private protected override Func<int, LabelOutcome> Decider(BarSeries bars) => bar =>
    {
        var volatility = RecentVolatility.At(bars, bar, VolatilityBars);
        if (!(volatility > 0))
        {
            return LabelOutcome.None(bar);
        }

        var entry = bars.Close[bar];
        var take = entry * (1 + (ProfitTake * volatility));
        var stop = entry * (1 - (StopLoss * volatility));
        for (var i = bar + 1; i <= bar + Limit; i++)
        {
            if (bars.Low[i] <= stop)
            {
                return new LabelOutcome(0, new LabelSpan(bar, i), -StopLoss * volatility, true);
            }

            if (bars.High[i] >= take)
            {
                return new LabelOutcome(1, new LabelSpan(bar, i), ProfitTake * volatility, true);
            }
        }

        return NextBarDirection.Decide(bars, bar, Limit, TieRule.Down);
    };
}
