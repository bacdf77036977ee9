using Weathervane.Monitoring.Experiments;
using Weathervane.Numerics;

namespace Weathervane.Tests.Monitoring.Experiments;

/// <summary>False and right verdicts over 10,000 bars, looked at after each. The long form with its results is bench/results/ab/verdicts.md.</summary>
public sealed class RunningTestSimulationTests
{
    private const int Bars = 10_000, Runs = 60;

    public static TheoryData<string> NullNames => [.. ForecastWorld.Nulls.Select(w => w.Name)];

    [Theory]
    [MemberData(nameof(NullNames))]
    public void At_most_1_in_20_challengers_that_are_no_better_win_however_often_one_looks(string name)
    {
        var world = ForecastWorld.Nulls.Single(w => w.Name == name);
        Assert.InRange(Wins(world, Runs, RunningVerdict.Better), 0, 3);
    }

    [Fact]
    public void A_planted_gain_of_3_thousandths_of_a_nat_is_found_within_10000_bars_by_4_in_5_runs() =>
        // 0.1577 of deviation in log odds is worth 0.00300 nats.
        Assert.InRange(Wins(ForecastWorld.Knows(0.1577), Runs, RunningVerdict.Better), 48, 60);

    [Fact]
    public void Labels_that_overlap_are_no_reason_to_find_nothing() =>
        // 0.0523 of drift is worth 0.003 nats. A single test that knows its day finds two in three; bets dealt to 4 streams found one run in a thousand.
        Assert.InRange(Wins(ForecastWorld.KnowsAhead(0.0523, 4), Runs, RunningVerdict.Better), 10, 60);

    [Fact]
    public void The_confidence_sequence_holds_the_running_mean_at_every_bar_also_through_regimes()
    {
        // Looked at after every 20th bar; at most 5 % may ever leave it.
        var left = Enumerable.Range(0, Runs).Count(run => PeekingLooks.LeavesTheSequence(ForecastWorld.HiddenRegimes.Draw(new SeededRandom((ulong)run), 3000)));
        Assert.InRange(left, 0, 3);
    }

    private static int Wins(ForecastWorld world, int runs, RunningVerdict verdict) => Enumerable.Range(0, runs).AsParallel().Count(
        run => PeekingLooks.Decide(world, world.Draw(new SeededRandom((ulong)(1000 + run)), Bars)).Verdict == verdict);
}
