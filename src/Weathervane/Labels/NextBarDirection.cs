using Weathervane.Bars;

namespace Weathervane.Labels;

/// <summary>1 if the close <see cref="Horizon"/> bars later is above the decision bar's close, else 0.</summary>
public sealed record NextBarDirection : Label
{
    /// <summary>How many bars ahead the close is compared, 1 to 100,000.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, 100_000); } = 1;

    /// <summary>What an unchanged close is.</summary>
    public TieRule Ties { get; init; }

    /// <inheritdoc/>
    public override string Id => "next-bar-direction";

    /// <inheritdoc/>
    public override int BarsAhead => Horizon;

    private protected override Func<int, LabelOutcome> Decider(BarSeries bars) => bar => Decide(bars, bar, Horizon, Ties);

    internal static LabelOutcome Decide(BarSeries bars, int bar, int horizon, TieRule ties)
    {
        var (now, later) = (bars.Close[bar], bars.Close[bar + horizon]);
        return later == now && ties == TieRule.Drop
            ? LabelOutcome.None(bar)
            : new LabelOutcome(later > now ? 1 : 0, new LabelSpan(bar, bar + horizon), (later / now) - 1, true);
    }
}
