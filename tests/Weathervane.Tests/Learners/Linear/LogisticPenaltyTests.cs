using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Linear;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Linear;

/// <summary>Penalties that set coefficients to 0.</summary>
public sealed class LogisticPenaltyTests
{
    public static TheoryData<string, double, ulong> Cases =>
        [.. new[] { "l1", "elasticnet" }.SelectMany(p => new[] { 0.02, 0.1, 3 }.SelectMany(c => Enumerable.Range(1, 4).Select(s => (p, c, (ulong)s))))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stands_where_no_coefficient_wants_to_move(string penalty, double c, ulong seed)
    {
        var rows = Alike(seed);
        var learner = new LogisticRegression { Penalty = penalty, C = c, L1Ratio = 0.7 };
        var model = Fit(learner, rows);
        var slope = Slope(model, rows);
        var (l1, l2) = penalty == "l1" ? (1.0, 0.0) : (0.7, 1 - 0.7);
        // The conditions of Karush, Kuhn and Tucker: a 0 is held by its penalty; any other coefficient's slope cancels it. Slopes
        // are sums over rows of terms below 1 times values of some 1: beside their number, and the penalty, 1e-8 is rounding.
        var rounding = 1e-8 * ((c * rows.Rows) + 1);
        Assert.Equal(0, c * slope[^1], rounding);
        for (var j = 0; j < slope.Length - 1; j++)
        {
            var w = model.Coefficients[j];
            if (w == 0)
            {
                Assert.InRange(Math.Abs(c * slope[j]), 0, l1 + rounding);
            }
            else
            {
                Assert.Equal(0, (c * slope[j]) + (l1 * Math.Sign(w)) + (l2 * w), rounding);
            }
        }
    }

    [Theory]
    [InlineData(0.97, 0.25, 1)]
    [InlineData(0.97, 0.25, 100)]
    // So alike that conjugate gradients take too long.
    [InlineData(0.9999, 0.01, 1e6)]
    public void Stands_at_the_optimum_of_many_columns(double stays, double moves, double c)
    {
        var rows = Alike(12, 200, 2000, stays, moves);
        var learner = new LogisticRegression { C = c };
        var model = Fit(learner, rows);
        var slope = Slope(model, rows);
        var rounding = 1e-8 * ((c * rows.Rows) + 1);
        Assert.Equal(0, c * slope[^1], rounding);
        Assert.All(Enumerable.Range(0, slope.Length - 1), j => Assert.Equal(0, (c * slope[j]) + model.Coefficients[j], rounding));
        Assert.Equal(Tables.Bytes(model), Tables.Bytes(learner.Fit(rows, new FitContext { Threads = 3 })));
    }

    [Fact]
    public void A_stronger_penalty_leaves_fewer_columns()
    {
        var rows = Alike(5);
        var left = new[] { 3, 0.2, 0.05, 1e-6 }.Select(c => Fit(new LogisticRegression { Penalty = "l1", C = c }, rows).Coefficients.ToArray().Count(w => w != 0)).ToArray();
        Assert.Equal(left.OrderDescending(), left);
        Assert.True(left[0] > left[2] && left[2] > 0, string.Join(' ', left));
        Assert.Equal(0, left[^1]);
    }

    [Fact]
    public void Without_any_column_left_the_forecast_is_the_share_of_up()
    {
        var rows = Alike(6);
        var model = Fit(new LogisticRegression { Penalty = "l1", C = 1e-6 }, rows);
        Assert.Equal(rows.Labels.Average(), model.Predict(Tables.Row(rows, 0)), 1e-9);
    }

    [Fact]
    public void Elasticnet_of_ratio_0_is_l2_and_of_ratio_1_is_l1()
    {
        var rows = Alike(7);
        Assert.Equal(
            Tables.Bytes(Fit(new LogisticRegression { C = 0.1 }, rows)),
            Tables.Bytes(Fit(new LogisticRegression { Penalty = "elasticnet", L1Ratio = 0, C = 0.1 }, rows)));
        Assert.Equal(
            Tables.Bytes(Fit(new LogisticRegression { Penalty = "l1", C = 0.1 }, rows)),
            Tables.Bytes(Fit(new LogisticRegression { Penalty = "elasticnet", L1Ratio = 1, C = 0.1 }, rows)));
    }

    [Fact]
    public void Without_a_penalty_the_losses_alone_are_flat()
    {
        var rows = Tables.Made(700, 4, 8);
        var model = Fit(new LogisticRegression { Penalty = "none", C = 1e-9 }, rows);
        Assert.All(Slope(model, rows), s => Assert.Equal(0, s / rows.Rows, 1e-10));
    }

    [Fact]
    public void A_weight_of_2_is_the_row_given_twice()
    {
        var made = Alike(9);
        var weights = Enumerable.Range(0, made.Rows).Select(i => 1.0 + (i % 2)).ToArray();
        var learner = new LogisticRegression { Penalty = "elasticnet", C = 0.05 };
        var weighted = Fit(learner, new Dataset(made.Features, made.Labels, made.Spans, weights));
        var repeated = Fit(learner, made.Take([.. Enumerable.Range(0, made.Rows).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))]));
        // The same problem from standardised columns that differ: both stop within some 1e-9 of one optimum.
        Assert.All(weighted.Coefficients.ToArray().Zip(repeated.Coefficients.ToArray()), p => Assert.Equal(p.First, p.Second, 1e-7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Same_bytes_on_any_number_of_threads(int threads) => Assert.Equal(
        Tables.Bytes(Fit(new LogisticRegression { Penalty = "l1", C = 0.05 }, Alike(10))),
        Tables.Bytes(new LogisticRegression { Penalty = "l1", C = 0.05 }.Fit(Alike(10), new FitContext { Threads = threads })));

    [Fact]
    public void Refuses_a_penalty_that_there_is_not() => Assert.StartsWith(
        "Penalty must be one of l2, l1, elasticnet, none, but is 'lasso'.",
        Assert.Throws<ArgumentException>(() => new LogisticRegression { Penalty = "lasso" }).Message);

    /// <summary>Columns of which neighbours are nearly the same, as moving averages of neighbouring lengths are; the first three decide.</summary>
    private static Dataset Alike(ulong seed, int count = 12, int rows = 400, double stays = 0.97, double moves = 0.25)
    {
        var random = new SeededRandom(seed);
        var columns = Enumerable.Range(0, count).Select(_ => new double[rows]).ToArray();
        var labels = new double[rows];
        for (var i = 0; i < labels.Length; i++)
        {
            var value = random.NextGaussian();
            foreach (var column in columns)
            {
                column[i] = value;
                value = (stays * value) + (moves * random.NextGaussian());
            }

            labels[i] = random.NextDouble() < FixedMath.Sigmoid((2 * columns[0][i]) - columns[2][i]) ? 1 : 0;
        }

        return Tables.Of(columns, labels);
    }

    /// <summary>[columns + 1] the derivatives of the summed log loss.</summary>
    private static double[] Slope(LogisticModel model, Dataset rows)
    {
        var slope = new double[rows.Features.Columns + 1];
        for (var i = 0; i < rows.Rows; i++)
        {
            var residual = model.Predict(Tables.Row(rows, i)) - rows.Labels[i];
            slope[^1] += residual;
            for (var j = 0; j < rows.Features.Columns; j++)
            {
                slope[j] += residual * rows.Features[i, j];
            }
        }

        return slope;
    }

    private static LogisticModel Fit(Learner learner, Dataset rows) => (LogisticModel)learner.Fit(rows, new FitContext());
}
