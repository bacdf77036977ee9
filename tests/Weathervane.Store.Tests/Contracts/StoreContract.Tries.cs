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
        var gains = new TryGains(3_600_000, TryDay(4).Ticks / TimeSpan.TicksPerHour, [0.5, -0.25], [3, 4]);
        _workspace.Store.Tries.Record([
            Try("before", "btc", "direction/1", 1, 4), Try("touches", "btc", "direction/1", 4, 5, gains), Try("inside", "btc", "direction/1", 6, 7), Try("after", "btc", "direction/1", 11, 12)]);
        _workspace.Store.Tries.Record([Try("other series", "eth", "direction/1", 5, 10)]);
        _workspace.Store.Tries.Record([Try("other label", "btc", "direction/24", 5, 10)]);
        var found = _workspace.Reopen().Tries.Overlapping("btc", "direction/1", TryDay(5), TryDay(10));
        Assert.Equal(["touches", "inside"], found.Select(t => t.Name));
        Assert.Equal((3_600_000L, gains.First), (found[0].Gains!.BlockMs, found[0].Gains!.First));
        Assert.Equal([0.5, -0.25], found[0].Gains!.Sums);
        Assert.Equal([3, 4], found[0].Gains!.Rows);
        Assert.Null(found[1].Gains);
        Assert.Equal((2, TryDay(6), run), (found[1].Tries, found[1].From, found[1].RunId));
    }

    [Fact]
    public void Kept_tries_are_those_of_their_run_and_count_for_others()
    {
        var (one, two) = (_workspace.Store.Runs.Create(new NewRun { Name = "a", User = "ada" }).Id, _workspace.Store.Runs.Create(new NewRun { Name = "b", User = "bob" }).Id);
        KeptTry Try(string run, string name) => new(run, "btc", "direction/1", name, TryDay(1), TryDay(2), 1, null);
        _workspace.Store.Tries.Keep([Try(one, "first"), Try(one, "second")]);
        _workspace.Store.Tries.Keep([Try(two, "other")]);
        Assert.Equal(["first", "second"], _workspace.Reopen().Tries.OfRun(one).Select(t => t.Name));
        Assert.Equal(3, _workspace.Store.Tries.Record([Try(two, "later")]).Count);
        Assert.Empty(_workspace.Store.Tries.OfRun("nobody"));
        Assert.Throws<InputException>(() => _workspace.Store.Tries.Keep([Try(one, "")]));
    }

    [Fact]
    public async Task Of_those_who_keep_tries_at_once_each_is_told_of_all_who_were_before_it()
    {
        var run = _workspace.Store.Runs.Create(new NewRun { Name = "a", User = "ada" }).Id;
        var told = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            _workspace.Store.Tries.Record([new KeptTry(run, "btc", "direction/1", $"try {i}", TryDay(1), TryDay(2), 1, null)]).Count)));
        Assert.Equal(Enumerable.Range(0, 16), told.Order());
    }

    [Theory]
    [InlineData("eth", 1, 2, 1, 0, 3_600_000, "tries[1]: is of eth and direction/1, and the first of btc and direction/1.")]
    [InlineData("btc", 2, 1, 1, 0, 3_600_000, "tries[1]: ends before it begins.")]
    [InlineData("btc", 1, 2, 0, 0, 3_600_000, "tries[1]: stands for 0 tries; allowed are 1 to 1000000.")]
    [InlineData("btc", 1, 2, 1, 1_000, 3_600_000, "tries[1]: its gains are not those of blocks of time about its bars.")]
    [InlineData("btc", 1, 2, 1, 0, 0, "tries[1]: its gains are not those of blocks of time about its bars.")]
    public void Tries_that_nobody_can_have_made_are_refused_and_none_of_them_is_kept(string series, int from, int to, int count, int away, long blockMs, string problem)
    {
        var run = _workspace.Store.Runs.Create(new NewRun { Name = "a", User = "ada" }).Id;
        var good = new KeptTry(run, "btc", "direction/1", "good", TryDay(1), TryDay(2), 1, null);
        var gains = new TryGains(blockMs, (TryDay(from).Ticks / TimeSpan.TicksPerHour) + away, [0.5], [3]);
        var bad = good with { Series = series, From = TryDay(from), To = TryDay(to), Tries = count, Gains = gains };
        Assert.Equal(problem, Assert.Throws<InputException>(() => _workspace.Store.Tries.Record([good, bad])).Message);
        Assert.Empty(_workspace.Store.Tries.Overlapping("btc", "direction/1", TryDay(1), TryDay(9)));
    }

    private static DateTimeOffset TryDay(int day) => new(2020, 1, day, 0, 0, 0, TimeSpan.Zero);
}
