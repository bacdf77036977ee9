using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Weathervane.Bars.Making;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Tests.Learners;

namespace Weathervane.Tests.Determinism;

/// <summary>This test program as a process of its own, which says on its output what the machine looks like to it (<c>? NAME VALUE</c>) and the
/// hashes of what it computes (<c>NAME HASH</c>).</summary>
internal static class Fingerprints
{
    /// <summary>Set to the root of the checkout, it makes the program do this instead of testing.</summary>
    internal const string Variable = "WEATHERVANE_FINGERPRINTS";

    [ModuleInitializer]
    internal static void PrintInsteadOfTestingWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root)
        {
            Machine();
            Features();
            foreach (var kind in LearnerCatalog.All)
            {
                Learn(kind.Id, LearnerContractTests.Create(kind.Id));
            }

            foreach (var (name, id, parameters) in Variants)
            {
                Learn(name, LearnerCatalog.Create(id, parameters));
            }

            Run(root);
            Environment.Exit(0);
        }
    }

    /// <summary>Other ways through the same learners: exact sums, columns and rows drawn at random, penalties.</summary>
    private static readonly (string Name, string Id, Dictionary<string, object> Parameters)[] Variants =
    [
        ("lightgbm, exact", "lightgbm", new() { ["n_estimators"] = 10, ["use_quantized_grad"] = false }),
        ("lightgbm, sampled", "lightgbm", new() { ["n_estimators"] = 10, ["bagging_fraction"] = 0.7, ["bagging_freq"] = 1, ["feature_fraction"] = 0.6, ["lambda_l1"] = 0.5, ["max_depth"] = 4 }),
        ("random-forest, deep", "random-forest", new() { ["n_estimators"] = 4, ["max_features"] = "all", ["class_weight"] = "balanced" }),
    ];

    private static void Machine()
    {
        Say("? lanes", Vector<double>.Count.ToString(CultureInfo.InvariantCulture));
        Say("? accelerated", Vector.IsHardwareAccelerated.ToString());
        Say("? avx2", Avx2.IsSupported.ToString());
        Say("? avx512", Avx512F.IsSupported.ToString());
        // What the C library makes of these arguments shows which of its variants it uses.
        Say("? libm", Hash(Enumerable.Range(1, 100_000).SelectMany(i => new[] { Math.Exp(i / 1e4), Math.Log(i / 7.0), Math.Pow(i / 3e4, 1.3) })));
    }

    private static void Features()
    {
        var bars = BarMaker.Make(new BarMakerOptions { Bars = 3000, Edge = 0.55, Seed = 3 });
        foreach (var set in new[] { FeatureSets.Btc43, FeatureSets.T11, FeatureSets.Direction })
        {
            var matrix = set.Compute(bars, new FeatureOptions());
            Say($"features {set.Name}", Hash(Enumerable.Range(0, matrix.Columns).SelectMany(c => matrix.Column(c).ToArray())));
        }
    }

    private static void Learn(string name, Learner learner)
    {
        var (train, test) = (LearnerContractTests.Named(Tables.Made(900, 5, seed: 11)), LearnerContractTests.Named(Tables.Made(300, 5, seed: 12)));
        foreach (var threads in new[] { 1, 2 })
        {
            var model = learner.Fit(train, new FitContext { Seed = 4, Threads = threads });
            Say($"{name}: model, {threads}", Convert.ToHexStringLower(SHA256.HashData(Tables.Bytes(model))));
            Say($"{name}: forecasts, {threads}", Hash(Tables.Predict(model, test, threads)));
        }
    }

    /// <summary>The shipped sample, smaller: forecasts, scores, intervals and the model.</summary>
    private static void Run(string root)
    {
        var pipeline = PipelineFile.Read(
            Path.Combine(root, "samples/sp500.yaml"), ["learners[0].n_estimators=10", "learners[1].n_estimators=10", "split.folds=2"]);
        var result = PipelineRunner.Run(pipeline, PipelineInputs.Load(pipeline, 2, default), new RunOptions { Threads = 2 });
        Say("sp500: forecasts", Hash(result.Candidates.SelectMany(c => c.Forecasts.Probabilities)));
        Say("sp500: scores", Hash(result.Candidates.SelectMany(c => MetricCatalog.All.Select(c.Forecasts.Score))
            .Concat([result.Decisive.Test!.Mean, result.Decisive.Test.Low, result.Decisive.Test.High, result.Decisive.Test.PValue])));
        Say("sp500: model", Convert.ToHexStringLower(SHA256.HashData(result.Models[0].Model.ToBytes())));
    }

    private static string Hash(IEnumerable<double> values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<double>(values.ToArray())));

    private static void Say(string name, string value) => Console.Out.WriteLine($"{name}\t{value}");
}
