using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Labels;
using Weathervane.Learners;
using Weathervane.Learners.Formats;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Symmetric;

namespace Weathervane.Tests.Learners.Trees;

/// <summary>Our trainer beside models that CatBoost 1.2.10 trained on the same rows with the same parameters, all chance switched off.</summary>
public sealed class CatBoostTrainingOracleTests
{
    private static readonly CatBoost WithoutChance = new()
    {
        BootstrapType = "No", RandomStrength = 0, ScoreFunction = "L2", LeafEstimationMethod = "Gradient", LeafEstimationIterations = 1,
        Depth = 2, LearningRate = 0.1, UseQuantizedGrad = false,
    };

    [Fact]
    public void Log_loss_gives_CatBoosts_trees() =>
        AssertSame("logloss", Binary(Numbers("logloss/y_numeric.csv")), WithoutChance with { Iterations = 5 });

    [Fact]
    public void Squared_error_gives_CatBoosts_trees() =>
        AssertSame("rmse", Numbers("logloss/y_numeric.csv"), WithoutChance with { Iterations = 5, LossFunction = "RMSE" });

    [Fact]
    public void More_rows_than_borders_give_CatBoosts_trees() =>
        AssertSame("plain_1500", Numbers("plain_1500/y.csv"), WithoutChance with { Iterations = 3, LossFunction = "RMSE" });

    private static void AssertSame(string name, double[] labels, CatBoost learner)
    {
        var (expected, rows) = (Model(name), Rows(name, labels));
        var model = (TreeModel)learner.Fit(rows, new FitContext());
        Assert.Equal(expected.TreeCount, model.TreeCount);
        // Its labels and learning rate are float32: 6e-8 of each number.
        var tolerance = 1e-6 * expected.Trees.Max(t => t.Leaves.Max(Math.Abs));
        for (var i = 0; i < expected.TreeCount; i++)
        {
            Assert.Equal(expected.Trees[i].Nodes, model.Trees[i].Nodes);
            Assert.Equal(expected.Trees[i].LeafCover, model.Trees[i].LeafCover);
            Assert.All(expected.Trees[i].Leaves.Zip(model.Trees[i].Leaves), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }

        var raw = new double[rows.Rows];
        model.Raw(rows.Features, raw);
        Assert.All(OracleTable.Read(Repository.Shared($"catboost/{name}/rows.csv")).Column("raw").Zip(raw), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static TreeModel Model(string name)
    {
        var path = Repository.Shared($"catboost/{name}/model.json");
        var content = File.ReadAllBytes(path);
        return ModelFormats.Guess(content, path).Read(content, path);
    }

    private static Dataset Rows(string name, double[]? labels)
    {
        var table = OracleTable.Read(Repository.Shared($"catboost/{name}/rows.csv"));
        return new Dataset(
            table.Features(table.Names.Length - 1), labels ?? new double[table.Rows.Count], [.. table.Rows.Select((_, i) => new LabelSpan(i, i + 1))]);
    }

    private static double[] Numbers(string file) =>
        [.. File.ReadLines(Repository.Shared("catboost/" + file)).Select(line => double.Parse(line, CultureInfo.InvariantCulture))];

    private static double[] Binary(double[] y)
    {
        var sorted = y.Order().ToArray();
        var median = (sorted[(y.Length - 1) / 2] + sorted[y.Length / 2]) / 2;
        return [.. y.Select(v => v > median ? 1.0 : 0)];
    }
}
