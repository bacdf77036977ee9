using System.Globalization;
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

    [Fact]
    public void What_is_still_held_is_looked_for_again_less_and_less_often()
    {
        const long Held = 10 << 20, Left = Held + RestingCollector.Much;
        var worked = 0L;
        using var collector = new RestingCollector(Timeout.InfiniteTimeSpan, Held);
        Assert.Equal(["0", "4", "8", "16", "32", "64", "128", "256", "never"], Collections(Left));
        // That much is held at rest from now on: a model that was loaded, and nothing that will go.
        Assert.Equal(["0", "never"], Collections(Left));
        Assert.Equal(["0", "4", "never"], Collections(Left + RestingCollector.Much, Left));
        Assert.Equal(["0", "never"], Collections(Held));

        IEnumerable<string> Collections(params long[] left)
        {
            var (waits, allocated) = (new List<string>(), worked += 1L << 40);
            Assert.False(collector.IsTime(allocated), "much came just now");
            for (var looks = 0; looks <= 1000 && waits.Count < 20; looks++)
            {
                if (collector.IsTime(allocated))
                {
                    collector.Collected(left[Math.Min(waits.Count, left.Length - 1)]);
                    waits.Add(looks.ToString(CultureInfo.InvariantCulture));
                    looks = 0;
                }
            }

            return [.. waits, "never"];
        }
    }
}
