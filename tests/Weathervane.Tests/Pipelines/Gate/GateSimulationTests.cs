using Weathervane.Pipelines.Gate;

namespace Weathervane.Tests.Pipelines.Gate;

/// <summary>The short form of <c>bench/results/statistics/gate.md</c>.</summary>
public sealed class GateSimulationTests
{
    [Fact]
    public void The_luckiest_of_many_noise_recipes_hardly_ever_passes()
    {
        // The full form's limit is 7 %; 9 of 80 or more would have a chance of 4 % at that rate, and of 3 in 100,000 at the nominal 2.5 %.
        var worlds = new GateWorlds { Rows = 500, Trials = 50 };
        var decisions = Enumerable.Range(1, 80).Select(seed => worlds.Recipe((ulong)seed)).ToList();
        Assert.InRange(decisions.Count(d => d.Promote), 0, 8);
        Assert.All(decisions.Where(d => !d.Promote), d => Assert.Contains("not proven", d.Why, StringComparison.Ordinal));
        // Against the base rate alone luck has it easier: without the count of trials 13 of these worlds call noise proven.
        Assert.InRange(Enumerable.Range(1, 80).Count(seed => worlds.First((ulong)seed).Proven), 0, 8);
    }

    [Fact]
    public void A_planted_edge_passes()
    {
        // The full form: 15,000 rows and 200 trials, at least 80 %; 11 of 20 or fewer would have a chance of 1 % at that rate.
        var worlds = new GateWorlds { Rows = 15_000, Trials = 20, Edge = 0.1777 };
        Assert.InRange(Enumerable.Range(1, 20).Count(seed => worlds.Recipe((ulong)seed) is { Promote: true, Proven: true, Kind: GateKind.Recipe }), 12, 20);
    }
}
