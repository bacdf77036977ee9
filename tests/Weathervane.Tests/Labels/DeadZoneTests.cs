using Weathervane.Labels;

namespace Weathervane.Tests.Labels;

public sealed class DeadZoneTests
{
    [Fact]
    public void Small_moves_are_scored_but_not_learnt_from()
    {
        // Returns: +1 %, -0.5 %, +2 %; the zone is below 0.8 %.
        var labels = new DeadZone { Threshold = 0.008, Unit = ThresholdUnit.Absolute }.Compute(MadeBars.OfCloses(100, 101, 100.495, 102.5049));
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(i => labels[i].Value));
        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(i => labels[i].ForTraining));
    }

    [Fact]
    public void The_unit_is_the_deviation_of_recent_returns()
    {
        // At bar 2 the last two returns are +1 % and -1 %, their sample deviation sqrt(2) %. The next move is +1.4 % or +1.5 %.
        double[] closes = [100, 101, 99.99];
        var zone = new DeadZone { Threshold = 1, VolatilityBars = 2 };
        Assert.False(zone.Compute(MadeBars.OfCloses([.. closes, 99.99 * 1.014]))[2].ForTraining);
        Assert.True(zone.Compute(MadeBars.OfCloses([.. closes, 99.99 * 1.015]))[2].ForTraining);
    }

    [Fact]
    public void Is_not_learnt_from_while_the_volatility_is_unknown()
    {
        var labels = new DeadZone { Threshold = 0, VolatilityBars = 3 }.Compute(MadeBars.OfCloses(1, 2, 3, 4, 5));
        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(i => labels[i].ForTraining));
        Assert.Equal(4, labels.KnownCount);
    }
}
