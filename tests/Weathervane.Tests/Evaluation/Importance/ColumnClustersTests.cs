using Weathervane.Evaluation.Importance;
using Weathervane.Features;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Importance;

public sealed class ColumnClustersTests
{
    [Fact]
    public void Copies_that_rise_or_fall_with_a_column_are_its_group_whatever_their_unit()
    {
        double[] x = Normal(500, 1), other = Normal(500, 2);
        var groups = Clusters(("x", x), ("other", other), ("cubed", [.. x.Select(v => v * v * v)]), ("mirrored", [.. x.Select(v => -1000 * v)]));
        Assert.Equal(["0 2 3", "1"], groups.Select(g => string.Join(' ', g.Columns)));
        Assert.Equal(["x", "other"], groups.Select(g => g.Name));
    }

    [Fact]
    public void Groups_join_by_the_mean_over_all_pairs()
    {
        // Ranks of 5 rows. a = 1 2 3 4 5 against b = 2 1 3 4 5: d^2 = 2, so rho = 1 - 6 2 / (5 24) = 0.9. Against c = 3 1 2 5 4: d^2 = 4+1+1+1+1 = 8, rho = 0.6.
        // b against c: d^2 = 1+0+1+1+1 = 4, rho = 0.8. So a and b join first (0.9), and c comes to them at (0.6 + 0.8) / 2 = 0.7.
        (string, double[])[] columns = [("a", [1, 2, 3, 4, 5]), ("b", [2, 1, 3, 4, 5]), ("c", [3, 1, 2, 5, 4])];
        Assert.Equal(3, Clusters(0.91, columns).Count);
        Assert.Equal(["0 1", "2"], Clusters(0.71, columns).Select(g => string.Join(' ', g.Columns)));
        var all = Assert.Single(Clusters(0.69, columns));
        // b is the centre: 0.9 + 0.8 with the others, where a has 0.9 + 0.6 and c 0.6 + 0.8.
        Assert.Equal("b", all.Name);
    }

    [Fact]
    public void Equal_values_share_their_rank_and_unknown_ones_say_nothing()
    {
        // Ties: x = 1 1 2 has ranks -0.5 -0.5 1; with 1 2 3 (-1 0 1): (0.5 + 0 + 1) / sqrt(1.5 x 2) = 0.8660.
        Assert.Equal(1.5 / Math.Sqrt(3), RankCorrelation.Of([1, 1, 2], [1, 2, 3]), 1e-12);
        // NaN has the middle rank: x = -1 0(NaN) 1 over 3 5 9.
        Assert.Equal(1, RankCorrelation.Of([3, double.NaN, 9], [3, 5, 9]), 1e-12);
        Assert.Equal(0, RankCorrelation.Of([7, 7, 7], [1, 2, 3]));
        Assert.Equal(2, Clusters(("constant", [7, 7, 7]), ("constant too", [8, 8, 8])).Count);
    }

    [Fact]
    public void Every_column_is_in_one_group_and_groups_stand_in_the_order_of_their_first()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var common = Normal(60, seed);
            var columns = Enumerable.Range(0, 8).Select(c => ($"c{c}", Normal(60, (100 * seed) + (ulong)c).Zip(common, (a, b) => a + (c % 3 * b)).ToArray())).ToArray();
            var groups = Clusters(0.3, columns);
            Assert.Equal(Enumerable.Range(0, 8), groups.SelectMany(g => g.Columns).Order());
            Assert.Equal(groups.Select(g => g.Columns[0]).Order(), groups.Select(g => g.Columns[0]));
            Assert.All(groups, g => Assert.Equal(g.Columns.Order(), g.Columns));
        }
    }

    [Fact]
    public void Refuses_a_threshold_of_nothing_and_stops_when_told()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Clusters(0, ("x", [1, 2])));
        Assert.Throws<OperationCanceledException>(() => ColumnClusters.Of(new FeatureMatrix(["x"], [1, 2], 2), 0.5, new CancellationToken(canceled: true)));
    }

    private static IReadOnlyList<ColumnGroup> Clusters(params (string Name, double[] Values)[] columns) => Clusters(0.6, columns);

    private static IReadOnlyList<ColumnGroup> Clusters(double correlation, params (string Name, double[] Values)[] columns) => ColumnClusters.Of(
        new FeatureMatrix([.. columns.Select(c => c.Name)], [.. columns.SelectMany(c => c.Values)], columns[0].Values.Length), correlation, TestContext.Current.CancellationToken);

    private static double[] Normal(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => random.NextGaussian())];
    }
}
