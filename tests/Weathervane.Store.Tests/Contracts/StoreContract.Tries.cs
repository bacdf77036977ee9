using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void Finds_tries_of_the_same_series_label_and_overlapping_time_also_after_reopening()
    {
        var run = _workspace.Store.Runs.Create(new NewRun { Name = "a", User = "ada" }).Id;
        KeptTry Try(string name, string series, string label, int from, int to, TryGains? gains = null) => new(run, series, label, name, TryDay(from), TryDay(to), 2, gains);
        var gains = new TryGains(3_600_000, 17, [0.5, -0.25], [3, 4]);
        _workspace.Store.Tries.Record([
            Try("before", "btc", "direction/1", 1, 4), Try("touches", "btc", "direction/1", 4, 5, gains), Try("inside", "btc", "direction/1", 6, 7),
            Try("after", "btc", "direction/1", 11, 12), Try("other series", "eth", "direction/1", 5, 10), Try("other label", "btc", "direction/24", 5, 10)]);
        var found = _workspace.Reopen().Tries.Overlapping("btc", "direction/1", TryDay(5), TryDay(10));
        Assert.Equal(["touches", "inside"], found.Select(t => t.Name));
        Assert.Equal((3_600_000L, 17L), (found[0].Gains!.BlockMs, found[0].Gains!.First));
        Assert.Equal([0.5, -0.25], found[0].Gains!.Sums);
        Assert.Equal([3, 4], found[0].Gains!.Rows);
        Assert.Null(found[1].Gains);
        Assert.Equal((2, TryDay(6), run), (found[1].Tries, found[1].From, found[1].RunId));
    }

    private static DateTimeOffset TryDay(int day) => new(2020, 1, day, 0, 0, 0, TimeSpan.Zero);
}
