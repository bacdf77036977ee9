using System.Globalization;
using System.Text.Json;
using Weathervane.Datasets;
using Weathervane.Learners;
using Weathervane.Learners.Trees.Forests;
using Weathervane.Numerics;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>Our forests beside scikit-learn's at the same parameters, on made tables, each drawn anew for five seeds.</summary>
public sealed class ForestPeerTests
{
    private const int Seeds = 5, Rows = 1500;

    /// <summary>How much worse the mean difference may be, as on bars. Forests that differ by lots alone differ by 0.001 to 0.004 on so few rows, so
    /// that here only the lower end of the mean's 95 % interval is held against it: worse than this would have to be shown.</summary>
    private const double MostWorse = 0.0005;

    /// <summary>Student's t with 4 degrees of freedom, one tail of 5 %.</summary>
    private const double T95 = 2.1318;

    private static readonly string[] Kinds = ["linear", "interactions", "noise"];

    // Leaves of some rows keep every probability off 0 and 1, where a single row decides the loss.
    private static readonly (string Name, Learner Learner)[] Cases =
    [
        ("rf", new RandomForest { NEstimators = 100, MaxDepth = 8, MinSamplesLeaf = 20 }),
        ("rf_leaves", new RandomForest { NEstimators = 100, Criterion = "entropy", MaxLeafNodes = 16, MinImpurityDecrease = 0.0005, MaxSamples = 0.5, MaxFeatures = "all", MinSamplesLeaf = 20 }),
        ("et", new ExtraTrees { NEstimators = 100, MaxDepth = 8, MaxFeatures = "0.5", MinSamplesLeaf = 5 }),
        ("et_leaves", new ExtraTrees { NEstimators = 100, Criterion = "entropy", Bootstrap = true, MaxFeatures = "0.5", MaxLeafNodes = 16, MinSamplesLeaf = 20, ClassWeight = "balanced_subsample" }),
    ];

    private static readonly Lazy<JsonElement> Peer = new(() => PeerScript.Run(
        "forests", [.. Kinds.SelectMany(k => Enumerable.Range(0, Seeds).SelectMany(s => new[] { ($"{k}{s}-train", Made(k, s)), ($"{k}{s}-test", Made(k, s + 100)) }))]));

    public static TheoryData<string, string> All => [.. Kinds.SelectMany(k => Cases.Select(c => (k, c.Name)))];

    [Theory]
    [MemberData(nameof(All))]
    public void Forecasts_no_worse_than_scikit_learns(string kind, string name)
    {
        var learner = Cases.First(c => c.Name == name).Learner;
        var worse = Enumerable.Range(0, Seeds).Select(seed =>
        {
            var ours = Tables.LogLoss(learner.Fit(Made(kind, seed), new FitContext { Seed = (ulong)seed }), Made(kind, seed + 100));
            return ours - Peer.Value.GetProperty(string.Create(CultureInfo.InvariantCulture, $"{kind}{seed}-{name}")).GetDouble();
        }).ToArray();
        var mean = worse.Average();
        var deviation = Math.Sqrt(worse.Sum(w => (w - mean) * (w - mean)) / (Seeds - 1));
        var margin = T95 * deviation / Math.Sqrt(Seeds);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant($"{kind} {name}: mean {mean:0.00000}, margin {margin:0.00000}"));
        Assert.InRange(mean - margin, -1, MostWorse);
        Assert.InRange(mean, -1, 0.004);
    }

    [Fact]
    public void Out_of_bag_scores_are_scikit_learns()
    {
        var model = (Weathervane.Learners.Trees.TreeModel)new RandomForest { NEstimators = 100, MaxDepth = 8, MinSamplesLeaf = 20, OobScore = true }
            .Fit(Made("linear", 0), new FitContext());
        // Other lots: rows near one half change sides; twice the standard error of a share of 1,500 rows.
        Assert.Equal(Peer.Value.GetProperty("oob").GetDouble(), model.OutOfBag!.Accuracy, 0.025);
    }

    /// <summary>Eight normal columns; the log odds are a sum, a product, or nothing.</summary>
    private static Dataset Made(string kind, int seed)
    {
        var random = SeededRandom.Fork(31, (ulong)((Array.IndexOf(Kinds, kind) * 1000) + seed));
        var columns = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, Rows).Select(_ => random.NextGaussian()).ToArray()).ToArray();
        var weights = Enumerable.Range(0, Rows).Select(_ => 0.5 + random.NextDouble()).ToArray();
        var labels = Enumerable.Range(0, Rows).Select(i =>
        {
            var score = kind switch
            {
                "linear" => columns[0][i] - (0.5 * columns[1][i]) + (0.3 * columns[2][i]),
                "interactions" => (1.5 * columns[0][i] * columns[1][i]) + Math.Abs(columns[2][i]),
                _ => 0,
            };
            return random.NextDouble() < FixedMath.Sigmoid(score) ? 1.0 : 0;
        }).ToArray();
        return Tables.Of(columns, labels, weights);
    }
}
