using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Boosting;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>What boosting promises of any table, tried on random ones.</summary>
public sealed class BoostingPropertyTests
{
    public static TheoryData<string, Learner> Growths => new()
    {
        { "leaf by leaf", new LightGbm { NEstimators = 15, MinDataInLeaf = 5 } },
        { "exact sums", new LightGbm { NEstimators = 15, MinDataInLeaf = 5, UseQuantizedGrad = false } },
        { "extra trees, smoothed", new LightGbm { NEstimators = 15, MinDataInLeaf = 5, ExtraTrees = true, PathSmooth = 10 } },
        { "dart", new LightGbm { NEstimators = 15, MinDataInLeaf = 5, Boosting = "dart", SkipDrop = 0, DropRate = 0.3 } },
        { "goss", new LightGbm { NEstimators = 15, MinDataInLeaf = 5, DataSampleStrategy = "goss", LearningRate = 0.3, MaxDeltaStep = 0.5 } },
        { "shallow", new LightGbm { NEstimators = 15, MinDataInLeaf = 5, MaxDepth = 3, LambdaL1 = 1 } },
        { "level by level", new XgBoost { NEstimators = 15, MaxDepth = 5 } },
        { "best first", new XgBoost { NEstimators = 15, GrowPolicy = "lossguide", MaxDepth = 0, MaxLeaves = 20 } },
        { "level by level, short steps", new XgBoost { NEstimators = 15, MaxDepth = 4, MaxDeltaStep = 0.3, Subsample = 0.6 } },
    };

    [Theory]
    [MemberData(nameof(Growths))]
    public void Of_two_rows_that_differ_in_a_monotone_column_alone_none_is_out_of_order(string name, Learner learner)
    {
        Assert.NotEmpty(name);
        var freeBreaks = 0;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var (rows, signs) = (Messy(600, seed), seed % 2 == 0 ? new double[] { 1, -1, 0, 1 } : [-1, 1, 1, 0]);
            Assert.Equal(0, Breaks(With(learner, signs), rows, signs, seed));
            freeBreaks += Breaks(learner, rows, signs, seed);
        }

        // Without the constraint there are many: the tables are made so that both columns turn round.
        Assert.True(freeBreaks > 1_000, $"{freeBreaks}");

        static Learner With(Learner learner, double[] signs) => learner is XgBoost x ? x with { MonotoneConstraints = signs } : ((LightGbm)learner) with { MonotoneConstraints = signs };
    }

    [Fact]
    public void A_smoothed_leaf_lies_between_its_parents_value_and_its_own_by_the_rows()
    {
        // v = (own n + parent s) / (n + s), from the root down; the root has its own value.
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var rows = Messy(500, seed);
            foreach (var smooth in new[] { 0.5, 7, 60, 1_000 })
            {
                var learner = new LightGbm
                {
                    NEstimators = 1, LearningRate = 1, NumLeaves = 12, MinDataInLeaf = 5, PathSmooth = smooth, BoostFromAverage = seed % 2 == 0, LambdaL2 = seed, UseQuantizedGrad = false,
                };
                var model = (TreeModel)learner.Fit(rows, new FitContext());
                var (tree, start) = (model.Trees[0], FixedMath.Sigmoid(model.Score.Start));
                var own = new Dictionary<int, double>();
                Follow(0, [.. Enumerable.Range(0, rows.Rows)], parent: null);
                Assert.Equal(tree.Leaves.Length, own.Count);
                Assert.All(own, leaf => Assert.Equal(leaf.Value, tree.Leaves[leaf.Key], 1e-9));

                void Follow(int at, int[] inside, double? parent)
                {
                    var best = inside.Sum(r => rows.Labels[r] - start) / ((inside.Length * start * (1 - start)) + seed);
                    var value = parent is { } above ? ((best * inside.Length) + (above * smooth)) / (inside.Length + smooth) : best;
                    if (at < 0)
                    {
                        own[~at] = value;
                        return;
                    }

                    var node = tree.Nodes[at];
                    Follow(node.Left, [.. inside.Where(r => Left(r))], value);
                    Follow(node.Right, [.. inside.Where(r => !Left(r))], value);

                    bool Left(int row) => node.Next(rows.Features[row, node.Feature], tree.CategorySets) == node.Left;
                }
            }
        }
    }

    [Fact]
    public void No_leaf_steps_further_than_max_delta_step()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var most = 0.05 * seed;
            foreach (var learner in (Learner[])[
                new LightGbm { NEstimators = 5, LearningRate = 0.5, MaxDeltaStep = most, MinDataInLeaf = 5 },
                new LightGbm { NEstimators = 5, LearningRate = 0.5, MaxDeltaStep = most, MinDataInLeaf = 5, PathSmooth = 3, UseQuantizedGrad = false },
                new XgBoost { NEstimators = 5, Eta = 0.5, MaxDeltaStep = most, GrowPolicy = "lossguide", MaxLeaves = 16 },
                new XgBoost { NEstimators = 5, Eta = 0.5, MaxDeltaStep = most }])
            {
                var steps = ((TreeModel)learner.Fit(Messy(500, seed), new FitContext())).Trees.SelectMany(t => t.Leaves).Select(v => Math.Abs(v) / 0.5).ToList();
                // XGBoost's leaves are float32.
                Assert.InRange(steps.Max(), 0.9 * most, most * (1 + 1e-6));
            }
        }
    }

    [Fact]
    public void Goss_keeps_every_large_gradient_and_its_weighted_sums_are_unbiased()
    {
        const int Rows = 1_000, Draws = 600;
        var random = new SeededRandom(61);
        double[] gradient = [.. Enumerable.Range(0, Rows).Select(_ => random.NextGaussian())], hessian = [.. gradient.Select(g => 0.1 + (0.15 * Math.Abs(g)))];
        double[] sizes = [.. gradient.Select((g, i) => Math.Abs(g * hessian[i]))];
        var least = sizes.OrderDescending().ElementAt(199);
        var (sums, hessians) = (new List<double>(), new List<double>());
        var draw = new RowDraw(Rows, new BoostingPlan(10, 1, 0) { Goss = new GossPlan(0.2, 0.1) });
        for (var i = 0; i < Draws; i++)
        {
            double[] g = [.. gradient], h = [.. hessian];
            draw.Draw(SeededRandom.Fork(62, (ulong)i), 5, g, h);
            var inside = draw.Inside.ToArray();
            Assert.Equal(300, inside.Length);
            Assert.Equal(Enumerable.Range(0, Rows), inside.Concat(draw.Outside.ToArray()).Order());
            Assert.Equal(200, inside.Count(r => sizes[r] >= least));
            // 100 of the 800 others stand for all of them.
            Assert.All(inside, r => Assert.Equal((sizes[r] >= least ? 1 : 8) * gradient[r], g[r], 1e-12));
            sums.Add(inside.Sum(r => g[r]));
            hessians.Add(inside.Sum(r => h[r]));
        }

        // Four standard errors of a mean of 600 draws.
        Assert.Equal(gradient.Sum(), sums.Average(), 4 * Error(sums));
        Assert.Equal(hessian.Sum(), hessians.Average(), 4 * Error(hessians));

        static double Error(List<double> values) => Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (Draws - 1) / Draws);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dart_makes_room_for_a_new_tree_among_those_it_was_grown_without(bool xgboostWay)
    {
        // With k trees left out the new one is worth rate / (k + 1), in XGBoost's way rate / (k + rate); they keep k / (k + 1), or k / (k + rate).
        const double Rate = 0.4;
        var (rows, dropped) = (Messy(400, 9), 0);
        TreeModel? before = null;
        for (var rounds = 1; rounds <= 12; rounds++)
        {
            var learner = new LightGbm
            {
                NEstimators = rounds, LearningRate = Rate, Boosting = "dart", DropRate = 0.3, SkipDrop = 0.2, XgboostDartMode = xgboostWay, MinDataInLeaf = 5, UseQuantizedGrad = false,
            };
            var model = (TreeModel)learner.Fit(rows, new FitContext { Seed = 4 });
            if (before is not null)
            {
                double[] kept = [.. before.Trees.Zip(model.Trees, (b, m) => m.Leaves.MaxBy(Math.Abs) / b.Leaves.MaxBy(Math.Abs))];
                var k = kept.Count(r => Math.Abs(r - 1) > 1e-9);
                dropped += k;
                Assert.All(kept, r => Assert.True(Math.Abs(r - 1) < 1e-9 || Math.Abs(r - (k / (k + (xgboostWay ? Rate : 1)))) < 1e-9, $"{r} of {k}"));
                Assert.All(before.Trees.Zip(model.Trees, kept), t => Assert.Equal(t.First.Leaves.Select(v => v * t.Third), t.Second.Leaves, (a, b) => Math.Abs(a - b) < 1e-12));
                NewTree(before, model, kept, k);
            }

            Assert.All(Enumerable.Range(0, 50), r =>
                Assert.Equal(model.Score.Start + model.Trees.Sum(t => t.Leaves[t.LeafOf(rows.Features, r)]), model.Raw(Tables.Row(rows, r)), 1e-12));
            before = model;
        }

        Assert.InRange(dropped, 5, 60);

        // Its leaves are Newton steps from what is left without the trees left out, times its share.
        void NewTree(TreeModel earlier, TreeModel model, double[] kept, int k)
        {
            var tree = model.Trees[^1];
            var share = k == 0 ? Rate : Rate / (k + (xgboostWay ? Rate : 1));
            foreach (var leaf in Enumerable.Range(0, rows.Rows).GroupBy(r => tree.LeafOf(rows.Features, r)))
            {
                var (g, h) = (0.0, 0.0);
                foreach (var row in leaf)
                {
                    var p = FixedMath.Sigmoid(model.Score.Start + earlier.Trees.Where((_, i) => Math.Abs(kept[i] - 1) < 1e-9).Sum(t => t.Leaves[t.LeafOf(rows.Features, row)]));
                    (g, h) = (g + rows.Labels[row] - p, h + (p * (1 - p)));
                }

                Assert.Equal(share * g / h, tree.Leaves[leaf.Key], 1e-9);
            }
        }
    }

    [Fact]
    public void An_extra_tree_cuts_evenly_between_the_ends_of_a_column()
    {
        // One cut in an even column on [0, 1): chance chooses among the bins' edges, so the mean of 200 cuts is 0.5 with a standard error of 0.02.
        var random = new SeededRandom(63);
        double[] x = [.. Enumerable.Range(0, 2_000).Select(_ => random.NextDouble())];
        var rows = Tables.Of([x], [.. x.Select(v => v > 0.9 ? 1.0 : 0)]);
        var learner = new LightGbm { NEstimators = 1, NumLeaves = 2, ExtraTrees = true, MinDataInLeaf = 1 };
        double[] cuts = [.. Enumerable.Range(0, 200).Select(s => ((TreeModel)learner.Fit(rows, new FitContext { Seed = (ulong)s })).Trees[0].Nodes[0].Threshold)];
        Assert.InRange(cuts.Average(), 0.42, 0.58);
        Assert.True(cuts.Distinct().Count() > 50 && cuts.Min() < 0.1 && cuts.Max() > 0.85, $"{cuts.Distinct().Count()} cuts from {cuts.Min()} to {cuts.Max()}");
        // The best one is where the labels turn.
        Assert.Equal(0.9, ((TreeModel)(learner with { ExtraTrees = false }).Fit(rows, new FitContext())).Trees[0].Nodes[0].Threshold, 0.02);
    }

    /// <summary>Pairs of rows, each twice the same but for a constrained column, whose scores are the wrong way round.</summary>
    private static int Breaks(Learner learner, Dataset rows, double[] signs, ulong seed)
    {
        var (model, random, breaks) = ((TreeModel)learner.Fit(rows, new FitContext { Seed = seed }), new SeededRandom(seed), 0);
        for (var i = 0; i < 150; i++)
        {
            var row = Tables.Row(rows, random.NextInt(rows.Rows));
            for (var c = 0; c < signs.Length; c++)
            {
                double[] values = [.. Enumerable.Range(0, 20).Select(_ => 3 * random.NextGaussian()).Order()], scores = new double[values.Length];
                for (var v = 0; v < values.Length; v++)
                {
                    var moved = row.ToArray();
                    moved[c] = values[v];
                    scores[v] = model.Raw(moved);
                }

                breaks += Enumerable.Range(1, values.Length - 1).Count(v => signs[c] * (scores[v] - scores[v - 1]) < 0);
            }
        }

        return breaks;
    }

    /// <summary>Four columns, normal, coarse, heavy-tailed and skewed, a tenth missing, that turn round and interact.</summary>
    private static Dataset Messy(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[][] columns = [new double[rows], new double[rows], new double[rows], new double[rows]];
        var labels = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var (a, b, c, d) = (random.NextGaussian(), Math.Round(2 * random.NextGaussian()) / 2, random.NextGaussian() / Math.Max(random.NextDouble(), 0.1), -Math.Log(1 - random.NextDouble()));
            labels[i] = random.NextDouble() < FixedMath.Sigmoid((2 * Math.Sin(2 * a)) + (a * b) - Math.Cos(c) + (b > 0 ? d : -d)) ? 1 : 0;
            (columns[0][i], columns[1][i], columns[2][i], columns[3][i]) = (Kept(a), Kept(b), Kept(c), Kept(d));
        }

        return Tables.Of(columns, labels);

        double Kept(double value) => random.NextDouble() < 0.1 ? double.NaN : value;
    }
}
