using Weathervane.Learners.Explain;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Explain;

/// <summary>Contributions beside those of the programs that made the models, beside Shapley's definition, and against the law that they sum to the score.</summary>
public sealed class TreeExplainerTests
{
    public static TheoryData<string, double> Oracles => new()
    {
        // LightGBM works in double; XGBoost's contributions are float32 sums.
        { "oracle/models/small.lightgbm.txt", 1e-9 },
        { "oracle/models/missing.lightgbm.txt", 1e-9 },
        { "oracle/models/seed.lightgbm.txt", 1e-9 },
        { "oracle/models/small.xgboost.json", 1e-5 },
        { "oracle/models/missing.xgboost.json", 1e-5 },
        { "oracle/models/seed.xgboost.json", 1e-5 },
    };

    [Theory]
    [MemberData(nameof(Oracles))]
    public void Contributions_are_those_of_the_original_within_its_arithmetic(string file, double tolerance)
    {
        var stem = Path.ChangeExtension(file, null);
        AssertContributions(file, stem + ".rows.csv.gz", stem + ".contrib.csv.gz", tolerance);
    }

    [Fact]
    public void Contributions_of_a_CatBoost_model_are_CatBoosts() =>
        AssertContributions("catboost/logloss/model.json", "catboost/logloss/rows.csv", "catboost/logloss/contributions.csv", 1e-9);

    [Fact]
    public void Contributions_and_expected_value_sum_to_the_raw_score()
    {
        foreach (var file in new[] { "seed.lightgbm", "missing.xgboost" })
        {
            var model = Model("oracle/models/" + file + (file.EndsWith("lightgbm", StringComparison.Ordinal) ? ".txt" : ".json"));
            var explainer = new TreeExplainer(model);
            var rows = OracleTable.Read(Repository.Shared($"oracle/models/{file}.rows.csv.gz")).Features(model.FeatureNames.Count).Slice(0, 50);
            var (raw, contributions) = (new double[50], explainer.Explain(rows, 2, TestContext.Current.CancellationToken));
            model.Raw(rows, raw);

            for (var i = 0; i < raw.Length; i++)
            {
                // Rounding of some 1000 additions; XGBoost's raw score itself is a float32 sum.
                Assert.Equal(raw[i], explainer.ExpectedValue + contributions[i].Sum(), model.Score.Single ? 2e-6 : 1e-12);
            }
        }
    }

    [Theory]
    [InlineData(4, 12, 200)]
    // Paths of up to some ten different features: more points of the quadrature.
    [InlineData(10, 60, 4)]
    public void Trees_have_the_Shapley_values_of_the_definition(int mostFeatures, int mostLeaves, int trials)
    {
        var random = new SeededRandom(7);
        for (var trial = 0; trial < trials; trial++)
        {
            var features = trial == 0 ? mostFeatures : 1 + random.NextInt(mostFeatures);
            var tree = RandomTrees.Grow(random, features, leaves: trial == 0 ? mostLeaves : 1 + random.NextInt(mostLeaves));
            var model = new TreeModel([.. Enumerable.Range(0, features).Select(i => $"f{i}")], [tree], new TreeScore());
            var row = RandomTrees.Row(random, features);
            var found = new double[features];
            new TreeExplainer(model).Explain(row, found);

            for (var feature = 0; feature < features; feature++)
            {
                Assert.Equal(Shapley(tree, row, feature), found[feature], 1e-12);
            }
        }
    }

    [Fact]
    public void One_row_has_the_bits_of_many_whatever_the_threads_and_its_place()
    {
        const int Rows = 150, Features = 5;
        var random = new SeededRandom(11);
        var model = new TreeModel(
            [.. Enumerable.Range(0, Features).Select(i => $"f{i}")],
            [RandomTrees.Grow(random, Features, 30), new Tree([], [0.5], [], [], [1]), RandomTrees.Grow(random, Features, 7)], new TreeScore());
        double[][] rows = [.. Enumerable.Range(0, Rows).Select(_ => RandomTrees.Row(random, Features))];
        var table = Tables.Of([.. Enumerable.Range(0, Features).Select(c => rows.Select(r => r[c]).ToArray())], new double[Rows]).Features;
        var explainer = new TreeExplainer(model);
        var (one, three) = (explainer.Explain(table, 1, TestContext.Current.CancellationToken), explainer.Explain(table, 3, TestContext.Current.CancellationToken));
        for (var i = 0; i < Rows; i++)
        {
            var alone = new double[Features];
            explainer.Explain(rows[i], alone);
            Assert.Equal(alone, one[i]);
            Assert.Equal(alone, three[i]);
        }
    }

    [Fact]
    public void Where_no_training_row_passed_contributions_still_sum_to_the_raw_score()
    {
        // The row goes left twice, to the leaf 5 that no training row reached; E = 0.5 x 3 + 0.5 x 1 = 2.
        var tree = new Tree(
            [new TreeNode(0, 0, 1, ~1, true), new TreeNode(0, 1, ~0, ~2, true)], [5, 1, 3], [0, 0], [10, 5], [0, 5, 5]);
        var model = new TreeModel(["a", "b"], [tree], new TreeScore());
        var (explainer, found) = (new TreeExplainer(model), new double[2]);
        explainer.Explain([-1, -1], found);

        Assert.Equal(2, explainer.ExpectedValue);
        Assert.Equal(5, explainer.ExpectedValue + found.Sum(), 1e-12);
    }

    [Fact]
    public void A_forest_with_scale_and_bias_is_explained_in_units_of_its_raw_score()
    {
        var random = new SeededRandom(3);
        var model = new TreeModel(
            ["a", "b", "c"],
            [RandomTrees.Grow(random, 3, 9), RandomTrees.Grow(random, 3, 5)],
            new TreeScore { Mean = true, Scale = 3, Bias = -0.25, Start = 0.5 });
        var (explainer, row, found) = (new TreeExplainer(model), RandomTrees.Row(random, 3), new double[3]);
        explainer.Explain(row, found);

        Assert.Equal(model.Raw(row), explainer.ExpectedValue + found.Sum(), 1e-12);
    }

    [Fact]
    public void A_model_without_training_weights_is_refused_with_the_remedy()
    {
        var model = new TreeModel(["a"], [new Tree([new TreeNode(0, 0, ~0, ~1, true)], [1, 2], [], [], [])], new TreeScore());

        var problem = Assert.Throws<InputException>(() => new TreeExplainer(model)).Problems[0];
        Assert.StartsWith("its trees do not say how many training rows", problem.What);
        Assert.Equal("Import it from its original format.", problem.Remedy);
    }

    /// <summary>Shapley's sum over all subsets of the other features; unknown features follow both branches by their training weights.</summary>
    private static double Shapley(Tree tree, double[] row, int feature)
    {
        double sum = 0;
        for (var subset = 0; subset < 1 << row.Length; subset++)
        {
            if ((subset >> feature & 1) == 0)
            {
                var size = int.PopCount(subset);
                var weight = Factorial(size) * Factorial(row.Length - size - 1) / Factorial(row.Length);
                sum += weight * (Value(tree, row, subset | (1 << feature), 0) - Value(tree, row, subset, 0));
            }
        }

        return sum;
    }

    private static double Value(Tree tree, double[] row, int known, int at)
    {
        if (at < 0 || tree.Nodes.Length == 0)
        {
            return tree.Leaves[at < 0 ? ~at : 0];
        }

        var node = tree.Nodes[at];
        return (known >> node.Feature & 1) != 0
            ? Value(tree, row, known, node.Next(row[node.Feature], tree.CategorySets))
            : (tree.ShareOf(at, node.Left) * Value(tree, row, known, node.Left)) + (tree.ShareOf(at, node.Right) * Value(tree, row, known, node.Right));
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private static void AssertContributions(string file, string rowsFile, string contributionsFile, double tolerance)
    {
        var (model, expected) = (Model(file), OracleTable.Read(Repository.Shared(contributionsFile)));
        var columns = model.FeatureNames.Count;
        var rows = OracleTable.Read(Repository.Shared(rowsFile)).Features(columns).Slice(0, expected.Rows.Count);
        var explainer = new TreeExplainer(model);
        var found = explainer.Explain(rows, 1, TestContext.Current.CancellationToken);

        for (var i = 0; i < found.Length; i++)
        {
            var largest = expected.Rows[i].Take(columns).Max(Math.Abs);
            Assert.Equal(expected.Rows[i][columns], explainer.ExpectedValue, tolerance * largest);
            for (var c = 0; c < columns; c++)
            {
                Assert.Equal(expected.Rows[i][c], found[i][c], tolerance * largest);
            }
        }
    }

    private static TreeModel Model(string file)
    {
        var content = File.ReadAllBytes(Repository.Shared(file));
        return ModelFormats.Guess(content, file).Read(content, file);
    }
}
