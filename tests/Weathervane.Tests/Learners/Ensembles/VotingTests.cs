using Weathervane.Learners;
using Weathervane.Learners.Baselines;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Ensembles;

public sealed class VotingTests
{
    private static readonly Learner[] Members = [new LogisticRegression(), new AlwaysUp(), new AlwaysDown()];

    [Fact]
    public void Soft_voting_is_the_weighted_mean_of_probabilities()
    {
        var rows = Tables.Made(300, 3, 1);
        var alone = Tables.Predict(Members[0].Fit(rows, new FitContext()), rows);
        var voted = Tables.Predict(new VotingEnsemble { Estimators = Members, Weights = [2, 1, 1] }.Fit(rows, new FitContext()), rows);
        Assert.All(alone.Zip(voted), p => Assert.Equal(((2 * p.First) + 1) / 4, p.Second, 1e-15));
    }

    [Fact]
    public void Hard_voting_is_the_share_of_votes()
    {
        var rows = Tables.Made(300, 3, 1);
        var alone = Tables.Predict(Members[0].Fit(rows, new FitContext()), rows);
        var voted = Tables.Predict(new VotingEnsemble { Estimators = Members, Voting = "hard" }.Fit(rows, new FitContext()), rows);
        Assert.All(alone.Zip(voted), p => Assert.Equal(p.First > 0.5 ? 2.0 / 3 : 1.0 / 3, p.Second, 1e-15));
    }

    [Fact]
    public void Importances_are_those_of_the_members_that_have_any()
    {
        var rows = Tables.Made(2000, 3, 2);
        var voting = new VotingEnsemble { Estimators = [new LightGbm { NEstimators = 5 }, new AlwaysUp()] };
        // The first member's seed is the vote's, mixed with its number.
        var alone = new LightGbm { NEstimators = 5 }.Fit(rows, new FitContext { Seed = SeededRandom.Mix(0, 0) });
        // Shares of shares: the last bit is rounding.
        Assert.All(alone.Importances()!.Zip(voting.Fit(rows, new FitContext()).Importances()!), p => Assert.Equal(p.First, p.Second, 1e-14));
        Assert.Null(new VotingEnsemble { Estimators = [new AlwaysUp()] }.Fit(rows, new FitContext()).Importances());
    }

    [Fact]
    public void Equal_forests_in_one_vote_draw_differently()
    {
        var rows = Tables.Made(500, 4, 3);
        var forest = new RandomForest { NEstimators = 2 };
        var model = (VotingModel)new VotingEnsemble { Estimators = [forest, forest] }.Fit(rows, new FitContext());
        Assert.NotEqual(Tables.Bytes(model.Members[0]), Tables.Bytes(model.Members[1]));
    }

    [Fact]
    public void Refuses_no_members_and_weights_that_do_not_fit()
    {
        var rows = Tables.Made(50, 2, 4);
        Assert.Equal(
            "voting.estimators: is empty. Name at least one learner.",
            Assert.Throws<InputException>(() => new VotingEnsemble().Fit(rows, new FitContext())).Message);
        Assert.Equal(
            "voting.weights: has 1 values for 3 estimators. Give one weight an estimator, or none.",
            Assert.Throws<InputException>(() => new VotingEnsemble { Estimators = Members, Weights = [1] }.Fit(rows, new FitContext())).Message);
        Assert.StartsWith(
            "Weights must be in (0, 1000000000], but is 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new VotingEnsemble { Weights = [1, 0] }).Message);
    }

    [Fact]
    public void Progress_rises_to_1_over_all_members()
    {
        var seen = new List<double>();
        new VotingEnsemble { Estimators = [new LightGbm { NEstimators = 5 }, new LogisticRegression()] }
            .Fit(Tables.Made(300, 3, 5), new FitContext { Progress = new Told(seen.Add) });
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(1, seen[^1]);
    }

    private sealed class Told(Action<double> told) : IProgress<double>
    {
        public void Report(double value) => told(value);
    }
}
