namespace Weathervane.Cli.Tests;

public sealed class ImportRegistryCommandTests : IDisposable
{
    // As the older registry's code writes it: Python's own JSON, with a bare NaN, and pickles that exist.
    private const string Registry =
        """
        {"models": {"gbpusd_rf": [
          {"version": "v1", "timestamp": "2025-03-01T10:00:00.123456", "author": "ada", "params": {"n_estimators": 50, "max_depth": 3, "criterion": "gini", "class_weight": null},
           "metrics": {"accuracy": 0.51344, "f1": 0.342585, "auc": NaN}, "path": "models/gbpusd_rf_v1.pkl"},
          {"version": "v2", "timestamp": "2025-03-02T09:30:00", "author": "bob", "params": {"n_estimators": 200, "max_depth": 10}, "metrics": {"accuracy": 0.51015, "f1": 0.329857}, "path": "models/gbpusd_rf_v2.pkl"}
        ]}}
        """;

    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Versions_times_authors_parameters_and_metrics_come_over_and_no_pickle_is_opened()
    {
        _shop.Write("registry.json", Registry);
        // What the paths name are folders here, which nobody can open as a file; a real pickle would run its code.
        Directory.CreateDirectory(_shop.At("models/gbpusd_rf_v1.pkl"));
        Directory.CreateDirectory(_shop.At("models/gbpusd_rf_v2.pkl"));
        var run = await _shop.RunAsync("import-registry", _shop.Folder);
        Assert.True(run.Exit == 0, run.Error);
        using var workspace = _shop.Open();
        var versions = workspace.Models.Versions("gbpusd_rf");
        Assert.Equal([1L, 2L], versions.Select(v => v.Version));
        Assert.Equal([new DateTimeOffset(2025, 3, 1, 10, 0, 0, 123, TimeSpan.Zero), new DateTimeOffset(2025, 3, 2, 9, 30, 0, TimeSpan.Zero)], versions.Select(v => v.Created));
        Assert.Equal(["ada", "bob"], versions.Select(v => v.Author));
        Assert.Equal(("50", "gini", "null"), (versions[0].Parameters["n_estimators"], versions[0].Parameters["criterion"], versions[0].Parameters["class_weight"]));
        Assert.Equal((0.51344, double.NaN, 0.329857), (versions[0].Metrics["accuracy"].Value, versions[0].Metrics["auc"].Value, versions[1].Metrics["f1"].Value));
        Assert.Equal("models/gbpusd_rf_v2.pkl", versions[1].Tags["registry.path"]);
        // The older registry served the newest as the best: nobody is champion by coming over.
        Assert.All(versions, v => Assert.Empty(v.Aliases));
        Assert.All(versions, v => Assert.Empty(workspace.Artifacts.List(v)));
        Assert.Contains("worse", (await _shop.RunAsync("models", "compare", "gbpusd_rf:1", "gbpusd_rf:2")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doing_it_again_adds_nothing_and_the_next_version_counts_on()
    {
        _shop.Write("registry.json", Registry);
        Assert.Equal(2, (await _shop.JsonAsync("import-registry", _shop.Folder)).GetProperty("models")[0].GetProperty("added").GetInt32());
        Assert.Equal(0, (await _shop.JsonAsync("import-registry", _shop.At("registry.json"))).GetProperty("models")[0].GetProperty("added").GetInt32());
        using var workspace = _shop.Open();
        Assert.Equal(2, workspace.Models.Versions("gbpusd_rf").Count);
        Assert.Equal(3, workspace.Models.Register(new() { Name = "gbpusd_rf", Author = "eve" }).Version);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_nothing_is_taken_over()
    {
        _shop.Write("registry.json", """
            {"models": {"a/b": [], "m": [
              {"version": "first", "timestamp": "2025-03-01T10:00:00", "author": "ada", "params": {}, "metrics": {}},
              {"version": "v2", "timestamp": "yesterday", "author": "ada", "params": [], "metrics": {"f1": "good"}},
              {"version": "v3", "timestamp": "2025-03-01T10:00:00"}, {"version": "v3", "timestamp": "2025-03-01T10:00:00"}, 7]}}
            """);
        var run = await _shop.RunAsync("import-registry", _shop.Folder);
        Assert.Equal(2, run.Exit);
        foreach (var problem in new[] { "'a/b' holds '/'", "m[0]: its version 'first' is none.", "m[1]: its timestamp 'yesterday' is no time.", "m[1]: its params are no object.", "its metric 'f1' is \"good\", which is no number.", "the version v3 stands 2 times.", "m[4]: is no object." })
        {
            Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        }

        Assert.False(Weathervane.Store.Workspace.Exists(_shop.Store));
    }

    [Theory]
    [InlineData("{\"models\": {\"m\": [{\"version\"", "is not JSON: ")]
    [InlineData("[]", "has no object 'models'.")]
    public async Task A_torn_or_strange_file_is_refused(string text, string problem)
    {
        _shop.Write("registry.json", text);
        var run = await _shop.RunAsync("import-registry", _shop.Folder);
        Assert.Equal(2, run.Exit);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Contains("does not exist.", (await _shop.RunAsync("import-registry", _shop.At("nowhere"))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_is_another_version_here_is_no_quiet_loss()
    {
        _shop.Write("registry.json", Registry);
        using (var workspace = _shop.Open())
        {
            workspace.Models.Register(new() { Name = "gbpusd_rf", Author = "eve" });
        }

        var run = await _shop.RunAsync("import-registry", _shop.Folder);
        Assert.Equal(2, run.Exit);
        Assert.Contains("version 1 of 'gbpusd_rf' is of 2025-03-01 10:00:00 there, and of 20", run.Error, StringComparison.Ordinal);
        Assert.Contains("Import into a workspace of its own: --workspace FOLDER.", run.Error, StringComparison.Ordinal);
    }
}
