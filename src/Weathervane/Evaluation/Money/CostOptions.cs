namespace Weathervane.Evaluation.Money;

/// <summary>How forecasts become positions, and what trading costs: <c>costs:</c>.</summary>
public sealed record CostOptions
{
    /// <summary>Fee on what is traded, in basis points, 0 to 500: a hundredth of a percent.</summary>
    public double FeeBps { get; init => field = Check.InRange(value, 0.0, 500.0); } = 5;

    /// <summary>How much worse than the open a trade is made, in basis points, 0 to 500.</summary>
    public double SlippageBps { get; init => field = Check.InRange(value, 0.0, 500.0); } = 2;

    /// <summary>The name of the rule, one of <see cref="PositionRule.All"/>.</summary>
    public string Rule { get; init => field = Check.OneOf(value, [.. PositionRule.All.Select(r => r.Id)]); } = "long-flat";

    /// <summary>Seed of the coin that stands beside.</summary>
    public ulong Seed { get; init; }

    /// <summary>What a trade of the whole equity costs, as a share of it.</summary>
    internal double Cost => (FeeBps + SlippageBps) / 10_000;
}
