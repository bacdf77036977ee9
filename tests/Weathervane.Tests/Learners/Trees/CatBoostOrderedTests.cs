using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Histograms;
using Weathervane.Learners.Trees.Losses;
using Weathervane.Learners.Trees.Symmetric;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>Ordered boosting by its properties: nobody else's models tell how it must come out.</summary>
public sealed class CatBoostOrderedTests
{
    private static readonly CatBoost WithoutChance = new()
    {
        BoostingType = "Ordered", BootstrapType = "No", RandomStrength = 0, UseQuantizedGrad = false, LearningRate = 0.1, LeafEstimationIterations = 1,
    };

    [Fact]
    public void Bodies_double_until_every_row_is_in_a_tail()
    {
        Assert.Equal([1, 1], OrderedFold.EndsOf(1));
        Assert.Equal([1, 2, 4, 8, 10], OrderedFold.EndsOf(10));
        // 2 % of the rows.
        Assert.Equal([20, 40, 80, 160, 320, 640, 1000], OrderedFold.EndsOf(1000));
        Assert.Equal([100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 60338], OrderedFold.EndsOf(60_338));
    }

    [Fact]
    public void A_label_reaches_only_models_that_had_its_row_in_their_body()
    {
        var rows = Tables.Made(200, 3, seed: 1);
        var before = ScoresOf(rows.Labels);
        var ends = OrderedFold.EndsOf(200);
        foreach (var changed in new[] { 0, 1, 2, 5, 63, 64, 150, 199 })
        {
            var after = ScoresOf([.. rows.Labels.Select((y, i) => i == changed ? 1 - y : y)]);
            for (var support = 0; support < before.Length; support++)
            {
                // Row numbers are places here: the order is 0, 1, 2, ...
                Assert.Equal(changed < ends[support], !before[support].SequenceEqual(after[support]));
            }
        }
    }

    [Fact]
    public void The_first_split_has_the_highest_cosine_between_steps_of_bodies_and_gradients_of_tails()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var rows = Tables.Made(160, 4, seed);
            var model = (TreeModel)(WithoutChance with { Iterations = 1, Depth = 2 }).Fit(rows, new FitContext { Seed = seed });
            var tree = model.Trees[0];
            // The last question stands at the root, the first one on the level below.
            var (second, first) = (tree.Nodes[0], tree.Nodes[1]);
            var order = OrderOfFirstTree(rows, seed);
            Assert.Equal(Best(rows, order, []), (first.Feature, first.Threshold));
            Assert.Equal(Best(rows, order, [first]), (second.Feature, second.Threshold));
        }
    }

    [Fact]
    public void The_models_leaf_values_come_from_all_rows()
    {
        var rows = Tables.Made(400, 4, seed: 3);
        var tree = ((TreeModel)(WithoutChance with { Iterations = 1, Depth = 3 }).Fit(rows, new FitContext())).Trees[0];
        for (var leaf = 0; leaf < tree.Leaves.Length; leaf++)
        {
            var labels = Enumerable.Range(0, rows.Rows).Where(row => tree.LeafOf(rows.Features, row) == leaf).Select(row => rows.Labels[row]).ToList();
            // At score 0 each row has p = 1/2: gradient 1/2 - y, hessian 1/4; the penalty is 3 and the rate 0.1.
            Assert.Equal(-0.1 * labels.Sum(y => 0.5 - y) / ((0.25 * labels.Count) + 3), tree.Leaves[leaf], 1e-12);
        }
    }

    [Fact]
    public void On_noise_the_training_loss_falls_less_than_with_Plain_and_new_rows_fare_no_worse()
    {
        // The L2 score is the fall of the training loss itself, of which Plain takes the most at each step.
        var learner = WithoutChance with { Iterations = 40, Depth = 6, ScoreFunction = "L2" };
        var (lessLearnt, newRows) = (0, 0.0);
        for (ulong seed = 0; seed < 8; seed++)
        {
            var (train, test) = (Noise(300, seed), Noise(1000, seed + 100));
            var (ordered, plain) = (learner.Fit(train, new FitContext { Seed = seed }), (learner with { BoostingType = "Plain" }).Fit(train, new FitContext { Seed = seed }));
            lessLearnt += Tables.LogLoss(ordered, train) > Tables.LogLoss(plain, train) ? 1 : 0;
            newRows += (Tables.LogLoss(ordered, test) - Tables.LogLoss(plain, test)) / 8;
        }

        // Noise has nothing to be learnt; 0.003 is the standard error of the mean difference.
        Assert.InRange(lessLearnt, 7, 8);
        Assert.InRange(newRows, -1, 0.003);
    }

    /// <summary>Scores of all supports after three trees of given leaves.</summary>
    private static double[][] ScoresOf(double[] labels)
    {
        using var crew = new Crew(1);
        var rows = Tables.Of(Tables.Made(labels.Length, 3, seed: 1).Features is var f ? [f.Column(0).ToArray()] : [], labels);
        var plan = new SymmetricPlan { Rounds = 3, Rate = 0.1, Depth = 2, L2 = 3, LeafIterations = 2 };
        var data = BorderedRows.Of(rows.Features, 254, "Min", crew).Bins;
        var fold = new OrderedFold([.. Enumerable.Range(0, labels.Length)], OrderedFold.EndsOf(labels.Length), 0, labels, null, data, plan, crew);
        for (var tree = 0; tree < 3; tree++)
        {
            fold.Place([.. Enumerable.Range(0, labels.Length).Select(i => (ushort)(SeededRandom.Mix((ulong)tree, (ulong)i) % 4))]);
            for (var support = 0; support < fold.Supports; support++)
            {
                fold.Update(support, new LeafSteps(new LogLoss(), plan), plan.Rate, new double[4]);
            }
        }

        return fold.Scores;
    }

    private static int[] OrderOfFirstTree(Dataset rows, ulong seed) =>
        OrderedSearch<ExactCell>.OrderOf(rows.Rows, seed, OrderedSearch<ExactCell>.NumberFor(SeededRandom.Mix(seed, 0)));

    /// <summary>The best cut by the definition: for each support and leaf and side, the step of the body times what the tail says to it.</summary>
    private static (int Feature, double Threshold) Best(Dataset rows, int[] order, TreeNode[] above)
    {
        using var crew = new Crew(1);
        var ends = OrderedFold.EndsOf(rows.Rows);
        var edges = BorderedRows.Of(rows.Features, 254, "Min", crew).Bins.Edges;
        var (best, highest) = ((0, 0.0), double.NegativeInfinity);
        for (var feature = 0; feature < rows.Features.Columns; feature++)
        {
            foreach (var edge in edges[feature])
            {
                double numerator = 0, denominator = 0;
                for (var support = 0; support < ends.Length - 1; support++)
                {
                    // At score 0 the gradient is 1/2 - y.
                    var (body, tail) = (Sums(0, ends[support]), Sums(ends[support], ends[support + 1]));
                    foreach (var (leaf, (g, count)) in tail)
                    {
                        var (bodyG, bodyCount) = body.GetValueOrDefault(leaf);
                        var step = bodyCount > 0 ? bodyG / (bodyCount + 3) : 0;
                        numerator += step * g;
                        denominator += step * step * count;
                    }
                }

                var score = numerator / Math.Sqrt(denominator + 1e-100);
                (best, highest) = score > highest + 1e-12 ? ((feature, edge), score) : (best, highest);

                Dictionary<string, (double G, int Count)> Sums(int from, int to) => order[from..to]
                    .GroupBy(row => string.Concat(above.Select(n => rows.Features[row, n.Feature] > n.Threshold ? '1' : '0')) + (rows.Features[row, feature] > edge ? '1' : '0'))
                    .ToDictionary(side => side.Key, side => (side.Sum(row => 0.5 - rows.Labels[row]), side.Count()));
            }
        }

        return best;
    }

    private static Dataset Noise(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[][] columns = [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextGaussian()).ToArray())];
        return Tables.Of(columns, [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.5 ? 1.0 : 0)]);
    }
}
