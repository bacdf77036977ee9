using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>What no tree may create or lose: histograms come down a tree by subtraction, and an error there would grow from node to node.</summary>
public sealed class ConservationTests
{
    private static readonly Dataset Rows = Tables.Made(5000, 9, 61, missing: 0.05);

    public static TheoryData<string, Learner> Growers => new()
    {
        { "leaf-wise", new LightGbm { NEstimators = 1, NumLeaves = 60, MinDataInLeaf = 2, LambdaL2 = 0.5, UseQuantizedGrad = false } },
        { "depth-wise", new XgBoost { NEstimators = 1, MaxDepth = 8, MinChildWeight = 0.5, Lambda = 0.5, UseQuantizedGrad = false } },
        { "in half of the columns", new LightGbm { NEstimators = 1, NumLeaves = 40, MinDataInLeaf = 2, LambdaL2 = 0.5, FeatureFraction = 0.5, UseQuantizedGrad = false } },
    };

    [Theory]
    [MemberData(nameof(Growers))]
    public void Gradients_of_children_sum_to_their_parents_in_every_gain(string name, Learner learner)
    {
        Assert.NotEmpty(name);
        var tree = ((TreeModel)learner.Fit(Rows, new FitContext { Seed = 4 })).Trees[0];
        // At the start every row has p = the share of up, gradient p - y and hessian p (1 - p). Sums over the rows that really pass a node
        // must give the gain that the search saw: GL^2/(HL + l) + GR^2/(HR + l) - G^2/(H + l), with G = GL + GR.
        var up = Rows.Labels.Average();
        var sums = new (double G, double H)[tree.Nodes.Length];
        var leaves = new (double G, double H)[tree.Leaves.Length];
        for (var row = 0; row < Rows.Rows; row++)
        {
            var (g, h) = (up - Rows.Labels[row], up * (1 - up));
            var at = 0;
            while (at >= 0)
            {
                sums[at] = (sums[at].G + g, sums[at].H + h);
                at = tree.Nodes[at].Next(Rows.Features[row, tree.Nodes[at].Feature], []);
            }

            leaves[~at] = (leaves[~at].G + g, leaves[~at].H + h);
        }

        Assert.InRange(tree.Nodes.Length, 20, 300);
        for (var node = 0; node < tree.Nodes.Length; node++)
        {
            var (left, right) = (SumOf(tree.Nodes[node].Left), SumOf(tree.Nodes[node].Right));
            Assert.Equal(sums[node].G, left.G + right.G, 1e-9);
            Assert.Equal(sums[node].H, left.H + right.H, 1e-9);
            Assert.Equal(Score(left) + Score(right) - Score(sums[node]), tree.Gains[node], 1e-7);
        }

        (double G, double H) SumOf(int child) => child >= 0 ? sums[child] : leaves[~child];
    }

    [Fact]
    public void Leaves_hold_the_exact_step_of_their_rows_although_trees_grow_on_rounded_ones()
    {
        var learner = new LightGbm { NEstimators = 3, NumLeaves = 60, MinDataInLeaf = 2 };
        var model = (TreeModel)learner.Fit(Rows, new FitContext());
        var scores = new double[Rows.Rows];
        Array.Fill(scores, FixedMath.Logit(Rows.Labels.Average()));
        foreach (var tree in model.Trees)
        {
            var leaves = new (double G, double H)[tree.Leaves.Length];
            var of = new int[Rows.Rows];
            for (var row = 0; row < Rows.Rows; row++)
            {
                var p = FixedMath.Sigmoid(scores[row]);
                of[row] = tree.LeafOf(Rows.Features, row);
                leaves[of[row]] = (leaves[of[row]].G + p - Rows.Labels[row], leaves[of[row]].H + (p * (1 - p)));
            }

            for (var leaf = 0; leaf < leaves.Length; leaf++)
            {
                Assert.Equal(-0.1 * leaves[leaf].G / leaves[leaf].H, tree.Leaves[leaf], 1e-9);
            }

            for (var row = 0; row < Rows.Rows; row++)
            {
                scores[row] += tree.Leaves[of[row]];
            }
        }
    }

    private static double Score((double G, double H) sum) => sum.G * sum.G / (sum.H + 0.5);
}
