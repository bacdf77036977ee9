using Weathervane.Learners.Trees.Bins;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

public sealed class EdgeTreeTests
{
    // Around where a level is full: 16, 17 x 16 = 272 and 17 x 272 = 4,624.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(254)]
    [InlineData(271)]
    [InlineData(272)]
    [InlineData(273)]
    [InlineData(4624)]
    [InlineData(4625)]
    [InlineData(10_000)]
    public void A_code_is_the_number_of_edges_below(int count)
    {
        var random = new SeededRandom(3);
        double[] edges = [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian()).Order()];
        double[] values =
        [
            .. edges, .. edges.Select(Math.BitIncrement), .. Enumerable.Range(0, 500).Select(_ => random.NextGaussian()),
            double.NegativeInfinity, double.PositiveInfinity, double.MaxValue, 0, -0.0, double.NaN,
        ];
        var codes = new int[values.Length];
        new EdgeTree(edges).Encode(values, codes);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(double.IsNaN(values[i]) ? BinEdges.Missing : edges.Count(e => e < values[i]), codes[i]);
        }
    }

    /// <summary>The code of one value.</summary>
    internal static int CodeOf(double value, double[] edges)
    {
        var codes = new int[1];
        new EdgeTree(edges).Encode([value], codes);
        return codes[0];
    }

    [Fact]
    public void Infinite_edges_are_edges()
    {
        var codes = new int[4];
        new EdgeTree([double.NegativeInfinity, 0, double.PositiveInfinity]).Encode([double.NegativeInfinity, -1, 1, double.PositiveInfinity], codes);
        Assert.Equal([0, 1, 2, 2], codes);
    }
}
