using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;

namespace Weathervane.Tests.Learners.Trees.Forests;

public sealed class ExtraTreesTests
{
    [Fact]
    public void Thresholds_are_uniform_between_the_smallest_and_the_largest_value()
    {
        // One column from -1 to 3 with a hole between 0 and 2.9: greedy cuts would lie at neighbours' middles, random ones mostly in the hole.
        double[] values = [-1, -0.5, -0.25, 0, 2.9, 3];
        var model = Fit(new ExtraTrees { NEstimators = 2000, MaxDepth = 1 }, Tables.Of([values], [0, 1, 0, 1, 0, 1]));
        var roots = model.Trees.Select(t => t.Nodes[0].Threshold).Order().ToArray();
        Assert.InRange(roots[0], -1, -1 + 0.02);
        Assert.InRange(roots[^1], 3 - 0.02, 3);
        // Kolmogorov's distance of 2,000 uniform draws is above 1.63 / sqrt(2000) = 0.036 once in a hundred samples.
        Assert.InRange(roots.Select((t, i) => Math.Abs(((t + 1) / 4) - ((i + 0.5) / roots.Length))).Max(), 0, 0.036);
    }

    [Fact]
    public void Full_depth_remembers_every_row()
    {
        var rows = Tables.Made(300, 3, 1, missing: 0.05);
        Assert.Equal(rows.Labels, Tables.Predict(Fit(new ExtraTrees { NEstimators = 5 }, rows), rows));
    }

    [Fact]
    public void Solves_exclusive_or_although_no_first_cut_gains_anything()
    {
        // Both columns are 0 or 1, the label is whether they differ: each first cut leaves both sides half and half.
        var rows = Tables.Of([[0, 0, 1, 1], [0, 1, 0, 1]], [0, 1, 1, 0]);
        Assert.Equal(rows.Labels, Tables.Predict(Fit(new ExtraTrees { NEstimators = 10 }, rows), rows));
        Assert.All(Fit(new RandomForest { NEstimators = 10, Bootstrap = false }, rows).Trees, t => Assert.Empty(t.Nodes));
    }

    [Fact]
    public void Infinity_is_an_ordinary_value()
    {
        var rows = Tables.Of([[double.NegativeInfinity, 1, 2, double.PositiveInfinity]], [1, 0, 0, 1]);
        Assert.Equal(rows.Labels, Tables.Predict(Fit(new ExtraTrees { NEstimators = 20 }, rows), rows));
    }

    [Fact]
    public void Missing_values_alone_can_be_told_from_the_rest()
    {
        var rows = Tables.Of([[7, double.NaN, 7, double.NaN, 7]], [1, 0, 1, 0, 1]);
        Assert.Equal(rows.Labels, Tables.Predict(Fit(new ExtraTrees { NEstimators = 3 }, rows), rows));
    }

    [Fact]
    public void Trees_of_one_forest_differ_without_a_bootstrap()
    {
        var model = Fit(new ExtraTrees { NEstimators = 3, MaxDepth = 2 }, Tables.Made(400, 4, 2));
        Assert.Equal(3, model.Trees.Select(t => t.Nodes[0].Threshold).Distinct().Count());
        Assert.All(model.Trees, t => Assert.Equal(400, t.LeafCover.Sum()));
    }

    [Fact]
    public void Rows_lie_in_the_leaves_that_prediction_finds()
    {
        var rows = Tables.Made(900, 4, 3, missing: 0.1);
        foreach (var tree in Fit(new ExtraTrees { NEstimators = 10, MinSamplesLeaf = 9 }, rows).Trees)
        {
            var counted = new double[tree.Leaves.Length];
            for (var row = 0; row < rows.Rows; row++)
            {
                counted[tree.LeafOf(rows.Features, row)]++;
            }

            Assert.Equal(tree.LeafCover, counted);
            Assert.InRange(counted.Min(), 9, 900);
        }
    }

    private static TreeModel Fit(Learner learner, Weathervane.Datasets.Dataset rows) => (TreeModel)learner.Fit(rows, new FitContext { Seed = 7 });
}
