namespace Weathervane.Tests.Bars;

/// <summary>The shared market data; the expected numbers stand in its README, which was written from other programs.</summary>
public sealed class RealFilesTests
{
    [Theory]
    [InlineData("btcusd_1h", 76_144, 28, 128, 0, 34 * 3600)]
    [InlineData("btcusd_1h_kraken", 70_252, 3_254, 10_856, 0, 57 * 3600)]
    [InlineData("gbpusd_m15", 71_487, 686, 3_243, 156, (72 * 3600) + 900)]
    [InlineData("gbpusd_m15_mt5", 62_834, 10, 145, 132, (74 * 3600) + 900)]
    public void Holes_and_closures_are_told_apart_as_the_data_were_described(
        string file, int rows, int holes, int missing, int closures, int largestSeconds)
    {
        var card = Files.Shared(file).Card;
        Assert.Equal((rows, holes, missing, closures), (card.Rows, card.Gaps.Count, card.Gaps.MissingBars, card.Closures));
        Assert.Equal(TimeSpan.FromSeconds(largestSeconds), card.Gaps.Largest);
        Assert.Empty(card.Problems);
    }

    [Theory]
    [InlineData("btcusd_1h", "inferred: continuous", 4)]
    [InlineData("gbpusd_m15", "inferred: America/New_York Sun 17:00-Fri 17:00", 71_487)]
    [InlineData("gbpusd_m15_mt5", "inferred: America/New_York Sun 17:00-Fri 17:00", 0)]
    public void Hours_are_inferred_in_the_market_s_own_zone_and_silent_bars_counted(string file, string calendar, int zeroVolume)
    {
        var card = Files.Shared(file).Card;
        Assert.Equal((calendar, zeroVolume), (card.Calendar, card.ZeroVolume));
    }
}
