using System.Text;
using Weathervane.Store.Models;

namespace Weathervane.Cli.Tests;

/// <summary>Every registered version is a model directory that MLflow opens.</summary>
public sealed class MlflowModelTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_run_registers_its_models_as_MLflow_directories_that_name_the_run()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [logistic, { lightgbm: { n_estimators: 3 } }]\nensemble: soft\nregister: { each: true }"));
        Assert.True(run.Exit == 0, run.Error);
        using var workspace = _shop.Open();
        var versions = workspace.Models.Versions("a");
        Assert.Equal(3, versions.Count);
        foreach (var version in versions)
        {
            var index = Encoding.UTF8.GetString(workspace.Artifacts.Read(version, "MLmodel"));
            Assert.Contains($"run_id: {version.RunId}\n", index, StringComparison.Ordinal);
            Assert.Contains("loader_module: mlflow.onnx\n", index, StringComparison.Ordinal);
            foreach (var file in new[] { "model.onnx", "conda.yaml", "python_env.yaml", "requirements.txt", ModelVersion.ModelFile })
            {
                Assert.Contains(workspace.Artifacts.List(version), f => f.Name == file && f.Size > 0);
            }
        }
    }

    [Fact]
    public async Task Models_that_are_imported_are_MLflow_directories_too()
    {
        _shop.Write("rows.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 7},{i % 5},{(i % 7 > 3 ? 1 : 0)}\n")));
        foreach (var (file, format, loader) in new[] { ("m.vane", (string[])[], "onnx"), ("m.txt", ["--format", "lightgbm"], "lightgbm"), ("m.json", ["--format", "xgboost"], "xgboost"), ("m.onnx", ["--format", "onnx"], "onnx") })
        {
            var fit = await _shop.RunAsync(["fit", "--rows", _shop.At("rows.csv"), "--label", "y", "--learner", "lightgbm", "--set", "n_estimators=3", "-o", _shop.At(file), .. format]);
            Assert.True(fit.Exit == 0, fit.Error);
            var import = await _shop.RunAsync("models", "import", _shop.At(file), "--name", "m");
            Assert.True(import.Exit == 0, import.Error);
            using var workspace = _shop.Open();
            var version = workspace.Models.Versions("m")[^1];
            var index = Encoding.UTF8.GetString(workspace.Artifacts.Read(version, "MLmodel"));
            Assert.Contains($"loader_module: mlflow.{loader}\n", index, StringComparison.Ordinal);
            Assert.Contains("\"name\":\"a\"", index, StringComparison.Ordinal);
            var data = index.Split("python_function:\n    data: ")[1].Split('\n')[0];
            Assert.Equal(format.Length > 0 ? File.ReadAllBytes(_shop.At(file)) : workspace.Artifacts.Read(version, "model.onnx"), workspace.Artifacts.Read(version, data));
        }
    }
}
