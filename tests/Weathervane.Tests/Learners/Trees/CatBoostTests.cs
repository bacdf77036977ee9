using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Explain;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Symmetric;

namespace Weathervane.Tests.Learners.Trees;

public sealed class CatBoostTests
{
    private static readonly Dataset Train = Tables.Made(2000, 11, seed: 1, missing: 0.05);
    private static readonly Dataset Test = Tables.Made(2000, 11, seed: 2, missing: 0.05);

    /// <summary>Every way to grow, each with something switched on that the others leave off.</summary>
    private static readonly CatBoost[] Ways =
    [
        new() { Iterations = 30, LearningRate = 0.1 },
        new() { Iterations = 30, LearningRate = 0.1, BoostingType = "Ordered" },
        new() { Iterations = 30, LearningRate = 0.1, BootstrapType = "Bayesian", ScoreFunction = "L2", UseQuantizedGrad = false },
        new() { Iterations = 30, LearningRate = 0.4, BootstrapType = "Bernoulli", Subsample = 0.5, Rsm = 0.4, LeafEstimationMethod = "Gradient" },
        new() { Iterations = 30, LearningRate = 0.1, BootstrapType = "No", RandomStrength = 0, NanMode = "Max", AutoClassWeights = "SqrtBalanced" },
        new() { Iterations = 30, LearningRate = 0.1, ModelShrinkRate = 0.1, BoostingType = "Ordered", BootstrapType = "Bayesian", UseQuantizedGrad = false },
        new() { Iterations = 30, LearningRate = 0.1, ModelShrinkRate = 0.3, ModelShrinkMode = "Decreasing", Depth = 9, BorderCount = 16 },
    ];

    private static readonly Lazy<TreeModel>[] Models = [.. Ways.Select(way => new Lazy<TreeModel>(() => Fit(way)))];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Ways.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Learns_an_interaction_whatever_the_parameters(int way)
    {
        // A constant has ln 2 = 0.693.
        Assert.InRange(Tables.LogLoss(Models[way].Value, Test), 0.5, 0.63);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Same_bytes_on_one_and_two_threads(int way) =>
        Assert.Equal(Tables.Bytes(Models[way].Value), Tables.Bytes(Fit(Ways[way], threads: 2)));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void All_nodes_of_a_level_ask_one_question(int way)
    {
        foreach (var tree in Models[way].Value.Trees)
        {
            Assert.Equal(tree.Nodes.Length + 1, tree.Leaves.Length);
            Assert.All(tree.Nodes.Select((node, i) => (Level: int.Log2(i + 1), Question: (node.Feature, node.Threshold, node.MissingLeft))).GroupBy(n => n.Level),
                level => Assert.Single(level.Select(n => n.Question).Distinct()));
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Raw_scores_are_the_sums_of_the_leaves_that_rows_fall_into(int way)
    {
        var model = Models[way].Value;
        var raw = new double[Test.Rows];
        model.Raw(Test.Features, raw, threads: 2);
        for (var row = 0; row < 200; row++)
        {
            var sum = model.Score.Start;
            foreach (var tree in model.Trees)
            {
                sum += tree.Leaves[tree.LeafOf(Test.Features, row)];
            }

            Assert.Equal(sum, raw[row]);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Weights_of_children_add_up_to_their_parents_and_at_the_root_to_all_rows(int way)
    {
        var weighsClasses = Ways[way].AutoClassWeights != "None";
        foreach (var tree in Models[way].Value.Trees)
        {
            double Cover(int child) => child >= 0 ? tree.NodeCover[child] : tree.LeafCover[~child];
            for (var i = 0; i < tree.Nodes.Length; i++)
            {
                // Sums of fractional class weights round.
                Assert.Equal(Cover(tree.Nodes[i].Left) + Cover(tree.Nodes[i].Right), tree.NodeCover[i], 1e-9 * Train.Rows);
            }

            Assert.Equal(weighsClasses ? Models[way].Value.Trees[0].LeafCover.Sum() : Train.Rows, tree.LeafCover.Sum(), 1e-9 * Train.Rows);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Contributions_add_up_to_the_raw_score(int way)
    {
        var model = Models[way].Value;
        var explainer = new TreeExplainer(model);
        for (var row = 0; row < 3; row++)
        {
            var values = Tables.Row(Test, row);
            var contributions = new double[values.Length];
            explainer.Explain(values, contributions);
            Assert.Equal(model.Raw(values), explainer.ExpectedValue + contributions.Sum(), 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void CatBoosts_own_file_gives_the_same_scores_back(int way)
    {
        var model = Models[way].Value;
        var format = ModelFormats.Named("catboost-json");
        var again = format.Read(format.Write!(model), "m.json");
        // The file compares float32 with float32 borders; so do our codes: no row changes sides.
        var (raw, read) = (new double[Test.Rows], new double[Test.Rows]);
        model.Raw(Test.Features, raw);
        again.Raw(Test.Features, read);
        Assert.All(raw.Zip(read), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    private static TreeModel Fit(CatBoost learner, int threads = 1) => (TreeModel)learner.Fit(Train, new FitContext { Seed = 3, Threads = threads });
}
