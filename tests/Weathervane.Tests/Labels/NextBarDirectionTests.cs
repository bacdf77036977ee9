using Weathervane.Labels;

namespace Weathervane.Tests.Labels;

public sealed class NextBarDirectionTests
{
    [Fact]
    public void Compares_the_close_h_bars_later()
    {
        // Closes 10 12 11 11 15, two bars ahead: 11 > 10 up, 11 < 12 down, 15 > 11 up, then nothing to compare with.
        var labels = new NextBarDirection { Horizon = 2 }.Compute(MadeBars.OfCloses(10, 12, 11, 11, 15));
        Assert.Equal([1, 0, 1, double.NaN, double.NaN], Values(labels));
        Assert.Equal(new LabelSpan(1, 3), labels[1].Span);
        Assert.Equal(0.1, labels[0].Return, 1e-15);
    }

    [Fact]
    public void A_tie_is_down_or_dropped()
    {
        var bars = MadeBars.OfCloses(10, 10, 11);
        Assert.Equal([0, 1, double.NaN], Values(new NextBarDirection().Compute(bars)));
        Assert.Equal([double.NaN, 1, double.NaN], Values(new NextBarDirection { Ties = TieRule.Drop }.Compute(bars)));
    }

    [Fact]
    public void The_last_row_is_not_labelled_0()
    {
        // The older pipeline compared the last close with nothing, which came out false, and trained on it as "down".
        var labels = new NextBarDirection().Compute(MadeBars.OfCloses(1, 2, 3));
        Assert.False(labels.IsKnown(2));
        Assert.Equal(2, labels.KnownCount);
    }

    [Fact]
    public void No_label_runs_across_a_two_year_hole()
    {
        var hours = new[] { 0, 1, 2, 17_520, 17_521 };
        double[] closes = [10, 11, 12, 40, 41];
        var bars = MadeBars.Of(hours, closes, closes, closes);
        Assert.Equal([1, 1, double.NaN, 1, double.NaN], Values(new NextBarDirection().Compute(bars)));
        Assert.Equal([1, 1, 1, 1, double.NaN], Values(new NextBarDirection { AcrossHoles = true }.Compute(bars)));
    }

    [Fact]
    public void Refuses_a_horizon_of_0() => Assert.StartsWith(
        "Horizon must be in [1, 100000], but is 0.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new NextBarDirection { Horizon = 0 }).Message);

    private static IEnumerable<double> Values(LabelSeries labels) => Enumerable.Range(0, labels.Count).Select(i => labels[i].Value);
}
