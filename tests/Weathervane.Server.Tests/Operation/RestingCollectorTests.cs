using Weathervane.Server.Operation;

namespace Weathervane.Server.Tests.Operation;

public sealed class RestingCollectorTests
{
    [Fact]
    public void It_collects_once_when_little_comes_after_much()
    {
        using var collector = new RestingCollector(Timeout.InfiniteTimeSpan);
        var allocated = 1L << 40;
        Assert.False(collector.IsTime(allocated), "much came just now");
        Assert.True(collector.IsTime(allocated += RestingCollector.Little / 2), "it rests");
        Assert.False(collector.IsTime(allocated += RestingCollector.Little / 2), "nothing came since");
        Assert.False(collector.IsTime(allocated += RestingCollector.Much), "busy again");
        Assert.False(collector.IsTime(allocated += RestingCollector.Little), "still busy");
        Assert.True(collector.IsTime(allocated));
    }
}
