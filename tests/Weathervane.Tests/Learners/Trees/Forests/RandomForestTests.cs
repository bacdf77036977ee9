using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;

namespace Weathervane.Tests.Learners.Trees.Forests;

public sealed class RandomForestTests
{
    [Fact]
    public void One_full_tree_holds_the_shares_of_its_leaves()
    {
        // Depth 1, no bootstrap: the purest cut is at 2.5, with 1 of 3 up on the left and 3 of 3 on the right.
        var rows = Tables.Of([[0, 1, 2, 3, 4, 5]], [0, 1, 0, 1, 1, 1]);
        var model = new RandomForest { NEstimators = 1, MaxDepth = 1, Bootstrap = false }.Fit(rows, new FitContext());
        Assert.Equal(1.0 / 3, model.Predict([2.4]), 1e-15);
        Assert.Equal(1, model.Predict([2.6]));
    }

    [Theory]
    [InlineData("gini")]
    [InlineData("entropy")]
    public void Cuts_fall_between_any_two_values_of_thousands(string criterion)
    {
        // Bins of equally many rows would put the first three rows beside others.
        double[] values = [.. Enumerable.Range(0, 5000).Select(i => (double)i)];
        var rows = Tables.Of([values], [.. values.Select(v => v < 3 ? 1.0 : 0)]);
        var learner = new RandomForest { NEstimators = 1, MaxDepth = 1, Bootstrap = false, Criterion = criterion, MaxBin = 65535 };
        var model = learner.Fit(rows, new FitContext());
        Assert.Equal((1.0, 0.0), (model.Predict([2.4]), model.Predict([2.6])));
        Assert.InRange((learner with { MaxBin = 255 }).Fit(rows, new FitContext()).Predict([2.4]), 0.1, 0.2);
    }

    [Fact]
    public void A_node_is_cut_midway_between_its_own_values()
    {
        // The first column tells all but one row; where it is 0 the second has 0 and 10 only, though other rows have all between.
        List<(double A, double B, double Label)> rows = [.. Enumerable.Repeat((0.0, 0.0, 0.0), 10), (0, 10, 1)];
        rows.AddRange(Enumerable.Range(0, 33).Select(i => (1.0, i % 11.0, 1.0)));
        var learner = new RandomForest { NEstimators = 1, MaxDepth = 2, MaxFeatures = "all", Bootstrap = false };
        var model = learner.Fit(Tables.Of([[.. rows.Select(r => r.A)], [.. rows.Select(r => r.B)]], [.. rows.Select(r => r.Label)]), new FitContext());
        Assert.Equal((0.0, 1.0), (model.Predict([0, 4.9]), model.Predict([0, 5.1])));
    }

    [Fact]
    public void Full_depth_remembers_every_row()
    {
        var rows = Tables.Made(200, 3, 1);
        var model = new RandomForest { NEstimators = 3, Bootstrap = false }.Fit(rows, new FitContext());
        Assert.Equal(rows.Labels, Tables.Predict(model, rows));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("balanced")]
    public void Leaves_hold_the_rows_that_they_must(string classWeight)
    {
        var model = (TreeModel)new RandomForest { NEstimators = 10, MinSamplesLeaf = 7, ClassWeight = classWeight }
            .Fit(Tables.Made(900, 4, 2, missing: 0.1), new FitContext());
        Assert.All(model.Trees, t => Assert.InRange(t.LeafCover.Min(), 7, 900));
        var stopped = (TreeModel)new RandomForest { NEstimators = 5, MinSamplesSplit = 100, ClassWeight = classWeight }
            .Fit(Tables.Made(900, 4, 2), new FitContext());
        Assert.All(stopped.Trees, t => Assert.InRange(t.NodeCover.Min(), 100, 900));
    }

    [Fact]
    public void Trees_grow_on_two_thirds_of_the_rows_when_drawn_with_repetition()
    {
        var model = (TreeModel)new RandomForest { NEstimators = 20 }.Fit(Tables.Made(3000, 3, 3), new FitContext());
        // 1 - 1/e of the rows are drawn at least once: 1896 of 3000, with a deviation of 17.
        Assert.All(model.Trees, t => Assert.InRange(t.LeafCover.Sum(), 1896 - 85, 1896 + 85));
    }

    [Fact]
    public void Balanced_classes_pull_a_rare_class_up_to_one_half()
    {
        var made = Tables.Made(4000, 2, 4);
        var labels = Enumerable.Range(0, 4000).Select(i => i % 10 == 0 ? 1.0 : 0).ToArray();
        var rows = Tables.Of([made.Features.Column(0).ToArray()], labels);
        var learner = new RandomForest { NEstimators = 30, MaxDepth = 2, MinSamplesLeaf = 300 };
        Assert.InRange(Tables.Predict(learner.Fit(rows, new FitContext()), rows).Average(), 0.08, 0.12);
        Assert.InRange(Tables.Predict((learner with { ClassWeight = "balanced" }).Fit(rows, new FitContext()), rows).Average(), 0.45, 0.55);
    }

    [Fact]
    public void Importances_find_the_column_that_decides()
    {
        var shares = new RandomForest { NEstimators = 30, MaxDepth = 6 }.Fit(Tables.Made(3000, 6, 5), new FitContext()).Importances()!;
        Assert.Equal(1, shares.Sum(), 1e-12);
        Assert.Equal(0, Array.IndexOf(shares, shares.Max()));
    }
}
