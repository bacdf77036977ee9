using Weathervane.Learners.Trees.Bins;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

public sealed class BinEdgesTests
{
    [Fact]
    public void Few_different_values_have_a_bin_each_with_edges_midway() =>
        Assert.Equal([1.5, 3], BinEdges.Of([4, 1, 2, 2, double.NaN, 1], 255));

    [Fact]
    public void A_column_of_one_value_or_of_none_has_one_bin()
    {
        Assert.Empty(BinEdges.Of([7, 7, double.NaN], 255));
        Assert.Empty(BinEdges.Of([double.NaN, double.NaN], 255));
    }

    [Fact]
    public void Many_values_share_the_bins_evenly()
    {
        var random = new SeededRandom(1);
        var column = Enumerable.Range(0, 10_000).Select(_ => random.NextGaussian()).ToArray();
        var edges = BinEdges.Of(column, 50);
        Assert.Equal(49, edges.Length);
        // 10,000 different values in 50 bins: 200 each; the greedy rule is at most one value off.
        Assert.All(column.CountBy(v => EdgeTreeTests.CodeOf(v, edges)), bin => Assert.InRange(bin.Value, 199, 201));
    }

    [Fact]
    public void A_value_that_repeats_more_than_a_bins_share_stands_alone()
    {
        double[] column = [.. Enumerable.Repeat(0.0, 5000), .. Enumerable.Range(1, 5000).Select(i => i / 10.0), .. Enumerable.Range(1, 5000).Select(i => -i / 10.0)];
        var edges = BinEdges.Of(column, 16);
        Assert.Equal(15, edges.Length);
        Assert.Equal([0.0], column.Where(v => EdgeTreeTests.CodeOf(v, edges) == EdgeTreeTests.CodeOf(0, edges)).Distinct());
    }

    [Fact]
    public void Neighbouring_doubles_and_infinities_are_told_apart()
    {
        double[] column = [double.NegativeInfinity, -double.MaxValue, 1, Math.BitIncrement(1), double.MaxValue, double.PositiveInfinity];
        var edges = BinEdges.Of(column, 255);
        Assert.Equal([0, 1, 2, 3, 4, 5], column.Select(v => EdgeTreeTests.CodeOf(v, edges)));
    }

    [Fact]
    public void The_code_is_the_number_of_edges_below_the_value()
    {
        var random = new SeededRandom(2);
        for (var edgeCount = 0; edgeCount < 60; edgeCount++)
        {
            var edges = Enumerable.Range(0, edgeCount).Select(_ => Math.Round(random.NextGaussian(), 1)).Distinct().Order().ToArray();
            for (var i = 0; i < 50; i++)
            {
                var value = Math.Round(random.NextGaussian(), 1);
                Assert.Equal(edges.Count(e => e < value), EdgeTreeTests.CodeOf(value, edges));
            }
        }

        Assert.Equal(BinEdges.Missing, EdgeTreeTests.CodeOf(double.NaN, [1, 2]));
    }
}
