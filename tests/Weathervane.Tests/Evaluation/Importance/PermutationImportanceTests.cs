using Weathervane.Evaluation.Importance;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Tests.Learners;

namespace Weathervane.Tests.Evaluation.Importance;

public sealed class PermutationImportanceTests
{
    private static readonly Metric Brier = MetricCatalog.Of("brier");

    [Fact]
    public void Is_what_two_rows_give_by_hand()
    {
        // The probabilities of the two rows are p and 1 - p, the labels 1 and 0. Dealt out, the rows stay or change places: the Brier
        // score stays (1 - p)^2 or becomes p^2, so that every repeat gives 0 or p^2 - (1 - p)^2 = 2 p - 1.
        var model = new LogisticModel(["x"], 0, [1], [1]);
        var p = model.Predict([1.5]);
        var found = new PermutationImportance { Repeats = 400 }.Measure(model, Column(1.5, -1.5), [1, 0], Brier)[0];
        var changed = found.Mean / ((2 * p) - 1) * 400;
        Assert.Equal(Math.Round(changed), changed, 1e-9);
        // 400 fair coins: 200 heads, with a deviation of 10.
        Assert.InRange(changed, 160, 240);
        Assert.Equal(((2 * p) - 1) * Math.Sqrt(changed / 400 * (1 - (changed / 400)) / 399), found.StandardError, 1e-12);
    }

    [Theory]
    [InlineData("brier")]
    [InlineData("log_loss")]
    [InlineData("accuracy")]
    public void Comes_near_the_mean_over_all_deals(string name)
    {
        var metric = MetricCatalog.Of(name);
        var rows = Tables.Made(60, 3, 1);
        var model = new LightGbm { NEstimators = 20, MinDataInLeaf = 5 }.Fit(rows, new FitContext());
        var found = new PermutationImportance { Repeats = 300 }.Measure(model, rows.Features, rows.Labels, metric);
        for (var column = 0; column < 3; column++)
        {
            // In a deal each row is equally likely to get each row's value, and the metric is a mean over rows: so the expected score is the
            // mean over all pairs of rows.
            double before = 0, after = 0;
            for (var i = 0; i < 60; i++)
            {
                var row = Tables.Row(rows, i);
                before += metric.RowScore!(rows.Labels[i], model.Predict(row)) / 60;
                for (var k = 0; k < 60; k++)
                {
                    row[column] = rows.Features[k, column];
                    after += metric.RowScore(rows.Labels[i], model.Predict(row)) / 3600;
                }
            }

            // Four standard errors: one in 16,000.
            Assert.Equal(metric.Gain(before, after), found[column].Mean, 4 * found[column].StandardError);
        }
    }

    [Fact]
    public void A_column_that_the_model_does_not_use_has_none_at_all()
    {
        var rows = Tables.Made(200, 3, 2);
        var found = new PermutationImportance().Measure(new LogisticModel(rows.Features.Names, 0.1, [1, 0, -1], [1, 1, 1]), rows.Features, rows.Labels, Brier);
        Assert.Equal(new ColumnImportance("f1", 0, 0), found[1]);
        Assert.NotEqual(0, found[0].Mean);
    }

    [Fact]
    public void Parts_of_an_additive_score_sum_to_its_variance()
    {
        // Squared error of a score that is a sum and exact: by the formula over pairs, column j costs 2 w_j^2 times its variance, whatever the others.
        // Probabilities near one half are so nearly linear in the score that 1e-3 of the sum is left.
        var rows = Tables.Made(400, 3, 3);
        double[] w = [0.02, -0.01, 0.015];
        var model = new LogisticModel(rows.Features.Names, 0, w, [1, 1, 1]);
        var exact = Tables.Predict(model, rows);
        var expected = Enumerable.Range(0, 3).Sum(j => 2 * w[j] * w[j] / 16 * Variance(rows.Features.Column(j).ToArray()));
        var squared = Brier with { Function = (_, p) => p.ToArray().Zip(exact, (a, b) => (a - b) * (a - b)).Average() };
        var found = new PermutationImportance { Repeats = 400 }.Measure(model, rows.Features, rows.Labels, squared);
        Assert.Equal(expected, found.Sum(f => f.Mean), (1e-3 * expected) + (4 * Math.Sqrt(found.Sum(f => f.StandardError * f.StandardError))));
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(4, 10)]
    [InlineData(7, 21)]
    public void Blocks_of_neighbours_stay_together(int blockRows, int rows)
    {
        var seen = new List<double[]>();
        var watching = Brier with
        {
            Function = (_, p) =>
            {
                seen.Add(p.ToArray());
                return 0;
            },
        };
        var model = new LogisticModel(["x"], 0, [1], [1]);
        var column = Column([.. Enumerable.Range(0, rows).Select(i => i / 10.0)]);
        new PermutationImportance { BlockRows = blockRows, Repeats = 20 }.Measure(model, column, new double[rows], watching);
        Assert.All(seen, p => Assert.Equal(seen[0], p.Order()));
        foreach (var dealt in seen.Skip(1))
        {
            var order = dealt.Select(p => Array.IndexOf(seen[0], p)).ToArray();
            Assert.All(Enumerable.Range(1, rows - 1), i => Assert.True(order[i] == order[i - 1] + 1 || order[i] % blockRows == 0, string.Join(' ', order)));
        }

        Assert.True(seen.Skip(1).Select(p => string.Join(' ', p)).Distinct().Count() > (rows > blockRows * 2 ? 4 : 1));
    }

    [Fact]
    public void One_block_of_all_rows_changes_nothing()
    {
        var rows = Tables.Made(50, 2, 4);
        Assert.All(
            new PermutationImportance { BlockRows = 50 }.Measure(new LogisticModel(rows.Features.Names, 0, [1, 1], [1, 1]), rows.Features, rows.Labels, Brier),
            c => Assert.Equal((0.0, 0.0), (c.Mean, c.StandardError)));
    }

    [Fact]
    public void Same_values_on_any_number_of_threads_and_others_for_another_seed()
    {
        var rows = Tables.Made(300, 6, 5);
        var model = new LightGbm { NEstimators = 10 }.Fit(rows, new FitContext());
        var one = new PermutationImportance { Seed = 3 };
        Assert.Equal(one.Measure(model, rows.Features, rows.Labels, Brier), (one with { Threads = 4 }).Measure(model, rows.Features, rows.Labels, Brier));
        Assert.NotEqual(one.Measure(model, rows.Features, rows.Labels, Brier), (one with { Seed = 4 }).Measure(model, rows.Features, rows.Labels, Brier));
    }

    [Fact]
    public void Columns_of_a_group_are_dealt_out_side_by_side()
    {
        // The score is the difference of two equal columns: 0 for every row as long as each row's two values stay together.
        double[] column = [.. Enumerable.Range(0, 40).Select(i => i / 10.0)];
        var twice = new FeatureMatrix(["x", "copy"], [.. column, .. column], 40);
        var model = new LogisticModel(["x", "copy"], 0, [1, -1], [1, 1]);
        double[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 2.0)];
        var importance = new PermutationImportance { BlockRows = 3 };
        var together = importance.OfGroups(model, twice, labels, Brier, [new ColumnGroup("both", [0, 1])], TestContext.Current.CancellationToken);
        Assert.Equal([new ColumnImportance("both", 0, 0)], together);
        Assert.All(importance.Measure(model, twice, labels, Brier), alone => Assert.NotEqual(0, alone.Mean));
    }

    [Fact]
    public void Groups_of_one_column_are_the_columns()
    {
        var rows = Tables.Made(100, 3, 9);
        var model = new LogisticModel(rows.Features.Names, 0, [1, 0.5, 0.2], [1, 1, 1]);
        Assert.Equal(
            new PermutationImportance().Measure(model, rows.Features, rows.Labels, Brier),
            new PermutationImportance().OfGroups(model, rows.Features, rows.Labels, Brier, ColumnGroup.Singles(rows.Features.Names), TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationImportance().OfGroups(
            model, rows.Features, rows.Labels, Brier, [new ColumnGroup("none", [3])], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Refuses_no_rows_and_stops_when_told()
    {
        var model = new LogisticModel(["x"], 0, [1], [1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PermutationImportance().Measure(model, Column(), [], Brier));
        Assert.Throws<OperationCanceledException>(() => new PermutationImportance().Of(model, Column(1, 2), [0, 1], Brier, new CancellationToken(canceled: true)));
    }

    private static double Variance(double[] values) => values.Average(v => v * v) - (values.Average() * values.Average());

    private static FeatureMatrix Column(params double[] values) => new(["x"], values, values.Length);
}

/// <summary>Measures under the test's own cancellation.</summary>
file static class Measured
{
    internal static IReadOnlyList<ColumnImportance> Measure(
        this PermutationImportance importance, Model model, FeatureMatrix features, double[] labels, Metric metric) =>
        importance.Of(model, features, labels, metric, TestContext.Current.CancellationToken);
}
