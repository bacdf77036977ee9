using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;

namespace Weathervane.Tests.Learners.Explain;

public sealed class ImportanceKindTests
{
    [Fact]
    public void By_split_counts_the_splits_and_by_gain_adds_up_what_they_gained()
    {
        var model = (TreeModel)new RandomForest { NEstimators = 7, MaxDepth = 4 }.Fit(Tables.Made(600, 4, 1), new FitContext());
        var nodes = model.Trees.SelectMany(t => t.Nodes.Zip(t.Gains, (n, g) => (n.Feature, Gain: g))).ToList();
        for (var column = 0; column < 4; column++)
        {
            var own = nodes.Where(n => n.Feature == column).ToList();
            Assert.Equal(own.Count / (double)nodes.Count, model.Importances(ImportanceKind.Split)![column], 1e-12);
            Assert.Equal(own.Sum(n => n.Gain) / nodes.Sum(n => n.Gain), model.Importances()![column], 1e-12);
        }
    }

    [Fact]
    public void Linear_models_have_no_splits_and_a_vote_takes_those_of_its_trees()
    {
        var rows = Tables.Made(400, 3, 2);
        Assert.Null(new LogisticRegression().Fit(rows, new FitContext()).Importances(ImportanceKind.Split));
        var vote = (VotingModel)new VotingEnsemble { Estimators = [new LogisticRegression(), new ExtraTrees { NEstimators = 2, MaxDepth = 3 }] }.Fit(rows, new FitContext());
        Assert.All(
            vote.Members[1].Importances(ImportanceKind.Split)!.Zip(vote.Importances(ImportanceKind.Split)!), p => Assert.Equal(p.First, p.Second, 1e-14));
    }
}
