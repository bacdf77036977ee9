using System.Globalization;
using System.Text.Json;
using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>What our forests say of rows out of the bag and of others beside scikit-learn's, with classes weighted in every way, each pair on rows of its own.</summary>
/// <remarks>The two draw other lots, so single pairs differ; the mean over the seeds must lie within what those differences allow.</remarks>
public sealed class BagPeerTests
{
    private const int Seeds = 8, Rows = 1500;

    /// <summary>Student's t with 7 degrees of freedom, two tails of 0.1 % each: 32 means are looked at, and a sound one must not fail.</summary>
    private const double T = 4.785;

    private static readonly Lazy<JsonElement> Peer = new(() => PeerScript.Run(
        "bags", [.. Enumerable.Range(0, Seeds).SelectMany(s => new[] { ($"{s}-train", Made(s)), ($"{s}-test", Made(s + 100)) })]));

    public static TheoryData<string, string> All => new MatrixTheoryData<string, string>(["rf", "et"], ["none", "balanced", "balanced_subsample", "of its own"]);

    [Theory]
    [MemberData(nameof(All))]
    public void Out_of_bag_scores_and_forecasts_are_scikit_learns(string forest, string weights)
    {
        ForestLearner learner = forest == "rf"
            ? new RandomForest { NEstimators = 100, MaxDepth = 8, MinSamplesLeaf = 10, OobScore = true, MaxBin = 65535 }
            : new ExtraTrees { NEstimators = 100, MaxDepth = 8, MinSamplesLeaf = 10, OobScore = true, Bootstrap = true };
        learner = learner with { ClassWeight = weights == "of its own" ? "none" : weights };
        var differences = Enumerable.Range(0, Seeds).Select(seed =>
        {
            var (train, test) = (Made(seed), Made(seed + 100));
            var model = (TreeModel)learner.Fit(Weighted(train, weights), new FitContext { Seed = (ulong)seed });
            double[] ours = [model.OutOfBag!.Accuracy, model.OutOfBag.LogLoss, Tables.LogLoss(model, test), Tables.Predict(model, test).Average()];
            var theirs = Peer.Value.GetProperty(string.Create(CultureInfo.InvariantCulture, $"{forest} {weights} {seed}"));
            return ours.Zip(theirs.EnumerateArray(), (a, b) => a - b.GetDouble()).ToArray();
        }).ToArray();
        foreach (var (i, what) in new[] { "out-of-bag accuracy", "out-of-bag log loss", "log loss", "mean probability" }.Index())
        {
            double[] values = [.. differences.Select(d => d[i])];
            var (mean, margin) = (values.Average(), T * Deviation(values) / Math.Sqrt(Seeds));
            TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"{forest} {weights}, {what}: mean {mean:0.00000}, margin {margin:0.00000}"));
            Assert.True(Math.Abs(mean) <= margin, FormattableString.Invariant($"{what}: mean {mean}, margin {margin}"));
        }
    }

    /// <summary>A class weight of its own is a weight of rows; balanced classes are compared without these, which scikit-learn does not count towards the balance.</summary>
    private static Dataset Weighted(Dataset rows, string weights) => new(rows.Features, rows.Labels, rows.Spans, weights switch
    {
        "none" => rows.Weights,
        "of its own" => [.. rows.Weights!.Zip(rows.Labels, (w, y) => y == 1 ? 3 * w : w)],
        _ => null,
    });

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }

    /// <summary>Six normal columns; a quarter of the rows is up.</summary>
    private static Dataset Made(int seed)
    {
        var random = SeededRandom.Fork(57, (ulong)seed);
        var columns = Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, Rows).Select(_ => random.NextGaussian()).ToArray()).ToArray();
        var weights = Enumerable.Range(0, Rows).Select(_ => 0.5 + random.NextDouble()).ToArray();
        var labels = Enumerable.Range(0, Rows).Select(i =>
            random.NextDouble() < FixedMath.Sigmoid(columns[0][i] + (columns[1][i] * columns[2][i]) - 1.5) ? 1.0 : 0).ToArray();
        return Tables.Of(columns, labels, weights);
    }
}
