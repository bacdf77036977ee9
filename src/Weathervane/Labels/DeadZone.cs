using Weathervane.Bars;

namespace Weathervane.Labels;

/// <summary>The unit of a dead zone's threshold.</summary>
public enum ThresholdUnit
{
    /// <summary>A return: 0.001 is 0.1 %.</summary>
    Absolute,

    /// <summary>Standard deviations of recent one-bar returns.</summary>
    Volatility,
}

/// <summary>Direction as in <see cref="NextBarDirection"/>, but moves too small to matter are left out of training.</summary>
/// <remarks>Rows in the zone are still scored: nobody knows beforehand which rows those are. Where the threshold is in units of
/// volatility and that is not known yet (the first bars), a row is scored and not learnt from.</remarks>
public sealed record DeadZone : Label
{
    /// <summary>How many bars ahead the close is compared, 1 to 100,000.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, 100_000); } = 1;

    /// <summary>Rows with |return| below this are not learnt from; 0 to 1,000, in <see cref="Unit"/>.</summary>
    public double Threshold { get; init => field = Check.InRange(value, 0.0, 1_000.0); } = 0.5;

    /// <summary>The threshold's unit.</summary>
    public ThresholdUnit Unit { get; init; } = ThresholdUnit.Volatility;

    /// <summary>How many returns the volatility is taken over, up to and including the decision bar's; 2 to 100,000.</summary>
    public int VolatilityBars { get; init => field = Check.InRange(value, 2, 100_000); } = 20;

    /// <summary>What an unchanged close is.</summary>
    public TieRule Ties { get; init; }

    /// <inheritdoc/>
    public override string Id => "dead-zone-direction";

    /// <inheritdoc/>
    public override int BarsAhead => Horizon;

    private protected override Func<int, LabelOutcome> Decider(BarSeries bars) => bar =>
    {
        var outcome = NextBarDirection.Decide(bars, bar, Horizon, Ties);
        var unit = Unit == ThresholdUnit.Absolute ? 1 : RecentVolatility.At(bars, bar, VolatilityBars);
        // NaN compares false, so an unknown return or volatility is not learnt from.
        return outcome with { ForTraining = Math.Abs(outcome.Return) >= Threshold * unit };
    };
}
