using Weathervane.Learners;
using Weathervane.Learners.Trees;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>The ways to ask a tree: many rows by masks or by walking, one row by walking.</summary>
public sealed class TreePredictionTests
{
    [Theory]
    [InlineData(2, true)]
    [InlineData(31, true)]
    [InlineData(32, true)]
    [InlineData(33, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(200, false)]
    public void Masks_and_walks_give_one_rows_bits(int leaves, bool masks)
    {
        var (train, test) = (Tables.Made(5000, 6, 1, missing: 0.15), Tables.Made(1003, 6, 2, missing: 0.15));
        var model = (TreeModel)new LightGbm { NEstimators = 12, NumLeaves = leaves, MinDataInLeaf = 5 }.Fit(train, new FitContext());
        Assert.Equal(masks, LeafMasks.Of([.. model.Trees], 6) is not null);
        Assert.Equal(leaves, model.Trees.Max(t => t.Leaves.Length));
        foreach (var threads in new[] { 1, 2 })
        {
            var batch = Tables.Predict(model, test, threads);
            for (var row = 0; row < test.Rows; row++)
            {
                Assert.Equal(model.Predict(Tables.Row(test, row)), batch[row]);
            }
        }
    }

    [Fact]
    public void Infinity_and_the_thresholds_themselves_go_the_same_way_in_both()
    {
        var model = (TreeModel)new LightGbm { NEstimators = 20, MinDataInLeaf = 5 }.Fit(Tables.Made(2000, 1, 3, missing: 0.2), new FitContext());
        double[] values = [.. model.Trees.SelectMany(t => t.Nodes).Select(n => n.Threshold).Distinct(), double.NaN, double.NegativeInfinity, double.PositiveInfinity, -0.0];
        var batch = Tables.Predict(model, Tables.Of([values], new double[values.Length]));
        Assert.All(values.Zip(batch), pair => Assert.Equal(model.Predict([pair.First]), pair.Second));
    }
}
