using Weathervane.Learners;
using Weathervane.Learners.Baselines;

namespace Weathervane.Tests.Learners.Baselines;

public sealed class BaselineTests
{
    private static readonly double[] Return = [1, -1, 2, 0, -3, double.NaN, 4, 5];
    private static readonly double[] Labels = [1, 0, 1, 0, 1, 1, 1, 1];

    [Fact]
    public void Base_rate_is_the_weighted_share_of_up()
    {
        // Weights 1 to 8; up is all but rows 1 and 3 (weights 2 and 4): 30 of 36.
        var rows = Tables.Of([Return], Labels, [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(30.0 / 36, new BaseRate().Fit(rows, new FitContext()).Predict([0]));
    }

    [Fact]
    public void Persistence_is_as_sure_as_it_was_right_in_training()
    {
        // Rule on the 7 known rows: up down up down down up up against up down up down UP up up: 6 right; by Laplace 7/9.
        var model = new Persistence().Fit(Tables.Of([Return], Labels, names: ["return_1"]), new FitContext());
        Assert.Equal(7.0 / 9, model.Predict([0.001]));
        Assert.Equal(2.0 / 9, model.Predict([-0.001]), 1e-15);
        Assert.Equal(2.0 / 9, model.Predict([0]), 1e-15);
        Assert.Equal(6.0 / 8, model.Predict([double.NaN]));
    }

    [Fact]
    public void Momentum_reads_the_longer_return()
    {
        var rows = Tables.Of([Return, [.. Return.Select(r => -r)]], Labels, names: ["return_1", "return_20"]);
        var model = new Momentum().Fit(rows, new FitContext());
        Assert.True(model.Predict([-1, 1]) > 0.5);
        Assert.True(model.Predict([1, -1]) < 0.5);
    }

    [Fact]
    public void A_rule_that_was_mostly_wrong_keeps_its_direction()
    {
        var model = new Persistence().Fit(Tables.Of([Return], [.. Labels.Select(l => 1 - l)], names: ["return_1"]), new FitContext());
        Assert.Equal(SignModel.Least, model.Predict([1]));
        Assert.Equal(1 - SignModel.Least, model.Predict([-1]));
    }

    [Fact]
    public void A_missing_column_is_named_with_the_feature_set_that_has_it() => Assert.Equal(
        "momentum: needs the feature 'return_20', but the rows have rsi. Give it the feature set 'baseline'.",
        Assert.Throws<InputException>(() => new Momentum().Fit(Tables.Of([Return], Labels, names: ["rsi"]), new FitContext())).Message);
}
