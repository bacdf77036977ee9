using Weathervane.Monitoring.Experiments;

namespace Weathervane.Tests.Monitoring.Experiments;

/// <summary>The plan beside what 2,000 simulated runs of each world gave (bench/results/ab/verdicts.md).</summary>
public sealed class VerdictPlanTests
{
    [Theory]
    [InlineData(0.045, 1, 0.998)]
    [InlineData(0.077, 1, 0.884)]
    [InlineData(0.085, 1, 0.831)]
    [InlineData(0.105, 1, 0.677)]
    [InlineData(0.161, 1, 0.296)]
    [InlineData(0.078, 4, 0.343)]
    [InlineData(0.078, 24, 0.045)]
    public void Somewhat_less_than_was_found_in_simulations_is_promised(double deviation, int horizon, double found) =>
        Assert.InRange(VerdictPlan.Chance(10_000, 0.003, deviation, new RunningTestOptions { Horizon = horizon }), found - 0.13, found);

    [Theory]
    [InlineData(0.0005, 37_381, 51_156)]
    [InlineData(0.001, 18_409, 25_790)]
    [InlineData(0.003, 5_912, 8_496)]
    [InlineData(0.01, 1_842, 2_666)]
    [InlineData(0.05, 368, 498)]
    public void Bars_are_those_of_the_simulations_or_some_more(double gain, long half, long most)
    {
        var (options, deviation) = (new RunningTestOptions(), VerdictPlan.LeastDeviation(gain));
        Assert.InRange(VerdictPlan.BarsFor(gain, deviation, options, 0.5)!.Value, 0.95 * half, 1.25 * half);
        Assert.InRange(VerdictPlan.BarsFor(gain, deviation, options)!.Value, 0.95 * most, 1.25 * most);
    }

    [Fact]
    public void Noise_overlap_and_more_challengers_make_it_longer_and_what_is_past_all_hope_is_told()
    {
        var options = new RunningTestOptions();
        var bars = VerdictPlan.BarsFor(0.003, 0.08, options);
        Assert.True(bars < VerdictPlan.BarsFor(0.003, 0.16, options));
        Assert.True(bars < VerdictPlan.BarsFor(0.003, 0.08, options with { Horizon = 24 }));
        Assert.True(bars < VerdictPlan.BarsFor(0.003, 0.08, options with { Challengers = 5 }));
        Assert.Null(VerdictPlan.BarsFor(0.00001, 4, options));
        Assert.Throws<ArgumentOutOfRangeException>(() => VerdictPlan.BarsFor(0, 0.08, options));
    }

    [Fact]
    public void A_plan_takes_the_spread_of_the_bars_so_far_once_there_are_thirty()
    {
        var options = new RunningTestOptions();
        var standing = new RunningTest(options).Standing with { Bars = 30, Deviation = 0.2 };
        PlannedGain[] measured = [new(0.003, 0.2, true, VerdictPlan.BarsFor(0.003, 0.2, options)), new(0.01, 0.2, true, VerdictPlan.BarsFor(0.01, 0.2, options))];
        Assert.Equal(measured, VerdictPlan.Of(options, standing));
        PlannedGain[] others = [.. VerdictPlan.Of(options), .. VerdictPlan.Of(options, standing with { Bars = 29 }), .. VerdictPlan.Of(options, standing with { Deviation = 0 })];
        Assert.All(others, planned =>
            Assert.Equal((false, VerdictPlan.LeastDeviation(planned.Gain)), (planned.Measured, planned.Deviation)));
    }
}
