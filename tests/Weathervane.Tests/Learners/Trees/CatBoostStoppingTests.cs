using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Symmetric;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>When symmetric boosting ends, and what its quantiles and class weights mean on rows that it has not seen.</summary>
public sealed class CatBoostStoppingTests
{
    private static readonly Dataset Train = Tables.Made(1500, 6, 71), Valid = Tables.Made(1500, 6, 72), Fresh = Tables.Made(4000, 6, 73);

    // Learns by heart fast, so that the validation loss soon turns.
    private static readonly CatBoost Hasty = new() { Iterations = 120, LearningRate = 0.4, Depth = 5 };

    [Theory]
    [InlineData("Plain")]
    [InlineData("Ordered")]
    public void The_trees_up_to_the_lowest_validation_loss_are_kept(string boosting)
    {
        var learner = Hasty with { BoostingType = boosting, Iterations = boosting == "Plain" ? 120 : 40 };
        var all = Fit(learner with { UseBestModel = false }, Valid);
        var best = Fit(learner, Valid);
        Assert.Equal(learner.Iterations, all.TreeCount);
        Assert.InRange(best.TreeCount, 1, learner.Iterations - 1);
        var losses = Enumerable.Range(1, all.TreeCount).Select(trees => Tables.LogLoss(First(all, trees), Valid)).ToList();
        Assert.Equal(1 + losses.IndexOf(losses.Min()), best.TreeCount);
        Assert.Equal(Tables.Predict(First(all, best.TreeCount), Fresh), Tables.Predict(best, Fresh));
    }

    [Fact]
    public void It_stops_so_many_trees_after_the_lowest_validation_loss()
    {
        var rounds = 0;
        var context = new FitContext { Seed = 3, Validation = Valid, Progress = new Counter(() => rounds++) };
        var stopped = (TreeModel)(Hasty with { EarlyStoppingRounds = 7 }).Fit(Train, context);
        Assert.Equal(Tables.Predict(Fit(Hasty with { Iterations = stopped.TreeCount, UseBestModel = false }, null), Fresh), Tables.Predict(stopped, Fresh));
        // One report a tree, and the last one.
        Assert.InRange(rounds, stopped.TreeCount + 7, stopped.TreeCount + 8);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_quantile_covers_its_share_of_fresh_rows(double alpha)
    {
        Dataset Regression(Dataset rows, ulong seed)
        {
            var random = new SeededRandom(seed);
            return new Dataset(rows.Features, [.. Enumerable.Range(0, rows.Rows).Select(i => (2 * rows.Features[i, 0]) + random.NextGaussian())], rows.Spans);
        }

        var learner = new CatBoost { LossFunction = FormattableString.Invariant($"Quantile:alpha={alpha}"), Iterations = 150, LearningRate = 0.1, Depth = 4 };
        var model = (TreeModel)learner.Fit(Regression(Tables.Made(6000, 6, 74), 75), new FitContext { Seed = 3 });
        var fresh = Regression(Fresh, 76);
        var values = new double[fresh.Rows];
        model.Raw(fresh.Features, values);
        // 4,000 fresh rows: standard error below 0.008; trees pull leaves a little towards the middle of the rows they learnt from.
        Assert.Equal(alpha, values.Zip(fresh.Labels).Count(p => p.Second <= p.First) / (double)fresh.Rows, 0.035);
    }

    [Fact]
    public void Balanced_class_weights_are_the_weight_of_the_rarer_class_raised_to_the_others()
    {
        // One in five up.
        var rare = new Dataset(Train.Features, [.. Train.Labels.Select((label, i) => i % 3 == 0 ? label : 0)], Train.Spans);
        var (ups, downs) = (rare.Labels.Sum(), rare.Rows - rare.Labels.Sum());
        Assert.True(downs > 2 * ups);
        var learner = Hasty with { Iterations = 20, LearningRate = 0.1 };
        double[] Of(CatBoost with) => Tables.Predict(with.Fit(rare, new FitContext { Seed = 3 }), Fresh);
        Assert.Equal(Of(learner with { ScalePosWeight = downs / ups }), Of(learner with { AutoClassWeights = "Balanced" }));
        Assert.Equal(Of(learner with { ScalePosWeight = Math.Sqrt(downs / ups) }), Of(learner with { AutoClassWeights = "SqrtBalanced" }));
        Assert.True(Of(learner with { AutoClassWeights = "Balanced" }).Average() > Of(learner).Average() + 0.1);
    }

    private static TreeModel Fit(CatBoost learner, Dataset? valid) => (TreeModel)learner.Fit(Train, new FitContext { Seed = 3, Validation = valid });

    private static TreeModel First(TreeModel model, int trees) => new(model.FeatureNames, [.. model.Trees.Take(trees)], model.Score);

    private sealed class Counter(Action count) : IProgress<double>
    {
        public void Report(double value) => count();
    }
}
