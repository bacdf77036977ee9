using Weathervane.Learners;
using Weathervane.Learners.Trees.Symmetric;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>The parts of the symmetric trees' trainer, each by itself.</summary>
public sealed class CatBoostPartsTests
{
    [Fact]
    public void A_border_stands_midway_between_the_halves() =>
        // 8 values: the median's run is that of 5; cutting before it leaves 4 and 4 (2 ln 4 = 2.77), behind it 5 and 3 (2.71).
        Assert.Equal([false, false, false, false, true, true, true, true], Above([1, 2, 3, 4, 5, 6, 7, 8], most: 1).Select(bins => bins == 1));

    [Fact]
    public void Few_distinct_values_have_a_bin_each_and_equal_values_never_part() =>
        Assert.Equal([0, 0, 1, 1, 1, 2, 3], Above([-1, -1, 0.5, 0.5, 0.5, 2, 9], most: 10));

    [Fact]
    public void A_run_of_equal_values_is_cut_off_where_that_leaves_the_more_even_sizes() =>
        // Of 10 values 6 are 3: the median's run is theirs; cutting before it leaves 1 and 9, behind it 7 and 3.
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 1, 1], Above([1, 3, 3, 3, 3, 3, 3, 4, 5, 6], most: 1));

    [Fact]
    public void Infinities_are_ordinary_values() =>
        Assert.Equal([0, 1, 2, 3], Above([double.NegativeInfinity, 0, 1, double.PositiveInfinity], most: 10));

    [Fact]
    public void Values_that_round_to_one_float32_have_one_bin() =>
        Assert.Equal([0, 0, 1], Above([1, 1 + 1e-12, 2], most: 10));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5, 254)]
    [InlineData(999, 254)]
    public void There_are_at_most_so_many_borders_however_many_values(int distinct, int most)
    {
        double[] column = [.. Enumerable.Range(0, 2000).Select(i => (double)(i % distinct))];
        Assert.Equal(Math.Min(distinct - 1, most), LogSumBorders.Of(column, most).Length);
    }

    [Fact]
    public void Missing_values_are_below_or_above_all_others_or_refused()
    {
        var rows = Tables.Of([[3, double.NaN, 1, 2], [1, 2, 3, 4]], [0, 1, 0, 1]);
        using var crew = new Crew(1);
        Assert.Equal([3, 0, 1, 2], Codes(BorderedRows.Of(rows.Features, 254, "Min", crew)));
        Assert.Equal([2, 3, 0, 1], Codes(BorderedRows.Of(rows.Features, 254, "Max", crew)));
        // One border is that between missing and known.
        Assert.Equal([1, 0, 1, 1], Codes(BorderedRows.Of(rows.Features, 1, "Min", crew)));
        var problem = Assert.Throws<InputException>(() => new CatBoost { NanMode = "Forbidden" }.Fit(rows, new FitContext())).Problems[0];
        Assert.Equal("nan_mode: is Forbidden, but 'f0' has 1 missing values. Choose Min or Max, or fill them.", problem.ToString());

        static int[] Codes(BorderedRows data) => [.. Enumerable.Range(0, 4).Select(row => (int)data.Bins.CodesOf(0)[row])];
    }

    [Theory]
    // What CatBoost 1.2.10 told of its own models.
    [InlineData("Logloss", false, 50, 500, 0.005413)]
    [InlineData("RMSE", true, 50, 500, 0.044808)]
    // Never above one half, and 0.03 where there is no formula.
    [InlineData("Logloss", false, 1_000_000, 1, 0.5)]
    [InlineData("Quantile", true, 50, 500, 0.03)]
    public void The_automatic_learning_rate_is_CatBoosts(string loss, bool fromAverage, int rows, int iterations, double rate) =>
        Assert.Equal(rate, AutomaticRate.Of(loss, watched: false, fromAverage, rows, iterations), 1e-9);

    [Fact]
    public void Chances_by_gradient_add_up_to_the_wanted_number_of_rows()
    {
        var random = new SeededRandom(1);
        for (var trial = 0; trial < 50; trial++)
        {
            double[] sizes = [.. Enumerable.Range(0, 1 + random.NextInt(300)).Select(_ => FixedMath.Exp(3 * random.NextGaussian()))];
            var wanted = 0.8 * sizes.Length;
            var threshold = RowSampling.Threshold(sizes, wanted);
            Assert.Equal(wanted, sizes.Sum(size => Math.Min(size / threshold, 1)), 1e-9 * wanted);
        }
    }

    [Theory]
    [InlineData("MVS", 0.5)]
    [InlineData("Bernoulli", 0.5)]
    [InlineData("Bayesian", 1)]
    public void Drawn_weights_leave_the_sum_of_gradients_right_on_average(string kind, double share)
    {
        var random = new SeededRandom(2);
        double[] gradient = [.. Enumerable.Range(0, 400).Select(_ => Math.Abs(random.NextGaussian()))];
        var plan = new SymmetricPlan { Rounds = 1, Rate = 1, Depth = 1, L2 = 1, Bootstrap = Enum.Parse<BootstrapKind>(kind, true), Subsample = share };
        using var crew = new Crew(1);
        var sampling = new RowSampling(gradient.Length, plan, crew);
        double sum = 0, taken = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            sampling.Draw(gradient, 0.1, seed);
            sum += gradient.Zip(sampling.Factors, (g, f) => g * f).Sum() / 400;
            taken += sampling.Factors.Count(f => f > 0) / (400.0 * 400);
        }

        // Bernoulli does not weigh by one over its chance. 400 draws of 400 rows: 1 % is some four standard errors.
        Assert.Equal(gradient.Sum() * (kind == "Bernoulli" ? share : 1), sum, 0.01 * gradient.Sum());
        Assert.Equal(share, taken, 0.01);
    }

    [Fact]
    public void A_split_that_others_imply_is_found_and_taken_out()
    {
        // Column 1 is above 2 just when column 0 is: the second question is not needed; the third is.
        var rows = Tables.Of([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 1, 2]], [0, 1, 0, 1]);
        using var crew = new Crew(1);
        var data = BorderedRows.Of(rows.Features, 254, "Min", crew).Bins;
        var slots = new LeafSlots(4, 1, 3, crew);
        slots.Reset([], [4]);
        slots.Split(data, 0, 1);
        Assert.Equal(-1, slots.Redundant());
        slots.Split(data, 2, 0);
        Assert.Equal(-1, slots.Redundant());
        slots.Split(data, 1, 1);
        var redundant = slots.Redundant();
        Assert.Equal(0, redundant);
        slots.Remove(redundant);
        var leafOf = new ushort[4];
        slots.Write(leafOf);
        // Now bit 0 answers column 2 and bit 1 column 1.
        Assert.Equal([0, 1, 2, 3], leafOf);
    }

    [Fact]
    public void Rows_keep_their_order_and_segments_within_each_leaf()
    {
        var rows = Tables.Made(500, 3, seed: 7);
        using var crew = new Crew(1);
        var data = BorderedRows.Of(rows.Features, 254, "Min", crew).Bins;
        int[] order = [.. Enumerable.Range(0, 500)];
        new SeededRandom(1).Shuffle(order.AsSpan());
        int[] ends = [100, 100, 350, 500];
        var slots = new LeafSlots(500, 4, 3, crew);
        slots.Reset(order, ends);
        (int Feature, int Bin)[] questions = [(0, 120), (2, 60), (1, 200)];
        Array.ForEach(questions, q => slots.Split(data, q.Feature, q.Bin));
        for (var leaf = 0; leaf < 8; leaf++)
        {
            var members = order.Where(row => questions.Select((q, i) => Code(row, q.Feature) > q.Bin ? 1 << i : 0).Sum() == leaf).ToArray();
            Assert.Equal(members, slots.Rows(leaf));
            for (var segment = 0; segment < 4; segment++)
            {
                var (from, to) = (segment == 0 ? 0 : ends[segment - 1], ends[segment]);
                Assert.Equal(members.Where(row => Array.IndexOf(order, row, from, to - from) >= 0), slots.Rows(leaf, segment, segment + 1).ToArray());
            }
        }

        int Code(int row, int feature) => data.CodesOf(feature)[row];
    }

    [Fact]
    public void Noise_of_scores_is_standard_normal()
    {
        var draws = new double[20_000];
        ScoreNoise.Add(draws, 1, seed: 5, stream: 3);
        // Standard errors: 0.007 of the mean, 0.01 of the variance, 0.0025 of the share.
        Assert.Equal(0, draws.Average(), 0.03);
        Assert.Equal(1, draws.Average(z => z * z), 0.04);
        Assert.Equal(0.15866, draws.Count(z => z > 1) / 20_000.0, 0.01);
    }

    private static int[] Above(double[] column, int most)
    {
        var edges = LogSumBorders.Of(column, most);
        return [.. column.Select(value => EdgeTreeTests.CodeOf(value, edges))];
    }
}
