using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Ensembles;

public sealed class BaggingTests
{
    [Fact]
    public void Is_the_mean_of_fits_from_other_seeds()
    {
        var rows = Tables.Made(300, 3, 1);
        var forest = new RandomForest { NEstimators = 2 };
        var bagged = (VotingModel)new BaggingEnsemble { Estimator = forest, NEstimators = 4 }.Fit(rows, new FitContext { Seed = 9 });
        var alone = Enumerable.Range(0, 4).Select(m => forest.Fit(rows, new FitContext { Seed = SeededRandom.Mix(9, (ulong)m) })).ToArray();
        Assert.Equal(4, alone.Select(m => Convert.ToHexString(Tables.Bytes(m))).Distinct().Count());
        for (var row = 0; row < 300; row += 17)
        {
            Assert.Equal(alone.Average(m => m.Predict(Tables.Row(rows, row))), bagged.Predict(Tables.Row(rows, row)), 1e-15);
        }
    }

    [Fact]
    public void Takes_away_what_the_lots_of_one_fit_add()
    {
        var (rows, later) = (Tables.Made(600, 4, 2), Tables.Made(2000, 4, 3));
        var forest = new RandomForest { NEstimators = 3, MinSamplesLeaf = 5 };
        var bagged = Tables.LogLoss(new BaggingEnsemble { Estimator = forest, NEstimators = 10 }.Fit(rows, new FitContext()), later);
        // Log loss is convex: the loss of the mean is below the mean of the losses.
        Assert.True(bagged < Enumerable.Range(0, 10).Average(m => Tables.LogLoss(forest.Fit(rows, new FitContext { Seed = SeededRandom.Mix(0, (ulong)m) }), later)));
    }

    [Fact]
    public void Takes_its_learner_from_named_values() => Assert.Equal(
        new BaggingEnsemble { Estimator = new LogisticRegression { C = 0.1 }, NEstimators = 3 },
        LearnerCatalog.Create("bagging", new Dictionary<string, object>
        {
            ["estimator"] = new Dictionary<string, object> { ["id"] = "logistic", ["C"] = "0.1" }, ["n_estimators"] = 3,
        }));
}
