using Weathervane.Datasets;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Ensembles;

public sealed class StackingTests
{
    private const int Rows = 300, Horizon = 6;

    /// <summary>A forest of full depth remembers what it saw: the sharpest witness of a leak.</summary>
    private static readonly StackingEnsemble Stack = new()
    {
        Estimators = [new ExtraTrees { NEstimators = 5 }, new LogisticRegression()], Folds = 5,
    };

    [Fact]
    public void No_rows_own_label_reaches_its_forecasts()
    {
        var rows = Overlapping(Rows);
        var before = OutOfFold(rows);
        var others = 0;
        foreach (var row in new[] { 0, 59, 60, 61, 150, 239, 299 })
        {
            var after = OutOfFold(Flipped(rows, row));
            for (var column = 0; column < 2; column++)
            {
                Assert.Equal(before[row, column], after[row, column]);
                others += before.Column(column).SequenceEqual(after.Column(column)) ? 0 : 1;
            }
        }

        // The flipped labels were learnt from: by both members they moved the forecasts of other rows.
        Assert.Equal(14, others);
    }

    [Fact]
    public void Rows_whose_label_span_touches_a_block_do_not_teach_its_forecasts()
    {
        var rows = Overlapping(Rows);
        var before = OutOfFold(rows);
        // Block 1 holds rows 60 to 119; a label spans 6 bars, so 6 bars more must lie free on both sides.
        foreach (var row in new[] { 59, 54, 60 - (2 * Horizon), 120, 126, 119 + (2 * Horizon) })
        {
            Assert.Equal(Block(before), Block(OutOfFold(Flipped(rows, row))));
        }

        foreach (var row in new[] { 60 - (2 * Horizon) - 1, 119 + (2 * Horizon) + 1 })
        {
            Assert.NotEqual(Block(before), Block(OutOfFold(Flipped(rows, row))));
        }

        static double[] Block(FeatureMatrix meta) => [.. meta.Column(0)[60..120], .. meta.Column(1)[60..120]];
    }

    [Fact]
    public void Weighs_its_members_by_what_they_are_worth()
    {
        var (rows, later) = (Tables.Made(3000, 4, 2), Tables.Made(3000, 4, 3));
        Learner good = new LightGbm { NEstimators = 40, NumLeaves = 8 }, overfitted = new ExtraTrees { NEstimators = 30 };
        var model = (StackingModel)new StackingEnsemble { Estimators = [good, overfitted, new AlwaysUp()] }.Fit(rows, new FitContext());
        // On in-sample forecasts the forest, which remembers every row, would get all the weight.
        var weights = ((LogisticModel)model.Final).Coefficients;
        Assert.True(weights[0] > 3 * Math.Abs(weights[1]), $"{weights[0]} {weights[1]}");
        Assert.Equal(0, weights[2]);
        // The standard error of the paired difference of such near forecasts is some 0.001.
        Assert.InRange(Tables.LogLoss(model, later) - Tables.LogLoss(good.Fit(rows, new FitContext()), later), -1, 0.003);
    }

    [Fact]
    public void Final_log_odds_are_those_of_the_members_weighed()
    {
        var rows = Tables.Made(400, 3, 4);
        var model = (StackingModel)(Stack with { Passthrough = true }).Fit(rows, new FitContext());
        var final = (LogisticModel)model.Final;
        Assert.Equal(["forecast 1", "forecast 2", "f0", "f1", "f2"], final.FeatureNames);
        var row = Tables.Row(rows, 7);
        var sum = final.Intercept;
        for (var m = 0; m < 2; m++)
        {
            sum += final.Coefficients[m] * FixedMath.Logit(Math.Clamp(model.Members[m].Predict(row), 1e-6, 1 - 1e-6));
        }

        for (var j = 0; j < 3; j++)
        {
            sum += final.Coefficients[2 + j] * row[j];
        }

        Assert.Equal(FixedMath.Sigmoid(sum), model.Predict(row), 1e-15);
    }

    [Fact]
    public void Members_may_stop_early_but_the_final_learner_has_no_validation_rows()
    {
        var (rows, later) = (Tables.Made(600, 3, 5), Tables.Made(300, 3, 6));
        var stopping = new LightGbm { NEstimators = 500, EarlyStoppingRounds = 5 };
        var context = new FitContext { Validation = later };
        var model = (StackingModel)new StackingEnsemble { Estimators = [stopping, new BaseRate()] }.Fit(rows, context);
        Assert.InRange(((TreeModel)model.Members[0]).TreeCount, 1, 200);
        Assert.StartsWith(
            "early_stopping_rounds: is set, but there are no validation rows.",
            Assert.Throws<InputException>(() => new StackingEnsemble { Estimators = [new BaseRate()], FinalEstimator = stopping }.Fit(rows, context)).Message);
    }

    [Fact]
    public void With_fewer_than_two_rows_a_block_it_is_the_mean()
    {
        var rows = Tables.Made(9, 2, 7);
        var learner = new StackingEnsemble { Estimators = [new AlwaysUp(), new AlwaysDown(), new AlwaysUp()] };
        Assert.Equal(2.0 / 3, learner.Fit(rows, new FitContext()).Predict([0, 0]), 1e-15);
        Assert.IsType<StackingModel>(learner.Fit(Tables.Made(10, 2, 7), new FitContext()));
    }

    [Fact]
    public void Importances_are_the_members_weighed_by_the_final_learner()
    {
        var rows = Tables.Made(2000, 3, 8);
        var model = (StackingModel)new StackingEnsemble { Estimators = [new LightGbm { NEstimators = 20 }, new AlwaysUp()] }.Fit(rows, new FitContext());
        // All the weight is the first member's: AlwaysUp is a constant column.
        Assert.All(model.Members[0].Importances()!.Zip(model.Importances()!), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Fact]
    public void Takes_its_members_and_final_learner_from_named_values()
    {
        var made = LearnerCatalog.Create("stacking", new Dictionary<string, object>
        {
            ["estimators"] = new object[] { "base-rate", new Dictionary<string, object> { ["id"] = "logistic", ["C"] = 0.1 } },
            ["final_estimator"] = new Dictionary<string, object> { ["id"] = "logistic", ["penalty"] = "l1" },
        });
        Assert.Equal(
            new StackingEnsemble { Estimators = [new BaseRate(), new LogisticRegression { C = 0.1 }], FinalEstimator = new LogisticRegression { Penalty = "l1" } }, made);
        Assert.Contains(("final_estimator.penalty", "l1"), LearnerCatalog.Describe(made));
        Assert.Equal(
            "learner.final_estimator: '7' is not a learner: an id and its parameters.",
            Assert.Throws<InputException>(() => LearnerCatalog.Create("stacking", new Dictionary<string, object> { ["final_estimator"] = 7 })).Message);
        Assert.Equal(
            "stacking.estimators: is empty. Name at least one learner.",
            Assert.Throws<InputException>(() => new StackingEnsemble().Fit(Tables.Made(20, 2, 9), new FitContext())).Message);
    }

    private static FeatureMatrix OutOfFold(Dataset rows) => Stack.OutOfFold(rows, new FitSteps(new FitContext(), 10), seed: 1);

    /// <summary>One row a bar, each label reading the next bars up to the horizon.</summary>
    private static Dataset Overlapping(int count)
    {
        var made = Tables.Made(count, 3, 1);
        return new Dataset(made.Features, made.Labels, [.. made.Labels.Select((_, i) => new LabelSpan(i, i + Horizon))]);
    }

    private static Dataset Flipped(Dataset rows, int row) =>
        new(rows.Features, [.. rows.Labels.Select((l, i) => i == row ? 1 - l : l)], rows.Spans);
}
