using System.Text;
using System.Text.Json;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Features;
using Weathervane.Learners;
using Weathervane.Learners.Formats;
using Weathervane.Numerics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Mlflow;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;
using Weathervane.Tests.Learners;
using YamlDotNet.Serialization;

namespace Weathervane.Tests.Pipelines.Mlflow;

/// <summary>The directory that MLflow opens forecasts as this program does.</summary>
public sealed class MlflowDirectoryTests
{
    // Both work in double with the same operations. Exp and log may differ in their last bit, trees and dot products in the order of their sums:
    // some hundred roundings of numbers of the size of log odds, each 1e-16 of them.
    private const double Rounding = 1e-14;

    // By which the probabilities differ before they are calibrated: two last bits.
    private const double LastBits = 2.5e-16;
    private const string Bars = "bars: { make: { bars: 1400, edge: 0.6, seed: 3 } }\nregister: { each: true }\n";
    private static readonly MlflowFacts Facts = new(new DateTime(2026, 11, 22, 9, 30, 0, DateTimeKind.Utc), "0123456789abcdef0123456789abcdef");

    [Fact]
    public void ONNX_Runtime_on_raw_features_gives_what_predict_gives_whatever_the_pipeline()
    {
        string[] pipelines =
        [
            "features: [return(1), rsi(14), sma(20)]\nlearners: [{ lightgbm: { n_estimators: 40, num_leaves: 9 } }]\n",
            "features: [return(1), rsi(14), sma(20)]\nscaler: standard\nimpute: median\nlearners: [logistic, { random-forest: { n_estimators: 20, max_depth: 5 } }]\nensemble: soft\nensemble-weights: [2, 1]\n",
            "features: [return(1), rsi(14)]\nscaler: robust\nimpute: median\nlearners: [{ xgboost: { n_estimators: 30 } }, logistic]\nensemble: hard\ncalibration: isotonic\n",
            "features: [return(1), rsi(14)]\nscaler: standard\nlearners: [{ catboost: { iterations: 30 } }]\ncalibration: platt\n",
            "features: [return(1), rsi(14)]\nlearners: [{ extra-trees: { n_estimators: 20 } }]\ncalibration: beta\n",
            // One feature is one input, which MLflow feeds as a table.
            "features: [return(1)]\nscaler: standard\nlearners: [logistic]\n",
        ];
        var models = pipelines.SelectMany(yaml => Models(Bars + yaml)).ToList();
        Assert.Equal(10, models.Count);
        var answers = Peer.OnnxByName([.. models.Select(m => Question(MlflowDirectory.Of(m.Model, Facts), m.Rows))]);
        foreach (var ((model, rows), answer) in models.Zip(answers))
        {
            Assert.Equal(1_000, rows.Rows);
            AssertEqual(model.Facts.Learner, model.Predict(rows), answer.Numbers("probability"), Math.Max(Rounding, LastBits * Steepest(model.Terms.Calibration)));
        }
    }

    [Fact]
    public void Every_learner_there_is_can_be_opened_and_forecasts_the_same_unknown_values_included()
    {
        var train = LearnerContractTests.Named(Tables.Made(800, 5, seed: 1));
        var rows = Holes(LearnerContractTests.Named(Tables.Made(300, 5, seed: 2)).Features);
        var models = LearnerCatalog.All.Select(l => LearnerContractTests.Create(l.Id).Fit(train, new FitContext { Seed = 5, Threads = 2 })).ToList();
        var answers = Peer.OnnxByName([.. models.Select(m => Question(MlflowDirectory.Of(m, Facts), rows))]);
        foreach (var (model, answer) in models.Zip(answers))
        {
            var expected = new double[rows.Rows];
            model.Predict(rows, expected);
            AssertEqual(model.Kind, expected, answer.Numbers("probability"));
        }
    }

    [Fact]
    public void MLmodel_names_flavours_signature_and_origin_as_MLflow_reads_them()
    {
        var (model, _) = Models(Bars + "features: [return(1), rsi(14)]\nlearners: [{ lightgbm: { n_estimators: 3 } }]\n").Single();
        var files = MlflowDirectory.Of(model, Facts);
        Assert.Equal(["MLmodel", "conda.yaml", "model.lgb", "model.onnx", "python_env.yaml", "requirements.txt"], files.Keys.Order(StringComparer.Ordinal));
        var index = Yaml(files["MLmodel"]);
        Assert.Equal(Facts.RunId, index["run_id"]);
        Assert.Equal("2026-11-22 09:30:00.000000", index["utc_time_created"]);
        Assert.Matches("^[0-9a-f]{32}$", (string)index["model_uuid"]);
        var flavors = (Dictionary<object, object>)index["flavors"];
        Assert.Equal(["lightgbm", "onnx", "python_function"], flavors.Keys);
        var generic = (Dictionary<object, object>)flavors["python_function"];
        Assert.Equal(("mlflow.onnx", "model.onnx"), ((string)generic["loader_module"], (string)generic["data"]));
        Assert.Equal("conda.yaml", ((Dictionary<object, object>)generic["env"])["conda"]);
        var signature = (Dictionary<object, object>)index["signature"];
        using var inputs = JsonDocument.Parse((string)signature["inputs"]);
        Assert.Equal(model.Recipe.FeatureNames, inputs.RootElement.EnumerateArray().Select(i => i.GetProperty("name").GetString()));
        Assert.All(inputs.RootElement.EnumerateArray(), i => Assert.Equal(("double", true), (i.GetProperty("type").GetString(), i.GetProperty("required").GetBoolean())));
        Assert.Equal("""[{"type":"double","name":"probability","required":true}]""", signature["outputs"]);
        Assert.Contains("onnxruntime", Encoding.ASCII.GetString(files["requirements.txt"]), StringComparison.Ordinal);
        Assert.Equal(3, ModelFormats.Named("lightgbm").Read(files["model.lgb"], "model.lgb").TreeCount);
        Assert.Equal(files.Values.SelectMany(b => b), MlflowDirectory.Of(model, Facts).Values.SelectMany(b => b));
    }

    [Fact]
    public void Only_bare_trees_stand_as_another_programs_model()
    {
        foreach (var more in new[] { "scaler: standard\n", "impute: median\n", "calibration: platt\n" })
        {
            var (model, _) = Models(Bars + "features: [return(1), rsi(14)]\nlearners: [{ lightgbm: { n_estimators: 3 } }]\n" + more).Single();
            Assert.DoesNotContain("model.lgb", MlflowDirectory.Of(model, Facts).Keys);
        }
    }

    [Theory]
    [InlineData("oracle/models/small.lightgbm.txt", "model.lgb", "mlflow.lightgbm")]
    [InlineData("oracle/models/small.xgboost.json", "model.json", "mlflow.xgboost")]
    [InlineData("catboost/logloss/model.json", "model.onnx", "mlflow.onnx")]
    public void Another_programs_model_keeps_its_own_file_where_MLflow_has_a_flavour_for_it(string path, string file, string loader)
    {
        var content = File.ReadAllBytes(Repository.Shared(path));
        var format = ModelFormats.Guess(content, path);
        var files = MlflowDirectory.Of(format.Read(content, path), format, content, Facts);
        Assert.Equal(format.Id == "catboost-json", !content.AsSpan().SequenceEqual(files[file]));
        Assert.Equal(loader, ((Dictionary<object, object>)((Dictionary<object, object>)Yaml(files["MLmodel"])["flavors"])["python_function"])["loader_module"]);
    }

    [Theory]
    [InlineData("early.json", false)]
    [InlineData("early.ubj", false)]
    [InlineData("dart.json", true)]
    public void XGBoosts_own_file_is_kept_only_where_its_library_asks_the_same_trees(string name, bool kept)
    {
        var content = File.ReadAllBytes(Path.Combine(Repository.Root, "tests/Weathervane.Tests/Golden/oracle/xgboost", name));
        var format = ModelFormats.Guess(content, name);
        var files = MlflowDirectory.Of(format.Read(content, name), format, content, Facts);
        Assert.Equal(kept, files.ContainsKey("model" + Path.GetExtension(name)));
        Assert.Equal(!kept, files.ContainsKey("model.onnx"));
    }

    [Fact]
    public void Names_of_features_may_hold_quotes_and_other_letters()
    {
        string[] names = ["it's \"high\"", "Größe: %"];
        var model = new Weathervane.Learners.Baselines.ConstantModel(names, 0.25);
        var index = Yaml(MlflowDirectory.Of(model, Facts)["MLmodel"]);
        using var inputs = JsonDocument.Parse((string)((Dictionary<object, object>)index["signature"])["inputs"]);
        Assert.Equal(names, inputs.RootElement.EnumerateArray().Select(i => i.GetProperty("name").GetString()));
    }

    /// <summary>A pipeline's models, each with 1,000 rows of its own raw features, some of them unknown.</summary>
    private static List<(ForecastModel Model, FeatureMatrix Rows)> Models(string yaml)
    {
        var pipeline = PipelineFile.Parse(yaml, "p.yaml");
        var inputs = PipelineInputs.Load(pipeline, 2, TestContext.Current.CancellationToken);
        var run = PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2, Cancel = TestContext.Current.CancellationToken });
        return [.. run.Models.Select(m => (m.Model, Holes(inputs.Rows.Features.TakeRows([.. Enumerable.Range(0, 1_000)]))))];
    }

    private static FeatureMatrix Holes(FeatureMatrix features)
    {
        var random = new SeededRandom(11);
        double[] values = [.. Enumerable.Range(0, features.Columns).SelectMany(c => features.Column(c).ToArray()).Select(v => random.NextDouble() switch
        {
            < 0.02 => double.NaN,
            < 0.03 => v < 0 ? double.NegativeInfinity : double.PositiveInfinity,
            _ => v,
        })];
        return new FeatureMatrix(features.Names, values, features.Rows);
    }

    private static PeerQuestion Question(IReadOnlyDictionary<string, byte[]> files, FeatureMatrix rows) => new(
        files["model.onnx"], ".onnx", [.. Enumerable.Range(0, rows.Rows).Select(r => Enumerable.Range(0, rows.Columns).Select(c => rows[r, c]).ToArray())]) { Names = rows.Names };

    /// <summary>How many times larger an isotonic curve makes a difference, at most: its corners may lie close to each other (a thousand times). Other curves are smooth.</summary>
    private static double Steepest(Calibration? calibration)
    {
        if (calibration?.Method.Id != "isotonic")
        {
            return 0;
        }

        var corners = calibration.Numbers.Chunk(2).ToList();
        return corners.Zip(corners.Skip(1)).Max(pair => (pair.Second[1] - pair.First[1]) / (pair.Second[0] - pair.First[0]));
    }

    private static void AssertEqual(string what, double[] expected, double[] found, double rounding = Rounding)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.Equal(expected.Select(double.IsNaN), found.Select(double.IsNaN));
        var farthest = expected.Zip(found, (e, f) => double.IsNaN(e) ? 0 : Math.Abs(e - f)).Max();
        Assert.True(farthest <= rounding, $"{what}: {farthest:R} apart");
    }

    private static Dictionary<string, object> Yaml(byte[] text) => new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Encoding.UTF8.GetString(text));
}
