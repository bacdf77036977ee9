using System.Text.Json;
using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>Our learners beside scikit-learn's on the same made rows, with the same parameters.</summary>
public sealed class PeerTests
{
    private static readonly Dataset Train = Tables.Made(5000, 6, 21, missing: 0.02);
    private static readonly Dataset Test = Tables.Made(5000, 6, 22, missing: 0.02);
    private static readonly Dataset Full = Tables.Made(1500, 5, 23);

    /// <summary>Two good fits of 5,000 rows differ by rounding of cuts (bins here, values or other bins there) and by random draws.
    /// The paired loss difference of two such models has a standard error of about 0.001; three of them.</summary>
    private const double LossTolerance = 0.003;

    private static readonly Lazy<JsonElement> Peer = new(() => PeerScript.Run(
        "peers", ("train", Train), ("test", Test), ("full", Full), ("grid", Grid(Full))));

    [Fact]
    public void Logistic_finds_scikit_learns_coefficients()
    {
        foreach (var (name, c, balanced) in new[] { ("plain", 1.0, "none"), ("strong", 0.01, "none"), ("balanced", 1.0, "balanced") })
        {
            var model = (LogisticModel)new LogisticRegression { C = c, ClassWeight = balanced }.Fit(Full, new FitContext());
            var theirs = Peer.Value.GetProperty($"logistic_{name}").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            // Both solve the same convex problem; the peer stops at a gradient of 1e-10.
            Assert.Equal(theirs[0], model.Intercept, 1e-6);
            for (var j = 0; j < 5; j++)
            {
                Assert.Equal(theirs[j + 1], model.Coefficients[j], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lightgbm_forecasts_as_well_as_HistGradientBoosting(bool quantized) => Near(
        "boosting", new LightGbm { NEstimators = 60, NumLeaves = 15, LearningRate = 0.1, UseQuantizedGrad = quantized });

    [Fact]
    public void Random_forest_forecasts_as_well_as_scikit_learns() => Near("forest", new RandomForest { NEstimators = 150, MaxDepth = 7 });

    [Fact]
    public void Random_forest_of_all_columns_and_balanced_classes_too() => Near(
        "forest_balanced", new RandomForest { NEstimators = 60, MaxDepth = 5, MaxFeatures = "all", MinSamplesLeaf = 20, ClassWeight = "balanced" });

    [Fact]
    public void One_unpruned_tree_is_scikit_learns_tree()
    {
        // Values from a grid, so that bins are values: the same CART, cut for cut. Leaves of 15 rows, since the smallest nodes
        // have cuts of equal gain, among which the peer draws lots.
        var theirs = Peer.Value.GetProperty("tree").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var rows = Grid(Full);
        var model = new RandomForest { NEstimators = 1, Bootstrap = false, MaxFeatures = "all", MaxDepth = 4, MinSamplesLeaf = 15 }.Fit(rows, new FitContext());
        Assert.All(Tables.Predict(model, rows).Zip(theirs), p => Assert.Equal(p.Second, p.First, 1e-12));
    }

    private static void Near(string name, Learner learner) => Assert.InRange(
        Tables.LogLoss(learner.Fit(Train, new FitContext { Seed = 3 }), Test) - Peer.Value.GetProperty(name).GetDouble(), -2 * LossTolerance, LossTolerance);

    private static Dataset Grid(Dataset rows) => Tables.Of(
        [.. Enumerable.Range(0, rows.Features.Columns).Select(c => rows.Features.Column(c).ToArray().Select(v => Math.Round(v * 8) / 8).ToArray())], rows.Labels);
}
