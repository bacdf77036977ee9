using Weathervane.Learners;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

public sealed class BinCutTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1000)]
    public void RowsGoWhereTheirBinsSayAndKeepTheirOrder(int rows)
    {
        var random = new SeededRandom(5);
        var values = Enumerable.Range(0, 1200).Select(_ => random.NextDouble() < .1 ? double.NaN : Math.Floor(random.NextDouble() * 300)).ToArray();
        using var crew = new Crew(2);
        // The column under test is the tenth: neither the first of a group nor in the first group.
        var data = BinnedRows.Of(Tables.Of([.. Enumerable.Range(0, 9).Select(_ => new double[values.Length]), values], new double[values.Length]).Features, 255, crew);
        var column = data.CodesOf(9);
        var chosen = Enumerable.Range(0, values.Length).Where(_ => random.NextDouble() < .9).Take(rows).ToArray();
        foreach (var bin in (int[])[0, 1, 100, data.Bins(9) - 1])
        {
            foreach (var missingLeft in (bool[])[false, true])
            {
                bool GoesLeft(int row) => double.IsNaN(values[row]) ? missingLeft : column[row] <= bin;
                int[] left = [.. chosen, -1], right = [.. Enumerable.Repeat(-2, rows), -3];

                // In place, as trees do: the left side is written over the rows.
                var lefts = new BinCut(data, 9, bin, missingLeft).Part(left.AsSpan(0, rows), ref left[0], ref right[0]);

                Assert.Equal(chosen.Where(GoesLeft), left[..lefts]);
                Assert.Equal(chosen.Where(row => !GoesLeft(row)), right[..(rows - lefts)]);
                Assert.Equal((-1, -3), (left[^1], right[^1]));
            }
        }
    }

    [Fact]
    public void ColumnsAndGroupsHoldTheSameCodesInAnyOrderOfRows()
    {
        var random = new SeededRandom(6);
        var columns = Enumerable.Range(0, 11).Select(_ => Enumerable.Range(0, 5000).Select(_ => random.NextDouble()).ToArray()).ToArray();
        using var crew = new Crew(2);
        var data = BinnedRows.Of(Tables.Of(columns, new double[5000]).Features, 255, crew);
        var order = Enumerable.Range(0, 5000).Reverse().Where(row => row % 3 != 0).ToArray();
        var moved = data.Reorder(order, crew);

        for (var column = 0; column < columns.Length; column++)
        {
            var edges = data.Edges[column];
            byte[] expected = [.. columns[column].Select(value => (byte)edges.Count(edge => edge < value))];
            Assert.Equal(expected, data.CodesOf(column));
            Assert.Equal(expected, Enumerable.Range(0, 5000).Select(row => data.Codes[column / 8][(row * 8) + (column % 8)]));
            Assert.Equal(order.Select(row => expected[row]), moved.CodesOf(column));
            Assert.Equal(order.Select(row => expected[row]), Enumerable.Range(0, order.Length).Select(row => moved.Codes[column / 8][(row * 8) + (column % 8)]));
        }
    }
}
