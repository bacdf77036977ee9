using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Weathervane.Server;
using Weathervane.Server.Access;
using Weathervane.Store;
using Weathervane.Store.Access;
using Weathervane.Store.LoggedModels;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

/// <summary>A running server brought over whole, through MLflow's own API.</summary>
public sealed partial class ServedImportTests : IDisposable
{
    private readonly Workshop _there = new(), _here = new();

    public void Dispose()
    {
        _there.Dispose();
        _here.Dispose();
    }

    [Fact]
    public async Task What_a_server_holds_is_exported_the_same_from_here_as_from_there_and_a_second_time_adds_nothing()
    {
        using var workspace = Full();
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        var json = await _here.JsonAsync("import-mlflow", server.Url);
        Assert.Empty(json.GetProperty("warnings").EnumerateArray());
        var added = json.GetProperty("added");
        Assert.Equal((3, 2, 1), (added.GetProperty("runs").GetInt32(), added.GetProperty("versions").GetInt32(), added.GetProperty("loggedModels").GetInt32()));
        Assert.Equal(await ExportedAsync(_there), await ExportedAsync(_here));
        var again = (await _here.JsonAsync("import-mlflow", server.Url + "/")).GetProperty("added");
        Assert.All(again.EnumerateObject(), p => Assert.Equal(0, p.Value.GetInt64()));
        // What is new there comes over later.
        workspace.Models.Register(new NewVersion { Name = "btc", Author = "ada", Model = [7] });
        Assert.Equal(1, (await _here.JsonAsync("import-mlflow", server.Url)).GetProperty("added").GetProperty("versions").GetInt32());
    }

    [Fact]
    public async Task An_import_that_failed_in_the_middle_goes_on_where_it_was()
    {
        using var workspace = Full();
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        // A file that the server cannot give: it breaks its answer off.
        var file = workspace.Artifacts.List(workspace.Models.Resolve("btc:2")).Single(f => f.Name == "z.bin");
        var blob = Assert.Single(Directory.EnumerateFiles(Path.Combine(_there.Store, "blobs"), file.Sha256 + "*", SearchOption.AllDirectories));
        var content = await File.ReadAllBytesAsync(blob, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(blob, [1], TestContext.Current.CancellationToken);
        var failed = await _here.RunAsync("import-mlflow", server.Url);
        Assert.Equal(1, failed.Exit);
        Assert.Single(failed.Error.TrimEnd().Split('\n'), l => l.StartsWith("vane: ", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(blob, content, TestContext.Current.CancellationToken);
        var added = (await _here.JsonAsync("import-mlflow", server.Url)).GetProperty("added");
        Assert.Equal((0, 2), (added.GetProperty("runs").GetInt32(), added.GetProperty("versions").GetInt32()));
        Assert.Equal(await ExportedAsync(_there), await ExportedAsync(_here));
    }

    [Fact]
    public async Task A_server_with_keys_is_asked_as_MLflow_asks()
    {
        using var workspace = Full();
        var key = workspace.Keys.Create("reader", Role.Read).Text;
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
        var refused = await _here.RunAsync("import-mlflow", server.Url);
        Assert.Equal(2, refused.Exit);
        Assert.Contains("wants to know who asks. Set MLFLOW_TRACKING_TOKEN", refused.Error, StringComparison.Ordinal);
        Assert.False(Workspace.Exists(_here.Store));
        foreach (var (user, secret) in new[] { ("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_TOKEN"), ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD") })
        {
            var done = await _here.RunAsync(t => t with { Environment = n => n == secret ? key : n == user ? "ada" : null }, "import-mlflow", server.Url);
            Assert.True(done.Exit == 0, done.Error);
        }
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", "leads to 169.254.169.254, an address that is never asked.")]
    [InlineData("http://[fe80::1]:5000", "an address that is never asked.")]
    [InlineData("http://[::ffff:169.254.169.254]", "an address that is never asked.")]
    [InlineData("http://ada:secret@127.0.0.1", "holds a user or a query. Use one such as")]
    [InlineData("http://127.0.0.1:9", "cannot be reached: Connection refused.")]
    public async Task An_address_that_is_not_to_be_asked_is_refused(string url, string words)
    {
        var refused = await _here.RunAsync("import-mlflow", url);
        Assert.Equal(2, refused.Exit);
        Assert.Contains(words, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", "leads to 169.254.169.254, an address that is never asked.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "answers with no JSON object. Is it an MLflow server?")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "is not there. Is it an MLflow server?")]
    public async Task A_redirect_is_looked_at_again_and_another_server_is_told(string answer, string words)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        // A command waits for its answers: it needs a thread of its own.
        var importing = Task.Run(() => _here.RunAsync("import-mlflow", $"http://{other.LocalEndpoint}"), TestContext.Current.CancellationToken);
        using (var socket = await other.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
            var told = await importing;
            Assert.Equal(2, told.Exit);
            Assert.Contains(words, told.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("10.0.0.7", true)]
    [InlineData("2606:2800::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("169.254.0.1", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:a9fe:a9fe::", false)]
    public void Only_addresses_that_tell_no_secrets_are_allowed(string address, bool allowed) =>
        Assert.Equal(allowed, !AllowedAddress.IsForbidden(IPAddress.Parse(address), local: false));

    /// <summary>Runs of two experiments, one of them deleted; values in thousands, not-a-numbers; data, a logged model with scores, versions with files, aliases, tags.</summary>
    private Workspace Full()
    {
        var workspace = _there.Open();
        var experiment = workspace.Experiments.Create("prices: up", tags: new Dictionary<string, string> { ["team"] = "blue" });
        var run = workspace.Runs.Create(new NewRun { Name = "ant", User = "ada", ExperimentId = experiment.Id, Start = DateTimeOffset.FromUnixTimeMilliseconds(1_721_450_907_221) });
        workspace.Runs.Log(run.Id, new RunLog
        {
            // More than one page of history.
            Metrics = [.. Enumerable.Range(0, 25_500).Select(i => new MetricPoint("val/loss", 1.0 / (i + 1), i, DateTimeOffset.FromUnixTimeMilliseconds(1_721_450_908_000 + i))), new("odd", double.NaN), new("worst", double.NegativeInfinity)],
            Params = new Dictionary<string, string> { ["depth"] = "15", ["note"] = "line one\nline two" },
            Tags = new Dictionary<string, string> { ["stage"] = "tri\"al" },
        });
        var logged = workspace.LoggedModels.Create(new NewLoggedModel
        {
            ExperimentId = experiment.Id, Name = "sub", ModelType = "tree", SourceRunId = run.Id, Params = new Dictionary<string, string> { ["a"] = "1" }, Tags = new Dictionary<string, string> { ["b"] = "2" },
        });
        workspace.LoggedModels.SetStatus(logged.Id, LoggedModelStatus.Ready);
        workspace.Runs.Log(run.Id, new RunLog { Metrics = [new("score", 0.5, 2) { ModelId = logged.Id, DatasetName = "train.csv", DatasetDigest = "d1" }] });
        workspace.Runs.LogInputs(
            run.Id,
            [new DatasetInput("train.csv", "d1", "local", "{}") { Schema = "{\"a\": 1}", Tags = new Dictionary<string, string> { ["mlflow.data.context"] = "training" } }],
            [new RunModel(logged.Id, Made: true, Step: 2), new RunModel(logged.Id, Made: false)]);
        workspace.Artifacts.Put(run, "plots/a b%2.svg", "<svg/>"u8.ToArray());
        workspace.Artifacts.Put(run, "empty", []);
        workspace.Artifacts.Put(run, "model/MLmodel", "flavors: {}\n"u8.ToArray());
        workspace.Artifacts.Put($"{experiment.Id}/models/{logged.Id}/artifacts/MLmodel", new MemoryStream([.. "flavors: {}\n"u8]));
        workspace.Runs.Finish(run.Id, RunStatus.Finished);
        workspace.Runs.Delete(workspace.Runs.Create(new NewRun { Name = "gone", User = "ada" }).Id);
        var old = workspace.Runs.Create(new NewRun { Name = "old", User = "eve", Experiment = "archive" });
        workspace.Experiments.Delete(old.ExperimentId);
        workspace.Models.Register(new NewVersion { Name = "btc", Author = "", RunId = run.Id, Source = $"{run.ArtifactUri}/model", Tags = new Dictionary<string, string> { ["k"] = "v" }, Notes = "the first" });
        workspace.Models.Register(new NewVersion { Name = "btc", Author = "", Model = [1, 2, 3], Files = new Dictionary<string, byte[]> { ["z.bin"] = [4, 5] } });
        workspace.RegisteredModels.Describe("btc", "what goes up");
        workspace.RegisteredModels.SetTags("btc", new Dictionary<string, string> { ["market"] = "crypto" });
        workspace.RegisteredModels.Create(ModelName.Encode("a/b:c@d"));
        workspace.Models.SetAlias(workspace.Models.Resolve("btc:1"), "shadow", "ada", "");
        workspace.ModelVersions.SetStage("btc", 2, "Production", archiveOthers: false);
        return workspace;
    }

    /// <summary>Every file that 'vane export-mlflow' writes of a workspace, but for its own place, and for when a run was deleted, which MLflow's API does not tell.</summary>
    private static async Task<string> ExportedAsync(Workshop shop)
    {
        var folder = shop.At("exported-" + Guid.NewGuid().ToString("N"));
        var export = await shop.RunAsync("export-mlflow", folder);
        Assert.True(export.Exit == 0, export.Error);
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var content = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)).Replace(folder, "ROOT", StringComparison.Ordinal);
            content = file.EndsWith("meta.yaml", StringComparison.Ordinal) ? Untold().Replace(content, "") : content;
            var isDefault = Path.GetRelativePath(folder, file) == "0/meta.yaml";
            text.AppendLine($"{Path.GetRelativePath(folder, file)}: {(isDefault ? "as old as its workspace" : content)}");
        }

        return text.ToString();
    }

    [GeneratedRegex("^deleted_time: .*\n", RegexOptions.Multiline)]
    private static partial Regex Untold();
}
