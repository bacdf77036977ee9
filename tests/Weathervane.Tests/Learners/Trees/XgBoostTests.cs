using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

public sealed class XgBoostTests
{
    [Fact]
    public void One_tree_is_what_pen_and_paper_give()
    {
        // Half are up: p = 1/2, gradients +1/2 (down) and -1/2 (up), hessians 1/4. Cut between 1 and 2, lambda 1: leaf values
        // -(2 x 1/2)/(2 x 1/4 + 1) = -2/3 and +2/3, times eta 0.3. Gain: 2 x 1^2 / 1.5 - 0 = 4/3.
        var model = Fit(new XgBoost { NEstimators = 1, MinChildWeight = 0.1 }, Tables.Of([[0, 1, 2, 3]], [0, 0, 1, 1]));
        Assert.Equal(FixedMath.Sigmoid(-0.2), model.Predict([1.4]), 1e-15);
        Assert.Equal(FixedMath.Sigmoid(0.2), model.Predict([1.6]), 1e-15);
        Assert.Equal(4.0 / 3, model.Trees[0].Gains[0], 1e-3);
    }

    [Fact]
    public void Depth_wise_growth_fills_a_level_before_the_next_and_loss_guided_growth_does_not()
    {
        var rows = Tables.Made(4000, 5, 41);
        var learner = new XgBoost { NEstimators = 1, MaxDepth = 0, MaxLeaves = 12 };
        var level = Depths(Fit(learner, rows).Trees[0]);
        // Twelve leaves: eight at depth 3, four of them split again.
        Assert.Equal([3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4], level);
        Assert.NotEqual(level, Depths(Fit(learner with { GrowPolicy = "lossguide" }, rows).Trees[0]));
    }

    [Fact]
    public void A_deep_tree_without_a_limit_of_leaves_is_the_same_in_any_order()
    {
        var rows = Tables.Made(2500, 5, 42);
        var deep = new XgBoost { NEstimators = 3, MaxDepth = 9, UseQuantizedGrad = false };
        Assert.Equal(
            Tables.Predict(Fit(deep, rows), rows),
            Tables.Predict(Fit(deep with { GrowPolicy = "lossguide", MaxLeaves = 600 }, rows), rows));
    }

    [Fact]
    public void Columns_are_drawn_by_tree_level_and_node()
    {
        var rows = Tables.Made(3000, 16, 43);
        var learner = new XgBoost { NEstimators = 4, MaxDepth = 5, ColsampleBytree = 0.5, ColsampleBylevel = 0.5, ColsampleBynode = 0.5 };
        var model = Fit(learner, rows);
        Assert.Equal(Tables.Bytes(model), Tables.Bytes(learner.Fit(rows, new FitContext { Threads = 3 })));
        foreach (var tree in model.Trees)
        {
            // 16 columns: 8 for the tree, 4 of them for a level, 2 of those for a node.
            Assert.InRange(tree.Nodes.Select(n => n.Feature).Distinct().Count(), 2, 8);
            Assert.All(ByLevel(tree), level => Assert.InRange(level.Distinct().Count(), 1, 4));
        }

        Assert.Contains(model.Trees, tree => ByLevel(tree).Any(level => level.Distinct().Count() > 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_monotone_column_never_breaks_its_order(int order)
    {
        var rows = Tables.Made(3000, 3, 44);
        // Column 0 pushes up or down depending on column 1, so that a free model breaks any order.
        var constraints = new double[] { order, 0, 0 };
        foreach (Learner learner in (Learner[])[
            new XgBoost { NEstimators = 30, MonotoneConstraints = constraints },
            new LightGbm { NEstimators = 30, MonotoneConstraints = constraints, PathSmooth = 5 }])
        {
            var model = learner.Fit(rows, new FitContext());
            Assert.Equal(0, Breaks(model, order));
        }

        Assert.NotEqual(0, Breaks(new XgBoost { NEstimators = 30 }.Fit(rows, new FitContext()), order));
    }

    [Fact]
    public void Leaf_values_stay_within_max_delta_step()
    {
        var model = Fit(new XgBoost { NEstimators = 10, MaxDeltaStep = 0.2, Eta = 1 }, Tables.Made(2000, 4, 45));
        Assert.Equal(0.2, model.Trees.Max(t => t.Leaves.Max(Math.Abs)), 1e-12);
    }

    [Fact]
    public void Contradictions_and_wrong_counts_are_told()
    {
        var rows = Tables.Made(100, 3, 46);
        Assert.Equal(
            "xgboost.monotone_constraints: has 2 values for 3 columns. Give one value a column, or none.",
            Assert.Throws<InputException>(() => Fit(new XgBoost { MonotoneConstraints = [1, 0] }, rows)).Message);
        Assert.Equal(
            "xgboost.base_score: must be a probability above 0 and below 1, but is 1. Leave it out to start from the share of up.",
            Assert.Throws<InputException>(() => Fit(new XgBoost { BaseScore = "1" }, rows)).Message);
        Assert.StartsWith(
            "MonotoneConstraints must hold -1, 0 or 1 for each column, but has 2.",
            Assert.Throws<ArgumentException>(() => new XgBoost { MonotoneConstraints = [2, 0] }).Message);
    }

    private static TreeModel Fit(Learner learner, Dataset rows) => (TreeModel)learner.Fit(rows, new FitContext());

    private static int Breaks(Model model, int order)
    {
        var random = new SeededRandom(3);
        var breaks = 0;
        for (var i = 0; i < 2000; i++)
        {
            double[] low = [random.NextGaussian() * 2, random.NextGaussian(), random.NextGaussian()];
            double[] high = [low[0] + random.NextDouble(), low[1], low[2]];
            breaks += order * (model.Predict(high) - model.Predict(low)) < 0 ? 1 : 0;
        }

        return breaks;
    }

    private static List<int> Depths(Tree tree)
    {
        var depths = new List<int>();
        Walk(tree, 0, 0, (_, _) => { }, depths.Add);
        depths.Sort();
        return depths;
    }

    private static List<List<int>> ByLevel(Tree tree)
    {
        var levels = new Dictionary<int, List<int>>();
        Walk(tree, 0, 0, (node, depth) => (levels.TryGetValue(depth, out var level) ? level : levels[depth] = []).Add(tree.Nodes[node].Feature), _ => { });
        return [.. levels.Values];
    }

    private static void Walk(Tree tree, int at, int depth, Action<int, int> node, Action<int> leaf)
    {
        if (at < 0)
        {
            leaf(depth);
            return;
        }

        node(at, depth);
        Walk(tree, tree.Nodes[at].Left, depth + 1, node, leaf);
        Walk(tree, tree.Nodes[at].Right, depth + 1, node, leaf);
    }

    [Fact]
    public void Scale_pos_weight_is_a_weight_of_rows_from_the_start_on()
    {
        var rows = Tables.Made(2000, 4, 8);
        var weighted = new Dataset(rows.Features, rows.Labels, rows.Spans, [.. rows.Labels.Select(y => y == 1 ? 4.0 : 1)]);
        var learner = new XgBoost { NEstimators = 5 };
        Assert.Equal(Tables.Bytes(learner.Fit(weighted, new FitContext())), Tables.Bytes((learner with { ScalePosWeight = 4 }).Fit(rows, new FitContext())));
    }
}
