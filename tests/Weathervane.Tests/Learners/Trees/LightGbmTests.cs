using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

public sealed class LightGbmTests
{
    [Fact]
    public void One_tree_is_what_pen_and_paper_give()
    {
        // Half are up: p = 1/2, gradients +1/2 (down) and -1/2 (up), hessians 1/4. Cut between 1 and 2: leaf values
        // -(2 x 1/2)/(2 x 1/4) = -2 and +2, times the rate 0.1.
        var model = Fit(new LightGbm { NEstimators = 1, MinDataInLeaf = 1 }, Tables.Of([[0, 1, 2, 3]], [0, 0, 1, 1]));
        Assert.Equal(FixedMath.Sigmoid(-0.2), model.Predict([1.4]), 1e-15);
        Assert.Equal(FixedMath.Sigmoid(0.2), model.Predict([1.6]), 1e-15);
        Assert.Equal(1.5, model.Trees[0].Nodes[0].Threshold);
        // Gain: 2 x (1^2 / 0.5) - 0 = 4.
        Assert.Equal(4, model.Trees[0].Gains[0], 1e-3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Missing_values_go_the_way_that_they_learnt(bool missingIsUp)
    {
        double[] column = [.. Enumerable.Range(0, 90).Select(i => i % 3 == 0 ? double.NaN : i)];
        double[] labels = [.. Enumerable.Range(0, 90).Select(i => double.IsNaN(column[i]) == missingIsUp ? 1.0 : 0)];
        var model = Fit(new LightGbm { NEstimators = 30, MinDataInLeaf = 5 }, Tables.Of([column], labels));
        Assert.Equal(missingIsUp, model.Predict([double.NaN]) > 0.9);
        Assert.Equal(!missingIsUp, model.Predict([45]) > 0.9);
    }

    [Fact]
    public void An_all_NaN_column_is_never_cut()
    {
        var made = Tables.Made(500, 2, 1);
        var rows = Tables.Of(
            [made.Features.Column(0).ToArray(), [.. Enumerable.Repeat(double.NaN, 500)], made.Features.Column(1).ToArray()], made.Labels);
        Assert.Equal(0, Fit(new LightGbm(), rows).Importances()![1]);
    }

    [Fact]
    public void Trees_keep_their_rows_and_predictions_are_sums_of_leaves()
    {
        var rows = Tables.Made(3000, 6, 2, missing: 0.1);
        var model = Fit(new LightGbm { NEstimators = 15 }, rows);
        var bias = FixedMath.Logit(rows.Labels.Average());
        var probability = Tables.Predict(model, rows);
        for (var i = 0; i < rows.Rows; i += 7)
        {
            var row = Tables.Row(rows, i);
            Assert.Equal(FixedMath.Sigmoid(model.Trees.Aggregate(bias, (sum, t) => sum + t.Leaves[t.LeafOf(row)])), probability[i], 1e-14);
        }

        foreach (var tree in model.Trees)
        {
            Assert.Equal(3000, tree.LeafCover.Sum());
            var counted = Enumerable.Range(0, rows.Rows).CountBy(i => tree.LeafOf(Tables.Row(rows, i))).ToDictionary();
            Assert.All(tree.LeafCover.Index(), leaf => Assert.Equal(leaf.Item, counted[leaf.Index]));
            for (var n = 0; n < tree.Nodes.Length; n++)
            {
                Assert.Equal(tree.NodeCover[n], Rows(tree, tree.Nodes[n].Left) + Rows(tree, tree.Nodes[n].Right));
            }
        }
    }

    [Fact]
    public void Leaves_depth_and_rows_stay_within_their_limits()
    {
        var rows = Tables.Made(4000, 5, 3);
        var model = Fit(new LightGbm { NEstimators = 5, NumLeaves = 20, MaxDepth = 4, MinDataInLeaf = 100, UseQuantizedGrad = false }, rows);
        foreach (var tree in model.Trees)
        {
            Assert.InRange(tree.Leaves.Length, 2, 16);
            Assert.InRange(Depth(tree, 0), 1, 4);
        }

        // The first tree's hessians are all equal, so that counting by hessians counts rows.
        Assert.All(model.Trees[0].LeafCover, r => Assert.InRange(r, 100, 4000));
        Assert.Equal(20, Fit(new LightGbm { NEstimators = 1, NumLeaves = 20 }, rows).Trees[0].Leaves.Length);
    }

    [Fact]
    public void A_weight_of_2_is_the_row_given_twice()
    {
        var random = new SeededRandom(8);
        var columns = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 300).Select(_ => (double)random.NextInt(20)).ToArray()).ToArray();
        var labels = columns[0].Select((v, i) => v + columns[1][i] + random.NextInt(10) > 23 ? 1.0 : 0).ToArray();
        var weights = Enumerable.Range(0, 300).Select(i => 1.0 + (i % 3)).ToArray();
        var learner = new LightGbm { NEstimators = 20, MinDataInLeaf = 1, UseQuantizedGrad = false, MinSumHessianInLeaf = 1 };
        var repeated = Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat(i, (int)weights[i])).ToArray();
        var weighted = Fit(learner, Tables.Of(columns, labels, weights));
        var given = Fit(learner, Tables.Of(columns, labels).Take(repeated));
        var rows = Tables.Of(columns, labels);
        // The sums are the same but added in another order: rounding of some 1e-16, over 20 rounds.
        Assert.All(Tables.Predict(weighted, rows).Zip(Tables.Predict(given, rows)), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void Whole_number_gradients_learn_as_well_as_exact_ones()
    {
        var (train, test) = (Tables.Made(8000, 8, 9), Tables.Made(8000, 8, 10));
        var learner = new LightGbm { NEstimators = 60 };
        // Fifteen bits leave only near-ties of cuts to chance; other cuts of equal gain move the loss by some 1e-4.
        Assert.InRange(
            Tables.LogLoss(Fit(learner, train), test) - Tables.LogLoss(Fit(learner with { UseQuantizedGrad = false }, train), test), -0.002, 0.002);
    }

    [Fact]
    public void Early_stopping_keeps_the_best_trees_and_needs_later_rows()
    {
        var (train, validation) = (Tables.Made(600, 4, 11), Tables.Made(600, 4, 12));
        var learner = new LightGbm { NEstimators = 400, EarlyStoppingRounds = 15 };
        var model = (TreeModel)learner.Fit(train, new FitContext { Validation = validation });
        Assert.InRange(model.TreeCount, 1, 200);
        var best = Enumerable.Range(1, model.TreeCount + 15)
            .MinBy(n => Tables.LogLoss(Fit(learner with { NEstimators = n, EarlyStoppingRounds = 0 }, train), validation));
        Assert.Equal(best, model.TreeCount);
        Assert.Equal(
            "early_stopping_rounds: is set, but there are no validation rows. Hold rows back for validation, or set it to 0.",
            Assert.Throws<InputException>(() => learner.Fit(train, new FitContext())).Message);
    }

    [Fact]
    public void Bagging_and_feature_fraction_follow_the_seed_and_still_learn()
    {
        var (train, test) = (Tables.Made(4000, 10, 13), Tables.Made(4000, 10, 14));
        var learner = new LightGbm { NEstimators = 60, BaggingFraction = 0.5, BaggingFreq = 2, FeatureFraction = 0.4 };
        var model = learner.Fit(train, new FitContext { Seed = 1 });
        Assert.Equal(Tables.Bytes(model), Tables.Bytes(learner.Fit(train, new FitContext { Seed = 1, Threads = 3 })));
        Assert.NotEqual(Tables.Bytes(model), Tables.Bytes(learner.Fit(train, new FitContext { Seed = 2 })));
        // ln 2 = 0.693 says nothing; the rows' own probabilities give about 0.60.
        Assert.InRange(Tables.LogLoss(model, test), 0.55, 0.65);
        foreach (var tree in ((TreeModel)model).Trees)
        {
            Assert.Equal(2000, tree.LeafCover.Sum());
            Assert.InRange(tree.Nodes.Select(n => n.Feature).Distinct().Count(), 1, 4);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.6)]
    public void Splits_made_side_by_side_are_those_made_one_after_the_other(double baggingFraction)
    {
        // Ten columns leave room for a whole level at once; the root's rows are more than one piece of work.
        var rows = Tables.Made(10_000, 10, 15, missing: 0.05);
        var learner = new LightGbm
        {
            NEstimators = 12, MaxDepth = 7, MinDataInLeaf = 130, MonotoneConstraints = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            BaggingFraction = baggingFraction, BaggingFreq = 1,
        };
        var sideBySide = Fit(learner with { NumLeaves = 128 }, rows);
        // No tree comes near a hundred leaves, but the limit makes the order of splits count.
        var inTurn = Fit(learner with { NumLeaves = 100 }, rows);
        Assert.All(inTurn.Trees, tree => Assert.InRange(tree.Leaves.Length, 20, 99));
        Assert.Equal(inTurn.Trees.Select(t => t.Leaves.Length), sideBySide.Trees.Select(t => t.Leaves.Length));
        Assert.Equal(Tables.Predict(inTurn, rows), Tables.Predict(sideBySide, rows));
    }

    [Fact]
    public void Importances_find_the_columns_that_decide()
    {
        var shares = Fit(new LightGbm { NEstimators = 30 }, Tables.Made(4000, 6, 15)).Importances()!;
        Assert.Equal(1, shares.Sum(), 1e-12);
        Assert.Equal(0, Array.IndexOf(shares, shares.Max()));
        Assert.True(shares[0] + shares[1] > 0.6);
    }

    [Fact]
    public void Progress_rises_to_1()
    {
        var seen = new List<double>();
        new LightGbm { NEstimators = 12 }.Fit(Tables.Made(400, 3, 16), new FitContext { Progress = new Told(seen.Add) });
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(1, seen[^1]);
        Assert.InRange(seen.Count, 10, 13);
    }

    [Fact]
    public void Stops_within_a_tree_when_asked()
    {
        using var stop = new CancellationTokenSource();
        var trees = 0;
        var context = new FitContext { Cancel = stop.Token, Progress = new Told(_ => { trees++; stop.Cancel(); }), Threads = 2 };
        Assert.ThrowsAny<OperationCanceledException>(() => new LightGbm { NEstimators = 100_000 }.Fit(Tables.Made(400, 3, 17), context));
        Assert.Equal(1, trees);
        Assert.ThrowsAny<OperationCanceledException>(() => new RandomForest { NEstimators = 100_000 }.Fit(Tables.Made(400, 3, 17), context));
    }

    private static TreeModel Fit(LightGbm learner, Weathervane.Datasets.Dataset rows) => (TreeModel)learner.Fit(rows, new FitContext());

    private static double Rows(Tree tree, int child) => child >= 0 ? tree.NodeCover[child] : tree.LeafCover[~child];

    private static int Depth(Tree tree, int child) =>
        child < 0 ? 0 : 1 + Math.Max(Depth(tree, tree.Nodes[child].Left), Depth(tree, tree.Nodes[child].Right));

    private sealed class Told(Action<double> told) : IProgress<double>
    {
        public void Report(double value) => told(value);
    }
}
