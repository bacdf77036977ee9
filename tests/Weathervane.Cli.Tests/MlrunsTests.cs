using System.Text;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

/// <summary><c>vane import-mlflow</c> and <c>vane export-mlflow</c> on a folder as MLflow's file store writes it.</summary>
public sealed class MlrunsTests : IDisposable
{
    private const string Run = "0123456789abcdef0123456789abcdef", Gone = "fedcba9876543210fedcba9876543210", Model = "m-00112233445566778899aabbccddeeff", Experiment = "606783375233873416";
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Everything_comes_over_with_its_ids_numbers_and_times()
    {
        Mlruns();
        var counts = (await _shop.JsonAsync("import-mlflow", _shop.At("mlruns"))).GetProperty("added");
        // The default experiment is always there.
        Assert.Equal((1, 2, 1, 1, 3), (Count("experiments"), Count("runs"), Count("loggedModels"), Count("models"), Count("versions")));
        Assert.Equal(4, Count("files"));
        using var workspace = _shop.Open();
        var run = workspace.Runs.Get(Run);
        Assert.Equal(("wistful-ant", "ada", RunStatus.Finished, "prices: up"), (run.Name, run.User, run.Status, run.Experiment));
        Assert.Equal((1721450907221, 1721450917230), (run.Start.ToUnixTimeMilliseconds(), run.End!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal(("15", "line one\nline two\n"), (run.Params["depth"], run.Params["note"]));
        Assert.Equal("wistful-ant", run.Tags["mlflow.runName"]);
        // The latest by step, then time: and every value.
        Assert.Equal((0.5, double.NaN, double.NegativeInfinity), (run.Metrics["val/loss"], run.Metrics["odd"], run.Metrics["worst"]));
        Assert.Equal([0.7, 0.6, 0.5], workspace.Runs.History(Run, "val/loss").Select(m => m.Value));
        Assert.Equal(["model/MLmodel", "plots/roc.svg"], workspace.Artifacts.List(run).Select(a => a.Name));
        Assert.Equal("<svg/>", Encoding.UTF8.GetString(workspace.Artifacts.Read(run, "plots/roc.svg")));
        Assert.True(workspace.Runs.List(new RunQuery { Deleted = true }).Count == 2 && workspace.Runs.List(new RunQuery()).Count == 1, "a deleted run stays deleted");

        var versions = workspace.Models.Versions("prices");
        Assert.Equal([1L, 3L], versions.Select(v => v.Version));
        Assert.NotNull(workspace.Models.Versions("prices", deleted: true)[1].Deleted);
        Assert.Equal((1721450920000, Run, "the first"), (versions[0].Created.ToUnixTimeMilliseconds(), versions[0].RunId, versions[0].Notes));
        Assert.Equal("flavors: {}\n", Encoding.UTF8.GetString(workspace.Artifacts.Read(versions[0], "MLmodel")));
        Assert.Equal("weights", Encoding.UTF8.GetString(workspace.Artifacts.Read(versions[1], "model.bin")));
        Assert.Equal(["champion"], versions[1].Aliases);
        Assert.Equal(4, workspace.Models.Register(new() { Name = "prices", Author = "eve" }).Version);

        var there = workspace.Exports.Run(Run);
        Assert.Equal(("train.csv", "d1", "training"), (there.Datasets[0].Name, there.Datasets[0].Digest, there.Datasets[0].Tags["mlflow.data.context"]));
        Assert.Equal([(Model, false, 0L), (Model, true, 2L)], there.Models.Select(m => (m.ModelId, m.Made, m.Step)));
        var score = Assert.Single(there.Metrics, m => m.ModelId is not null);
        Assert.Equal((Model, 0.5, "train.csv", "d1"), (score.ModelId, score.Value, score.DatasetName, score.DatasetDigest));
        Assert.Equal("READY", workspace.Exports.LoggedModels()[0].Status);

        int Count(string name) => counts.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Doing_it_again_adds_nothing_and_later_only_what_is_new()
    {
        Mlruns();
        await _shop.JsonAsync("import-mlflow", _shop.At("mlruns"));
        var again = (await _shop.JsonAsync("import-mlflow", _shop.Folder)).GetProperty("added");
        Assert.All(again.EnumerateObject(), p => Assert.Equal(0, p.Value.GetInt64()));
        WriteRun("11111111111111111111111111111111", "active");
        var later = (await _shop.JsonAsync("import-mlflow", _shop.Folder)).GetProperty("added");
        Assert.Equal((1, 0), (later.GetProperty("runs").GetInt32(), later.GetProperty("versions").GetInt32()));
    }

    [Fact]
    public async Task What_was_exported_comes_back_the_same()
    {
        Mlruns();
        await _shop.JsonAsync("import-mlflow", _shop.At("mlruns"));
        _shop.Bars("a.csv", 600, 0.6);
        Assert.Equal(0, (await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"))).Exit);
        var export = await _shop.RunAsync("export-mlflow", _shop.At("out"));
        Assert.True(export.Exit == 0, export.Error);
        Assert.DoesNotContain("left out", export.Error, StringComparison.Ordinal);
        using var other = new Workshop();
        var back = await other.RunAsync("import-mlflow", _shop.At("out"));
        Assert.True(back.Exit == 0, back.Error);
        using var first = _shop.Open();
        using var second = other.Open();
        Assert.Equal(Told(first), Told(second));
        Assert.Equal(2, (await _shop.RunAsync("export-mlflow", _shop.At("out"))).Exit);
    }

    [Fact]
    public async Task Links_are_told_and_not_followed()
    {
        Mlruns();
        _shop.Write("secret.txt", "secret");
        File.CreateSymbolicLink(_shop.At($"mlruns/{Experiment}/{Run}/artifacts/link.txt"), _shop.At("secret.txt"));
        Directory.CreateSymbolicLink(_shop.At($"mlruns/{Experiment}/{Run}/artifacts/folder"), _shop.Folder);
        var json = await _shop.JsonAsync("import-mlflow", _shop.At("mlruns"));
        Assert.Equal(2, json.GetProperty("warnings").EnumerateArray().Count(w => w.GetString()!.EndsWith("is a link and was not followed.", StringComparison.Ordinal)));
        using var workspace = _shop.Open();
        Assert.Equal(2, workspace.Artifacts.List(workspace.Runs.Get(Run)).Count);
    }

    [Theory]
    [InlineData("runs:/0123456789abcdef0123456789abcdef/../../secret")]
    [InlineData("file:///etc/0123456789abcdef0123456789abcdef/artifacts/%2e%2e/%2e%2e/x")]
    [InlineData("s3://bucket/elsewhere")]
    public async Task A_source_that_leads_elsewhere_is_kept_as_words_alone(string source)
    {
        Mlruns();
        Write("mlruns/models/prices/version-3/meta.yaml", Version(3, "None", source));
        Directory.Delete(_shop.At("mlruns/models/prices/version-3/artifacts"), recursive: true);
        var json = await _shop.JsonAsync("import-mlflow", _shop.At("mlruns"));
        Assert.Contains($"The files of prices:3 are at '{source}', outside the folder, and are not taken over.", json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
        using var workspace = _shop.Open();
        var version = workspace.Models.Resolve("prices:3");
        Assert.Equal(source, version.Tags["vane.source"]);
        Assert.Empty(workspace.Artifacts.List(version));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_and_nothing_is_taken_over()
    {
        Mlruns();
        WriteRun("22222222222222222222222222222222", "active");
        Write($"mlruns/{Experiment}/22222222222222222222222222222222/metrics/val/loss", "1 0.5 0\nnot a line\n");
        Write($"mlruns/{Experiment}/{Gone}/meta.yaml", "run_id: another\n");
        Write("mlruns/models/prices/aliases/champion", "9");
        Directory.CreateDirectory(_shop.At("mlruns/nothing"));
        Write($"mlruns/{Experiment}/models/{Model}/artifacts/a#b.txt", "x");
        Write($"mlruns/{Experiment}/{Run}/inputs/bb22/meta.yaml", "source_id: ../../../secret\nsource_type: DATASET\ntags: {}\n");
        Write("mlruns/77/meta.yaml", "{ not: [closed");
        var run = await _shop.RunAsync("import-mlflow", _shop.At("mlruns"));
        Assert.Equal(2, run.Exit);
        foreach (var problem in new[] { "loss, line 2: 'not a line' is no time, value and step.", "its meta.yaml is that of the run 'another'.", "which is no name of a folder.", "has a name that a stored file cannot have", "the alias 'champion' stands on '9', which is no version of the model.", "meta.yaml: is missing.", "meta.yaml: is not YAML: " })
        {
            Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        }

        Assert.False(Workspace.Exists(_shop.Store));
        Assert.Contains("does not exist.", (await _shop.RunAsync("import-mlflow", _shop.At("nowhere"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_and_names_that_mean_something_else_here_are_no_quiet_mixture()
    {
        Mlruns();
        using (var workspace = _shop.Open())
        {
            workspace.Runs.Create(new NewRun { Name = "x", User = "eve", Experiment = "prices: up" });
        }

        var run = await _shop.RunAsync("import-mlflow", _shop.At("mlruns"));
        Assert.Equal(2, run.Exit);
        Assert.Contains($"the experiment 'prices: up' has the number {Experiment} there, and 1 here.", run.Error, StringComparison.Ordinal);
    }

    /// <summary>All that a workspace tells, in one text, but for ids that each workspace makes up and the tags that say where files were.</summary>
    private static string Told(Workspace workspace)
    {
        var text = new StringBuilder();
        foreach (var experiment in workspace.Exports.Experiments())
        {
            // The default experiment is as old as its workspace.
            text.AppendLine(System.Text.Json.JsonSerializer.Serialize(experiment.Id == 0 ? experiment with { Created = default, Updated = default } : experiment));
            foreach (var id in workspace.Exports.RunIds(experiment.Id))
            {
                var run = workspace.Exports.Run(id);
                text.AppendLine(id + string.Join(';', run.Metrics) + string.Join(';', run.Params.OrderBy(p => p.Key)) + string.Join(';', run.Datasets.Select(d => d with { Tags = new Dictionary<string, string>() })) + string.Join(';', run.Models));
                text.AppendLine($"{run.Name} {run.User} {run.Status} {run.Start:O} {run.End:O} {run.Deleted} {run.DeletedAt:O}");
                text.AppendLine(string.Join(';', workspace.Artifacts.List(workspace.Runs.Get(id)).Select(a => a.Name + a.Sha256)));
            }
        }

        foreach (var model in workspace.Models.List())
        {
            foreach (var version in workspace.Models.Versions(model.Name, deleted: true))
            {
                text.AppendLine($"{version.Reference} {version.Created:O} {version.RunId} {version.Author} {version.Notes} {version.Deleted is null} {string.Join(',', version.Aliases)}");
                text.AppendLine(string.Join(';', workspace.Artifacts.List(version).Select(a => a.Name + a.Sha256)));
            }
        }

        return text.ToString();
    }

    /// <summary>Two experiments; a run with everything and a deleted one; a logged model; a registered model with three versions, the second deleted.</summary>
    private void Mlruns()
    {
        Write("mlruns/0/meta.yaml", "artifact_location: mlflow-artifacts:/0\ncreation_time: 1721450000000\nexperiment_id: '0'\nlast_update_time: 1721450000000\nlifecycle_stage: active\nname: Default\n");
        Write($"mlruns/{Experiment}/meta.yaml", $"artifact_location: file:///old/mlruns/{Experiment}\ncreation_time: 1721450900000\nexperiment_id: '{Experiment}'\nlast_update_time: 1721450900001\nlifecycle_stage: active\nname: 'prices: up'\n");
        Write($"mlruns/{Experiment}/tags/team", "blue");
        Write($"mlruns/{Experiment}/datasets/aa11/meta.yaml", "digest: d1\nname: train.csv\nprofile: null\nschema: '{\"mlflow_colspec\": []}'\nsource: '{}'\nsource_type: local\n");
        WriteRun(Run, "active");
        WriteRun(Gone, "deleted");
        Write($"mlruns/{Experiment}/{Run}/artifacts/model/MLmodel", "flavors: {}\n");
        Write($"mlruns/{Experiment}/{Run}/artifacts/plots/roc.svg", "<svg/>");
        Write($"mlruns/{Experiment}/{Run}/inputs/bb22/meta.yaml", $"destination_id: aa11\ndestination_type: RUN\nsource_id: aa11\nsource_type: DATASET\ntags:\n  mlflow.data.context: training\n");
        Write($"mlruns/{Experiment}/{Run}/outputs/{Model}/meta.yaml", $"destination_id: {Model}\ndestination_type: MODEL_OUTPUT\nsource_id: {Model}\nsource_type: RUN_OUTPUT\nstep: 2\ntags: {{}}\n");
        Write($"mlruns/{Experiment}/{Run}/inputs/dd44/meta.yaml", $"destination_id: {Model}\ndestination_type: RUN\nsource_id: {Model}\nsource_type: MODEL\ntags: {{}}\n");
        Write($"mlruns/{Experiment}/models/{Model}/meta.yaml", $"artifact_location: file:///old/mlruns/{Experiment}/models/{Model}/artifacts\ncreation_timestamp: 1721450910000\nexperiment_id: '{Experiment}'\nlast_updated_timestamp: 1721450911000\nmodel_id: {Model}\nmodel_type: null\nname: sub\nsource_run_id: {Run}\nstatus: 2\nstatus_message: null\n");
        Write($"mlruns/{Experiment}/models/{Model}/metrics/val/loss", $"1721450910003 0.5 2 {Run} train.csv d1\n");
        Write($"mlruns/{Experiment}/models/{Model}/artifacts/MLmodel", "flavors: {}\n");
        Write("mlruns/models/prices/meta.yaml", "creation_timestamp: 1721450919000\ndescription: null\nlast_updated_timestamp: 1721450930000\nname: prices\n");
        Write("mlruns/models/prices/aliases/champion", "3");
        Write("mlruns/models/prices/version-1/meta.yaml", Version(1, "Production", $"file:///old/mlruns/{Experiment}/{Run}/artifacts/model"));
        Write("mlruns/models/prices/version-2/meta.yaml", Version(2, "Deleted_Internal", $"models:/{Model}"));
        Write("mlruns/models/prices/version-3/meta.yaml", Version(3, "None", "file:///out/models/prices/version-3/artifacts"));
        Write("mlruns/models/prices/version-3/artifacts/model.bin", "weights");
        Directory.CreateDirectory(_shop.At("mlruns/.trash"));
    }

    private void WriteRun(string id, string stage)
    {
        var folder = $"mlruns/{Experiment}/{id}";
        Write($"{folder}/meta.yaml", $"artifact_uri: file:///old/mlruns/{Experiment}/{id}/artifacts\ndeleted_time: {(stage == "deleted" ? "1721450990000" : "null")}\nend_time: 1721450917230\nentry_point_name: ''\nexperiment_id: '{Experiment}'\nlifecycle_stage: {stage}\nrun_id: {id}\nrun_name: wistful-ant\nrun_uuid: {id}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 1721450907221\nstatus: 3\ntags: []\nuser_id: ada\n");
        Write($"{folder}/metrics/val/loss", "1721450910001 0.7 0\n1721450910002 0.6 1\n1721450910003 0.5 2\n");
        Write($"{folder}/metrics/odd", "1721450910001 nan 0\n");
        Write($"{folder}/metrics/worst", "1721450910001 -inf\n");
        Write($"{folder}/params/depth", "15");
        Write($"{folder}/params/note", "line one\nline two\n");
        Write($"{folder}/tags/mlflow.runName", "wistful-ant");
    }

    private static string Version(int number, string stage, string source) =>
        $"creation_timestamp: 172145092000{number - 1}\ncurrent_stage: {stage}\ndescription: {(number == 1 ? "the first" : "null")}\nlast_updated_timestamp: 1721450921000\nname: prices\nrun_id: {Run}\nrun_link: null\nsource: {source}\nstatus: READY\nstatus_message: null\nstorage_location: {source}\nuser_id: null\nversion: {number}\n";

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_shop.At(name))!);
        _shop.Write(name, text);
    }
}
