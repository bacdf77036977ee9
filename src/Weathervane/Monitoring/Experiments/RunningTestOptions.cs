namespace Weathervane.Monitoring.Experiments;

/// <summary>What a <see cref="RunningTest"/> promises.</summary>
public sealed record RunningTestOptions
{
    /// <summary>How often, at most, any verdict of the experiment is wrong, both ways and for all challengers together; 0.05 is one in twenty experiments.</summary>
    public double Alpha { get; init => field = Check.Inside(value, 0, 1); } = 0.05;

    /// <summary>How many challengers share <see cref="Alpha"/>.</summary>
    public int Challengers { get; init => field = Check.InRange(value, 1, 100); } = 1;

    /// <summary>How many bars ahead the labels look, 1 to 10,000: the bars of overlapping labels are told apart by it.</summary>
    public int Horizon { get; init => field = Check.InRange(value, 1, 10_000); } = 1;

    /// <summary>How is bet: for an experiment the rule that it was started with.</summary>
    public BetRule Bets { get; init; } = BetRule.Folding;

    /// <summary>The evidence that is a verdict: 2 x challengers / alpha, 40 by default.</summary>
    public double Threshold => 2 * Challengers / Alpha;
}
