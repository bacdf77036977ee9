using Weathervane.Evaluation.Placebo;
using Weathervane.Numerics;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Evaluation.Placebo;

public sealed class PlaceboKindTests
{
    [Fact]
    public void Dealing_keeps_every_label_and_blocks_keep_their_insides()
    {
        double[] labels = [.. Enumerable.Range(0, 1003).Select(i => (double)i)];
        var rows = PlaceboKind.Of("shuffled").Labels!(labels, 1, 5);
        var blocks = PlaceboKind.Of("blocks").Labels!(labels, 10, 5);
        Assert.Equal(labels, rows.Order());
        Assert.Equal(labels, blocks.Order());
        Assert.InRange(Neighbours(rows), 0, 10);
        // Blocks of 50: 20 whole ones and one of 3, so at most 20 seams.
        Assert.InRange(Neighbours(blocks), 1002 - 20, 1001);

        static int Neighbours(double[] values) => values.Zip(values.Skip(1)).Count(p => p.Second == p.First + 1);
    }

    [Fact]
    public void Flipped_moves_are_as_large_as_before_and_half_of_them_go_the_other_way()
    {
        var bars = MadeBars.Walk(2000, 3);
        var flipped = PlaceboKind.Of("flipped").Bars!(bars, 7);
        double Move(Weathervane.Bars.BarSeries b, int i) => FixedMath.Log(b.Close[i] / b.Close[i - 1]);
        var moved = Enumerable.Range(1, 1999).Where(i => Move(bars, i) != 0).ToList();
        Assert.All(moved, i => Assert.Equal(Math.Abs(Move(bars, i)), Math.Abs(Move(flipped, i)), 1e-12));
        // Binomial: 5 standard deviations around one half.
        Assert.InRange(moved.Count(i => Move(bars, i) * Move(flipped, i) < 0) / (double)moved.Count, 0.5 - (2.5 / Math.Sqrt(moved.Count)), 0.5 + (2.5 / Math.Sqrt(moved.Count)));
        Assert.All(Enumerable.Range(1, 1999), i => Assert.Equal(
            bars.High[i] / bars.Low[i], flipped.High[i] / flipped.Low[i], 1e-9));
        Assert.All(Enumerable.Range(0, 2000), i => Assert.True(flipped.Low[i] <= flipped.Close[i] * (1 + 1e-12) && flipped.Close[i] <= flipped.High[i] * (1 + 1e-12)));
    }

    [Fact]
    public void Reversing_twice_gives_the_bars_back()
    {
        var bars = MadeBars.Walk(300, 4, 40);
        var reverse = PlaceboKind.Of("reversed").Bars!;
        Assert.Equal(bars.Sha256, reverse(reverse(bars, 0), 0).Sha256);
        Assert.Equal((bars.Open[0], bars.Close[0]), (reverse(bars, 0).Close[^1], reverse(bars, 0).Open[^1]));
    }

    [Fact]
    public void P_values_count_the_real_world_itself()
    {
        var kind = PlaceboKind.Of("shuffled");
        // 2 of 4 are at least as good: (1 + 2) / (1 + 4).
        var result = new PlaceboResult(kind, 0.5, [0.1, 0.5, 0.9, 0.2]);
        Assert.Equal((0.6, 2, 0.2, 0.9), (result.PValue, result.Beaten, result.Quantile(0.5), result.Quantile(0.95)));
        Assert.Equal(0.2, new PlaceboResult(kind, 1, [0.1, 0.5, 0.9, 0.2]).PValue);
        Assert.True(double.IsNaN(new PlaceboResult(kind, 1, []).PValue) && double.IsNaN(new PlaceboResult(PlaceboKind.Of("reversed"), 1, [2]).PValue));
    }
}
