using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Linear;

namespace Weathervane.Tests.Learners.Linear;

public sealed class LogisticRegressionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1e-3)]
    [InlineData(1e4)]
    public void Stands_where_the_penalised_loss_is_flat(double c)
    {
        // Columns in wildly different units, as prices and returns are.
        var made = Tables.Made(800, 3, 1);
        var rows = Tables.Of(
            [[.. made.Features.Column(0).ToArray().Select(v => 40_000 + (9_000 * v))], [.. made.Features.Column(1).ToArray().Select(v => 1e-4 * v)], made.Features.Column(2).ToArray()],
            made.Labels);
        var model = (LogisticModel)new LogisticRegression { C = c }.Fit(rows, new FitContext());
        var gradient = new double[4];
        for (var i = 0; i < rows.Rows; i++)
        {
            var residual = model.Predict(Tables.Row(rows, i)) - rows.Labels[i];
            gradient[3] += residual;
            for (var j = 0; j < 3; j++)
            {
                gradient[j] += residual * rows.Features[i, j];
            }
        }

        // Per column: C x gradient of the losses + w = 0, beside the size of the terms that cancel.
        Assert.Equal(0, gradient[3] / rows.Rows, 1e-7);
        for (var j = 0; j < 3; j++)
        {
            var size = rows.Features.Column(j).ToArray().Sum(Math.Abs);
            Assert.Equal(0, ((c * gradient[j]) + model.Coefficients[j]) / (c * size), 1e-7);
        }
    }

    [Fact]
    public void A_weight_of_2_is_the_row_given_twice()
    {
        var made = Tables.Made(300, 3, 2);
        var weights = Enumerable.Range(0, 300).Select(i => 1.0 + (i % 2)).ToArray();
        var weighted = Fit(new Dataset(made.Features, made.Labels, made.Spans, weights));
        var repeated = Fit(made.Take([.. Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))]));
        Assert.Equal(weighted.Intercept, repeated.Intercept, 1e-6);
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal(weighted.Coefficients[j], repeated.Coefficients[j], 1e-6);
        }
    }

    [Fact]
    public void Says_which_columns_hold_unknown_values_and_what_to_do()
    {
        var rows = Tables.Of([[1, double.NaN, 3], [double.PositiveInfinity, 2, double.NaN], [1, 2, 3]], [0, 1, 1]);
        Assert.Equal(
            [
                "feature f0: 1 of 3 training rows are NaN or infinite, which logistic cannot learn from. In a pipeline set 'impute: median'; in a table of your own fill the cells; or leave the feature out ('--drop' of 'vane fit').",
                "feature f1: 2 of 3 training rows are NaN or infinite, which logistic cannot learn from. In a pipeline set 'impute: median'; in a table of your own fill the cells; or leave the feature out ('--drop' of 'vane fit').",
            ],
            Assert.Throws<InputException>(() => Fit(rows)).Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Equal_columns_share_their_coefficient()
    {
        var column = Tables.Made(500, 1, 3);
        var values = column.Features.Column(0).ToArray();
        var model = Fit(Tables.Of([values, values], column.Labels));
        Assert.Equal(model.Coefficients[0], model.Coefficients[1], 1e-9);
    }

    [Fact]
    public void Importance_does_not_depend_on_the_unit()
    {
        var made = Tables.Made(2000, 2, 4);
        var scaled = Tables.Of([[.. made.Features.Column(0).ToArray().Select(v => 1000 * v)], made.Features.Column(1).ToArray()], made.Labels);
        var (a, b) = (Fit(made, 1e6).Importances()!, Fit(scaled, 1e6).Importances()!);
        Assert.Equal(1, a.Sum(), 1e-12);
        // The penalty sees the unit; at C = 1e6 it hardly counts.
        Assert.Equal(a[0], b[0], 1e-4);
    }

    [Fact]
    public void Separable_classes_end_at_a_finite_optimum()
    {
        var model = Fit(Tables.Of([[1, 2, 3, 4]], [0, 0, 1, 1]), 1e6);
        Assert.InRange(model.Predict([1]), 0, 1e-3);
        Assert.InRange(model.Predict([4]), 1 - 1e-3, 1);
        Assert.True(double.IsFinite(model.Intercept));
    }

    private static LogisticModel Fit(Dataset rows, double c = 1) => (LogisticModel)new LogisticRegression { C = c }.Fit(rows, new FitContext());
}
