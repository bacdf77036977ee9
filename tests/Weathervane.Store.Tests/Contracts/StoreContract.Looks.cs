using Weathervane.Store.Studies;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void Looks_at_overlapping_spans_of_a_series_count_together_whoever_looks()
    {
        Assert.Equal(1, Look("btc", 1, 10, "ada"));
        Assert.Equal(2, Look("btc", 9, 20, "bob"));
        // Spans are half open: one that starts where another ends shares no bar with it.
        Assert.Equal(1, Look("btc", 20, 30, "ada"));
        Assert.Equal(1, Look("gbp", 1, 10, "ada"));
        Assert.Equal(4, Look("btc", 1, 30, "eve"));
        Assert.Equal(["ada", "bob", "ada", "eve"], _workspace.Reopen().Holdouts.Looks("btc").Select(l => l.By));
    }

    private int Look(string series, int fromDay, int toDay, string by) => _workspace.Store.Holdouts.Record(
        new HoldoutLook(series, "direction/1", Day(fromDay), Day(toDay), by));

    private static DateTimeOffset Day(int day) => new(2024, 1, day, 0, 0, 0, TimeSpan.Zero);
}
