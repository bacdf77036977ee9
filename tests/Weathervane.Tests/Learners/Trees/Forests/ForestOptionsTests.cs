using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees.Forests;

/// <summary>The options that both kinds of forest share.</summary>
public sealed class ForestOptionsTests
{
    public static TheoryData<string> Ids => ["random-forest", "extra-trees"];

    [Fact]
    public void Gini_and_entropy_choose_the_cuts_that_they_must()
    {
        // 200 down and 200 up. Column a parts them 160:40 and 40:160, column b 100:0 and 100:200.
        // Gini: of 400 x 1/2 = 200, a leaves 400 x 2 x 4/25 = 128, b 300 x 2 x 2/9 = 133.3. Entropy: of 400 bits, a leaves
        // 400 x 0.7219 = 288.8, b 300 x 0.9183 = 275.5, for it likes a pure side more.
        var labels = Rows((200, 0), (200, 1));
        var a = Rows((160, 0), (40, 1), (40, 0), (160, 1));
        var b = Rows((100, 0), (300, 1));
        var rows = Tables.Of([a, b], labels);
        var learner = new RandomForest { NEstimators = 1, MaxDepth = 1, Bootstrap = false, MaxFeatures = "all" };
        var gini = Fit(learner, rows).Trees[0];
        Assert.Equal(0, gini.Nodes[0].Feature);
        Assert.Equal(200 - 128, gini.Gains[0], 1e-9);
        var entropy = Fit(learner with { Criterion = "entropy" }, rows).Trees[0];
        Assert.Equal(1, entropy.Nodes[0].Feature);
        // log2 3 = 1.584962500721156: 300 x (log2 3 - 2/3) bits are left of 400.
        Assert.Equal(400 - (300 * (1.584962500721156 - (2.0 / 3))), entropy.Gains[0], 1e-9);
        Assert.Equal(Tables.Bytes(Fit(learner with { Criterion = "entropy" }, rows)), Tables.Bytes(Fit(learner with { Criterion = "log_loss" }, rows)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Gains_add_up_to_the_impurity_that_a_tree_takes_away(string id)
    {
        foreach (var criterion in new[] { "gini", "entropy" })
        {
            var rows = Weighted(Tables.Made(500, 3, 1, missing: 0.1));
            var tree = Fit(Create(id, ("criterion", criterion), ("n_estimators", 1), ("bootstrap", false)), rows).Trees[0];
            // Pure leaves: all the impurity of the root is gone.
            var (up, all) = (rows.Weights!.Zip(rows.Labels, (w, l) => w * l).Sum(), rows.Weights!.Sum());
            var kind = criterion == "gini" ? Criterion.Gini : Criterion.Entropy;
            // Weights are whole numbers of some 2^30 inside.
            Assert.Equal(Impurity.Of(kind, up, all), tree.Gains.Sum(), 1e-5 * all);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Few_leaves_are_those_of_the_best_cuts(string id)
    {
        var rows = Tables.Made(800, 3, 2);
        var one = Create(id, ("n_estimators", 1), ("bootstrap", false), ("max_features", "all"), ("min_samples_leaf", 10));
        foreach (var limit in new[] { 2, 3, 8, 20 })
        {
            var tree = Fit(((ForestLearner)one) with { MaxLeafNodes = limit }, rows).Trees[0];
            Assert.Equal(limit, tree.Leaves.Length);
            Assert.Equal(rows.Rows, tree.LeafCover.Sum());
        }

        if (id == "random-forest")
        {
            // Without lots the cuts of a node are the same however the tree grows: the seven best that hang together.
            var full = Fit(one, rows).Trees[0];
            Assert.Equal(Best(full, 7), Fit(((ForestLearner)one) with { MaxLeafNodes = 8 }, rows).Trees[0].Gains.Sum(), 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Cuts_lower_the_mean_impurity_by_what_they_must(string id)
    {
        var rows = Weighted(Tables.Made(1000, 4, 3));
        var model = Fit(Create(id, ("n_estimators", 10), ("min_impurity_decrease", 0.004), ("bootstrap", false), ("max_features", "all")), rows);
        var least = 0.004 * rows.Weights!.Sum();
        Assert.All(model.Trees, t => Assert.All(t.Gains, gain => Assert.InRange(gain, least * (1 - 1e-6), double.MaxValue)));
        Assert.Contains(model.Trees, t => t.Gains.Length > 2);
    }

    [Fact]
    public void Draws_as_many_rows_as_asked()
    {
        var model = Fit(new RandomForest { NEstimators = 20, MaxSamples = 0.25 }, Tables.Made(4000, 3, 4));
        // 1,000 draws of 4,000 rows: 4000 (1 - e^(-1/4)) = 884.8 different ones, with a deviation of 10.
        Assert.All(model.Trees, t => Assert.InRange(t.LeafCover.Sum(), 885 - 50, 885 + 50));
    }

    [Fact]
    public void Balanced_subsample_gives_both_classes_half_of_every_tree()
    {
        var labels = Enumerable.Range(0, 300).Select(i => i % 10 == 0 ? 1.0 : 0).ToArray();
        var rows = Tables.Of([new double[300]], labels);
        // A column that cannot be cut: each tree is one leaf, and holds the share of up.
        var balanced = Fit(new RandomForest { NEstimators = 20, ClassWeight = "balanced_subsample" }, rows);
        Assert.All(balanced.Trees, t => Assert.Equal(0.5, t.Leaves[0], 1e-12));
        // Balanced once for all, the lots still move each tree's share.
        Assert.Contains(Fit(new RandomForest { NEstimators = 20, ClassWeight = "balanced" }, rows).Trees, t => Math.Abs(t.Leaves[0] - 0.5) > 0.02);
    }

    [Fact]
    public void Out_of_bag_scores_are_those_of_trees_that_had_not_drawn_the_row()
    {
        var rows = Tables.Made(600, 3, 5);
        var learner = new RandomForest { NEstimators = 15, OobScore = true, MaxDepth = 4 };
        var model = Fit(learner, rows);
        // The draws again, from the streams that the trees have: as many numbers below 600 as rows.
        var outOfBag = model.Trees.Select((_, tree) =>
        {
            var random = SeededRandom.Fork(7, (ulong)tree);
            return Enumerable.Range(0, 600).Except([.. Enumerable.Range(0, 600).Select(_ => random.NextInt(600))]).ToHashSet();
        }).ToArray();
        var scored = new List<(double P, double Label)>();
        for (var row = 0; row < 600; row++)
        {
            var votes = model.Trees.Where((_, t) => outOfBag[t].Contains(row)).Select(t => t.Leaves[t.LeafOf(rows.Features, row)]).ToArray();
            if (votes.Length > 0)
            {
                scored.Add((votes.Average(), rows.Labels[row]));
            }
        }

        Assert.Equal(scored.Count, model.OutOfBag!.Rows);
        Assert.Equal(scored.Average(s => s.P > 0.5 == (s.Label == 1) ? 1.0 : 0), model.OutOfBag.Accuracy, 1e-12);
        Assert.Equal(scored.Average(s => -FixedMath.Log(Math.Max(s.Label == 1 ? s.P : 1 - s.P, 2.220446049250313e-16))), model.OutOfBag.LogLoss, 1e-9);
        Assert.Null(Fit(learner with { OobScore = false }, rows).OutOfBag);
        Assert.Equal(model.OutOfBag, ((TreeModel)learner.Fit(rows, new FitContext { Seed = 7, Threads = 4 })).OutOfBag);
    }

    [Fact]
    public void Out_of_bag_score_is_near_the_score_on_new_rows()
    {
        var model = Fit(new RandomForest { NEstimators = 100, MinSamplesLeaf = 5, OobScore = true }, Tables.Made(4000, 4, 6));
        // Two samples of 4,000 rows: a mean log loss has a standard error of some 0.006, and each row's vote has a third of the trees.
        Assert.Equal(Tables.LogLoss(model, Tables.Made(4000, 4, 7)), model.OutOfBag!.LogLoss, 0.03);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_row_of_weight_2_is_the_row_twice(string id)
    {
        var rows = Tables.Made(300, 3, 8);
        int[] twice = [.. Enumerable.Range(0, 300).SelectMany(i => i % 3 == 0 ? new[] { i, i } : [i])];
        var weighted = new Dataset(rows.Features, rows.Labels, rows.Spans, [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? 2.0 : 1)]);
        // Bins are quantiles of rows: fewer distinct values than bins, so that both sides have the same.
        var learner = Create(id, ("n_estimators", 5), ("bootstrap", false), ("max_depth", 4));
        var (a, b) = (Rounded(weighted), Rounded(rows).Take(twice));
        Assert.All(Tables.Predict(Fit(learner, a), a).Zip(Tables.Predict(Fit(learner, b), a)), p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Fact]
    public void Refuses_what_needs_a_bootstrap_where_there_is_none()
    {
        var learner = new ExtraTrees { OobScore = true, MaxSamples = 0.5 };
        var problems = Assert.Throws<InputException>(() => learner.Fit(Tables.Made(50, 2, 9), new FitContext())).Problems;
        Assert.Equal(
            [
                "extra-trees.oob_score: is true, but every tree grows on all rows, so none is out of the bag. Set bootstrap to true, or oob_score to false.",
                "extra-trees.max_samples: is 0.5, but every tree grows on all rows. Set bootstrap to true, or max_samples to 1.",
            ],
            problems.Select(p => p.ToString()));
        Assert.NotNull(((TreeModel)(learner with { Bootstrap = true }).Fit(Tables.Made(50, 2, 9), new FitContext())).OutOfBag);
    }

    [Fact]
    public void Refuses_one_leaf_and_an_unknown_criterion()
    {
        Assert.StartsWith("MaxLeafNodes must be in [2, ", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomForest { MaxLeafNodes = 1 }).Message);
        Assert.StartsWith(
            "Criterion must be one of gini, entropy, log_loss, but is 'mse'.",
            Assert.Throws<ArgumentException>(() => new RandomForest { Criterion = "mse" }).Message);
    }

    /// <summary>The gain of the best cuts, taken one after the other among those whose parent was taken.</summary>
    private static double Best(Tree tree, int cuts)
    {
        var (open, sum) = (new List<int> { 0 }, 0.0);
        for (var i = 0; i < cuts; i++)
        {
            var next = open.MaxBy(n => tree.Gains[n]);
            sum += tree.Gains[next];
            open.Remove(next);
            open.AddRange(new[] { tree.Nodes[next].Left, tree.Nodes[next].Right }.Where(n => n >= 0));
        }

        return sum;
    }

    private static Dataset Weighted(Dataset rows)
    {
        var random = new SeededRandom(9);
        return new Dataset(rows.Features, rows.Labels, rows.Spans, [.. rows.Labels.Select(_ => 0.1 + random.NextDouble())]);
    }

    private static Dataset Rounded(Dataset rows) => rows with { Features = Tables.Of(
        [.. Enumerable.Range(0, rows.Features.Columns).Select(c => rows.Features.Column(c).ToArray().Select(v => Math.Round(v * 4) / 4).ToArray())], rows.Labels).Features };

    private static double[] Rows(params (int Count, double Value)[] runs) => [.. runs.SelectMany(r => Enumerable.Repeat(r.Value, r.Count))];

    private static TreeModel Fit(Learner learner, Dataset rows) => (TreeModel)learner.Fit(rows, new FitContext { Seed = 7 });

    private static Learner Create(string id, params (string Name, object Value)[] values) => LearnerCatalog.Create(id, values.ToDictionary(v => v.Name, v => v.Value));
}
