using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>The ways in which LightGBM draws rows, cuts and trees, and what it minimises.</summary>
public sealed class LightGbmVariantsTests
{
    private static readonly Dataset Train = Tables.Made(4000, 6, 51), Test = Tables.Made(4000, 6, 52);

    public static TheoryData<string, LightGbm> Variants => new()
    {
        { "goss", new LightGbm { DataSampleStrategy = "goss", TopRate = 0.3, OtherRate = 0.2 } },
        { "dart", new LightGbm { Boosting = "dart", SkipDrop = 0, DropRate = 0.2 } },
        { "dart, xgboost's way", new LightGbm { Boosting = "dart", SkipDrop = 0.3, UniformDrop = true, XgboostDartMode = true } },
        { "extra trees", new LightGbm { ExtraTrees = true } },
        { "path smoothing", new LightGbm { PathSmooth = 30 } },
        { "columns by node", new LightGbm { FeatureFractionBynode = 0.5 } },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Learns_and_has_the_same_bytes_on_any_threads(string name, LightGbm learner)
    {
        Assert.NotEmpty(name);
        var model = learner.Fit(Train, new FitContext { Seed = 5 });
        Assert.Equal(Tables.Bytes(model), Tables.Bytes(learner.Fit(Train, new FitContext { Seed = 5, Threads = 3 })));
        Assert.NotEqual(Tables.Bytes(model), Tables.Bytes(new LightGbm().Fit(Train, new FitContext { Seed = 5 })));
        // ln 2 = 0.693 says nothing; the rows' own probabilities give about 0.60.
        Assert.InRange(Tables.LogLoss(model, Test), 0.58, 0.645);
    }

    [Fact]
    public void Goss_grows_on_the_large_gradients_and_a_draw_of_the_others_after_the_first_rounds()
    {
        var model = Fit(new LightGbm { NEstimators = 20, LearningRate = 0.2, DataSampleStrategy = "goss", TopRate = 0.3, OtherRate = 0.2 });
        // 1 / 0.2 = 5 rounds on all rows, then on 30 % and 20 % of them.
        Assert.Equal(
            [.. Enumerable.Repeat(4000, 5), .. Enumerable.Repeat(2000, 15)], model.Trees.Select(t => (int)t.LeafCover.Sum()));
    }

    [Fact]
    public void Dart_shrinks_dropped_trees_so_that_the_sum_stays_a_forecast()
    {
        // Every tree is dropped in each round: round k + 1 shrinks all k trees by k / (k + 1), and the new one by 1 / (k + 1).
        var learner = new LightGbm { NEstimators = 3, Boosting = "dart", DropRate = 1, SkipDrop = 0, LearningRate = 1, UniformDrop = true, UseQuantizedGrad = false };
        var model = Fit(learner);
        // Each was grown from the start alone, so all three are the same tree, and each counts a third.
        var alone = Fit(learner with { NEstimators = 1, Boosting = "gbdt" });
        Assert.All(model.Trees, t => Assert.Equal(alone.Trees[0].Leaves.Select(v => v / 3), t.Leaves, (a, b) => Math.Abs(a - b) < 1e-9));
    }

    [Fact]
    public void Path_smoothing_draws_leaves_together()
    {
        var free = Fit(new LightGbm { NEstimators = 1, NumLeaves = 8, UseQuantizedGrad = false });
        var smooth = Fit(new LightGbm { NEstimators = 1, NumLeaves = 8, PathSmooth = 1e9, UseQuantizedGrad = false });
        Assert.True(free.Trees[0].Leaves.Max() - free.Trees[0].Leaves.Min() > 0.05);
        // With so heavy a parent every leaf has the root's value, which is 0 at the best start.
        Assert.All(smooth.Trees.SelectMany(t => t.Leaves), v => Assert.Equal(0, v, 1e-5));
    }

    [Fact]
    public void Extra_trees_cut_where_chance_says()
    {
        var one = (TreeModel)new LightGbm { NEstimators = 1, ExtraTrees = true }.Fit(Train, new FitContext { Seed = 1 });
        var other = (TreeModel)new LightGbm { NEstimators = 1, ExtraTrees = true }.Fit(Train, new FitContext { Seed = 2 });
        Assert.NotEqual(one.Trees[0].Nodes[0].Threshold, other.Trees[0].Nodes[0].Threshold);
        // One random cut gains less than the best of all.
        Assert.True(one.Trees[0].Gains[0] < Fit(new LightGbm { NEstimators = 1 }).Trees[0].Gains[0]);
    }

    [Fact]
    public void Class_weights_move_the_forecast_as_weights_of_rows_do()
    {
        var rare = Train.Take([.. Enumerable.Range(0, Train.Rows).Where(i => Train.Labels[i] == 0 || i % 4 == 0)]);
        var (ups, downs) = (rare.Labels.Sum(), rare.Rows - rare.Labels.Sum());
        var learner = new LightGbm { NEstimators = 20, BoostFromAverage = false, UseQuantizedGrad = false };
        var weighted = new Dataset(rare.Features, rare.Labels, rare.Spans, [.. rare.Labels.Select(y => y == 1 ? downs / ups : 1)]);
        var expected = Tables.Predict(learner.Fit(weighted, new FitContext()), Test);
        Assert.Equal(expected, Tables.Predict(Fit(learner with { IsUnbalance = true }, rare), Test));
        Assert.Equal(expected, Tables.Predict(Fit(learner with { ScalePosWeight = downs / ups }, rare), Test));
    }

    [Fact]
    public void Squared_error_finds_a_mean_and_quantiles_find_their_share()
    {
        // y = x0 + noise; the model's value must lie above the stated share of the labels.
        var random = new SeededRandom(53);
        var labels = Enumerable.Range(0, Train.Rows).Select(i => (3 * Train.Features[i, 0]) + random.NextGaussian()).ToArray();
        var rows = new Dataset(Train.Features, labels, Train.Spans);
        var mean = Values(Fit(new LightGbm { Objective = "regression" }, rows), rows);
        Assert.InRange(mean.Zip(labels).Average(p => (p.First - p.Second) * (p.First - p.Second)), 0.5, 1.1);
        foreach (var alpha in new[] { 0.1, 0.5, 0.9 })
        {
            foreach (var learner in (Learner[])[
                new LightGbm { Objective = "quantile", Alpha = alpha, NEstimators = 60, MinDataInLeaf = 50 },
                new XgBoost { Objective = "reg:quantileerror", QuantileAlpha = alpha, NEstimators = 60, MaxDepth = 4, MinChildWeight = 50 }])
            {
                var values = Values(Fit(learner, rows), rows);
                // 4,000 rows: the share's standard error is below 0.008, and leaves are fitted to these very rows.
                Assert.Equal(alpha, values.Zip(labels).Count(p => p.Second <= p.First) / 4000.0, 0.03);
                // A constant has its share too: the forecasts must follow x0, so that the mean pinball loss comes to that of the noise,
                // 0.40 at the median and 0.18 at the tenths, from some 0.6 to 1.3 for a constant.
                Assert.InRange(values.Zip(labels).Average(p => Math.Max(alpha * (p.Second - p.First), (alpha - 1) * (p.Second - p.First))), 0.1, alpha == 0.5 ? 0.45 : 0.22);
            }
        }

        Assert.Contains(
            "gives a value, not a probability", Assert.Throws<InputException>(() => Fit(new LightGbm { Objective = "regression" }, rows).Predict(Tables.Row(rows, 0))).Message);
        Assert.Equal("Labels must be 0 or 1. (Parameter 'train')", Assert.Throws<ArgumentException>(() => Fit(new LightGbm(), rows)).Message);
    }

    [Fact]
    public void Contradictions_are_told_all_at_once()
    {
        var problems = Assert.Throws<InputException>(() => Fit(new LightGbm
        {
            Boosting = "dart", EarlyStoppingRounds = 5, DataSampleStrategy = "goss", BaggingFreq = 1, BaggingFraction = 0.5, TopRate = 0.8, OtherRate = 0.5,
            IsUnbalance = true, ScalePosWeight = 2,
        })).Problems;
        Assert.Equal(
            ["lightgbm.early_stopping_rounds", "lightgbm.bagging_fraction", "lightgbm.top_rate", "lightgbm.is_unbalance"], problems.Select(p => p.Where));
    }

    [Fact]
    public void Every_round_is_told_and_can_be_the_last()
    {
        var told = new List<(int Round, double Loss)>();
        var learner = new LightGbm { NEstimators = 50 };
        var model = (TreeModel)learner.Fit(Train, new FitContext
        {
            Validation = Test,
            OnRound = (round, loss) =>
            {
                told.Add((round, loss));
                return round < 7;
            },
        });
        Assert.Equal(7, model.TreeCount);
        Assert.Equal(Enumerable.Range(1, 7), told.Select(t => t.Round));
        Assert.Equal(Tables.LogLoss(model, Test), told[^1].Loss, 1e-9);
    }

    [Fact]
    public void Other_names_of_a_parameter_mean_the_same()
    {
        Assert.Equal(
            new LightGbm { MinDataInLeaf = 7, LambdaL2 = 2, NEstimators = 9 },
            LearnerCatalog.Create("lightgbm", new Dictionary<string, object> { ["min_child_samples"] = 7, ["reg_lambda"] = 2, ["num_iterations"] = 9 }));
        Assert.Equal(
            "learner.eta: is the same parameter as 'learning_rate'. Give one of them.",
            Assert.Throws<InputException>(() => LearnerCatalog.Create(
                "lightgbm", new Dictionary<string, object> { ["learning_rate"] = 0.1, ["eta"] = 0.2 })).Message);
    }

    private static TreeModel Fit(Learner learner, Dataset? rows = null) => (TreeModel)learner.Fit(rows ?? Train, new FitContext());

    private static double[] Values(TreeModel model, Dataset rows)
    {
        var values = new double[rows.Rows];
        model.Raw(rows.Features, values);
        return values;
    }
}
