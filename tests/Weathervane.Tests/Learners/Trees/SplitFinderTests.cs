using Weathervane.Learners;
using Weathervane.Learners.Trees.Bins;
using Weathervane.Learners.Trees.Growth;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>Histograms and split search beside a plain search over all cuts.</summary>
public sealed class SplitFinderTests
{
    private const int Rows = 600;

    [Fact]
    public void Finds_the_cut_that_trying_all_cuts_finds()
    {
        var random = new SeededRandom(4);
        for (var trial = 0; trial < 60; trial++)
        {
            var (data, cells) = Table(random, missing: trial % 3 == 0 ? 0.2 : 0, distinct: trial % 2 == 0 ? 12 : 500);
            var count = 2 + random.NextInt(Rows - 2);
            var rows = Enumerable.Range(0, count).ToArray();
            var (g, h) = Sum(rows, cells);
            var node = new NodeToSplit(count, g, h, 1 + random.NextInt(50), trial % 4 == 0 ? 3 : 0, trial % 5 == 0 ? 40 : 0, trial % 2 * 100, 0);
            var sparse = Split.None;
            new SplitFinder<PackedCell>().ScanRows(rows, new GroupedCodes(data.Codes[0], 0), cells, data.Bins(0), 0, node, ref sparse);
            var expected = TryAll(data, cells, rows, node);
            Assert.Equal(expected, sparse.Exists ? sparse.Gain : 0, 1e-9 * Math.Max(expected, 1));
            if (node.MinChildRows == 0)
            {
                var histogram = new PackedCell[Histogram.GroupCells];
                Histogram.Add<PackedCell>(histogram, rows, data.Codes[0], cells, [0]);
                var dense = Split.None;
                new SplitFinder<PackedCell>().Scan(histogram.AsSpan(0, 256), data.Bins(0), 0, node, ref dense);
                Assert.Equal(sparse, dense);
            }
        }
    }

    [Fact]
    public void Children_share_the_parents_gradients_and_hessians()
    {
        var random = new SeededRandom(5);
        var (data, cells) = Table(random, missing: 0.1, distinct: 300);
        var rows = Enumerable.Range(0, Rows).ToArray();
        var (g, h) = Sum(rows, cells);
        var best = Split.None;
        new SplitFinder<PackedCell>().ScanRows(rows, new GroupedCodes(data.Codes[0], 0), cells, data.Bins(0), 0, new NodeToSplit(Rows, g, h, 1, 0, 0, 0, 0), ref best);
        using var crew = new Crew(2);
        var partition = new RowPartition(data, Rows, nodes: 1, crew);
        partition.Reset();
        var lefts = new int[1];
        partition.Move([(0, Rows, best)], lefts);
        var left = lefts[0];
        Assert.Equal((best.LeftG, best.LeftH), Sum(partition.Slice(0, left), cells));
        Assert.Equal((g - best.LeftG, h - best.LeftH), Sum(partition.Slice(left, Rows - left), cells));
        Assert.Equal(rows, partition.Slice(0, Rows).ToArray().Order());
        Assert.Equal(partition.Slice(0, left).ToArray().Order(), partition.Slice(0, left).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(254)]
    [InlineData(255)]
    public void Running_sums_of_packed_cells_are_those_of_their_halves(int bins)
    {
        var random = SeededRandom.Fork(11, (ulong)bins);
        var histogram = new PackedCell[bins];
        var (g, h) = (new double[bins], new double[bins]);
        var (sumG, sumH) = (0L, 0L);
        var (expectedG, expectedH) = (new double[bins], new double[bins]);
        for (var bin = 0; bin < bins; bin++)
        {
            // Sums beyond 2^30 on both sides, and gradients of either sign.
            var (moreG, moreH) = ((long)((random.NextDouble() - 0.5) * int.MaxValue / 20), (long)(random.NextDouble() * int.MaxValue / bins));
            histogram[bin] = PackedCell.Of(moreG, moreH);
            (sumG, sumH) = (sumG + moreG, sumH + moreH);
            (expectedG[bin], expectedH[bin]) = (sumG, sumH);
        }

        PackedCell.Prefix(histogram, g, h);

        Assert.Equal(expectedG, g);
        Assert.Equal(expectedH, h);
    }

    [Fact]
    public void Histograms_of_both_cells_add_up_and_come_apart_again()
    {
        var random = new SeededRandom(6);
        var (data, cells) = Table(random, missing: 0.1, distinct: 300);
        var exact = cells.Select(c => ExactCell.Of(c.G, c.H)).ToArray();
        var (all, half) = (Enumerable.Range(0, Rows).ToArray(), Enumerable.Range(0, Rows / 2).ToArray());
        foreach (var columns in new[] { [0, 1, 2, 3, 4, 5, 6, 7], new[] { 1, 4 } })
        {
            var (whole, part, wholeExact) = (new PackedCell[Histogram.GroupCells], new PackedCell[Histogram.GroupCells], new ExactCell[Histogram.GroupCells]);
            Histogram.Add<PackedCell>(whole, all, data.Codes[0], cells, columns);
            Histogram.Add<PackedCell>(part, half, data.Codes[0], cells, columns);
            Histogram.Add<ExactCell>(wholeExact, all, data.Codes[0], exact, columns);
            for (var code = 0; code < 256; code++)
            {
                var expected = Sum([.. all.Where(r => data.Codes[0][(8 * r) + 1] == code)], cells);
                Assert.Equal(expected, (whole[256 + code].G, whole[256 + code].H));
                Assert.Equal(expected, (wholeExact[256 + code].G, wholeExact[256 + code].H));
            }

            var removed = whole.ToArray();
            Histogram.Remove<PackedCell>(removed, half, data.Codes[0], cells, columns);
            PackedCell.Subtract(whole, part);
            Assert.Equal(removed, whole);
        }
    }

    [Fact]
    public void Rounding_of_cells_is_right_on_average_and_within_one_unit()
    {
        var random = new SeededRandom(7);
        var (g, h) = (new double[5000], new double[5000]);
        for (var i = 0; i < g.Length; i++)
        {
            (g[i], h[i]) = ((2 * random.NextDouble()) - 1, random.NextDouble() / 4);
        }

        // As if there were 500 million rows: four steps to a gradient of 1, so that rounding is coarse.
        var (scale, cells) = (PackedCell.ScaleOf(1, 0.25, 500_000_000), new PackedCell[5000]);
        var (errorG, errorH) = (0.0, 0.0);
        for (var seed = 0UL; seed < 20; seed++)
        {
            PackedCell.Fill(g, h, cells, scale, seed, 0);
            for (var i = 0; i < cells.Length; i++)
            {
                var (offG, offH) = (cells[i].G - (g[i] / scale.G), cells[i].H - (h[i] / scale.H));
                Assert.InRange(Math.Abs(offG), 0, 1.0001);
                Assert.InRange(Math.Abs(offH), 0, 1.0001);
                (errorG, errorH) = (errorG + offG, errorH + offH);
            }
        }

        // 100,000 errors with a deviation of at most 0.5 each: the mean's is 0.0016; five of them.
        Assert.InRange(errorG / 100_000, -0.008, 0.008);
        Assert.InRange(errorH / 100_000, -0.008, 0.008);
    }

    private static (BinnedRows Data, PackedCell[] Cells) Table(SeededRandom random, double missing, int distinct)
    {
        var columns = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, Rows)
            .Select(_ => random.NextDouble() < missing ? double.NaN : random.NextInt(distinct)).ToArray()).ToArray();
        var cells = Enumerable.Range(0, Rows).Select(_ => PackedCell.Of(random.NextInt(2001) - 1000, 1 + random.NextInt(500))).ToArray();
        using var crew = new Crew(1);
        return (BinnedRows.Of(Tables.Of(columns, new double[Rows]).Features, 255, crew), cells);
    }

    private static (double G, double H) Sum(ReadOnlySpan<int> rows, PackedCell[] cells)
    {
        var (g, h) = (0.0, 0.0);
        foreach (var row in rows)
        {
            (g, h) = (g + cells[row].G, h + cells[row].H);
        }

        return (g, h);
    }

    private static double TryAll(BinnedRows data, PackedCell[] cells, int[] rows, NodeToSplit node)
    {
        var best = 0.0;
        for (var bin = 0; bin < data.Bins(0); bin++)
        {
            foreach (var missingLeft in new[] { false, true })
            {
                var left = rows.Where(r => data.Codes[0][8 * r] is var code && (code == 255 ? missingLeft : code <= bin)).ToArray();
                var (g, h) = Sum(left, cells);
                var allowed = left.Length >= node.MinChildRows && rows.Length - left.Length >= node.MinChildRows
                    && h >= node.MinChildH && node.H - h >= node.MinChildH;
                best = allowed ? Math.Max(best, Score(g, h, node) + Score(node.G - g, node.H - h, node) - Score(node.G, node.H, node)) : best;
            }
        }

        return best;
    }

    private static double Score(double g, double h, NodeToSplit node) =>
        Math.Pow(Math.Max(Math.Abs(g) - node.L1, 0), 2) / (h + node.L2);
}
