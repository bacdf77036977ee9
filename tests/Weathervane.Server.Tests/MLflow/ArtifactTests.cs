using System.Net;
using System.Security.Cryptography;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>Files go up and come down as they were, at any size, and never as pages.</summary>
public sealed class ArtifactTests
{
    private const string Root = "/api/2.0/mlflow-artifacts/artifacts";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((5 << 20) + 3)]
    public async Task Come_back_byte_for_byte_as_attachments_in_a_sandbox(int size)
    {
        await using var server = await RunningServer.StartAsync();
        var content = RandomNumberGenerator.GetBytes(size);
        using var put = await server.Client.PutAsync(Root + "/0/r/artifacts/sub/report.html", new ByteArrayContent(content), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var get = await server.Client.GetAsync(Root + "/0/r/artifacts/sub/report.html", TestContext.Current.CancellationToken);
        Assert.Equal(content, await get.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", get.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("text/plain", get.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("sandbox", get.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_listed_by_folder_with_their_sizes_replaced_and_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await server.Client.NewRun();
        foreach (var (path, text) in new[] { ("a.txt", "one"), ("a.txt", "longer"), ("plots/roc.svg", "<svg/>"), ("plots/deep/x", "y") })
        {
            Assert.Equal(200, (await server.Client.Send("PUT", $"{Root}/0/{run}/artifacts/{path}", text)).Status);
        }

        var files = (await server.Client.Ask($"artifacts/list?run_id={run}"))["files"]!.AsArray();
        Assert.Equal(["a.txt 6", "plots "], files.Select(f => $"{f!["path"]} {f["file_size"]}"));
        files = (await server.Client.Ask($"artifacts/list?run_id={run}&path=plots"))["files"]!.AsArray();
        Assert.Equal(["plots/deep True", "plots/roc.svg False"], files.Select(f => $"{f!["path"]} {f["is_dir"]!.GetValue<bool>()}"));
        Assert.Equal(200, (await server.Client.Send("DELETE", $"{Root}/0/{run}/artifacts/plots")).Status);
        Assert.Equal(404, (await server.Client.Send("GET", $"{Root}/0/{run}/artifacts/plots/roc.svg")).Status);
        Assert.Equal("longer", (await server.Client.Send("GET", $"/get-artifact?run_uuid={run}&path=a.txt")).Body);
    }

    [Fact]
    public async Task Damage_on_the_disk_never_reaches_a_client_as_content()
    {
        await using var server = await RunningServer.StartAsync();
        // Small content is checked before the answer begins, large content by its end.
        foreach (var size in new[] { 1000, 3 << 20 })
        {
            var content = RandomNumberGenerator.GetBytes(size);
            using var put = await server.Client.PutAsync($"{Root}/0/{size}", new ByteArrayContent(content), TestContext.Current.CancellationToken);
            var file = Directory.GetFiles(Path.Combine(server.Folder, "blobs"), Convert.ToHexStringLower(SHA256.HashData(content)), SearchOption.AllDirectories).Single();
            content[size / 2] ^= 1;
            File.WriteAllBytes(file, content);
            try
            {
                using var get = await server.Client.GetAsync($"{Root}/0/{size}", TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.InternalServerError, get.StatusCode);
            }
            catch (HttpRequestException)
            {
                // The connection broke before the last byte.
            }
        }
    }

    [Fact]
    public async Task A_version_of_a_logged_model_a_copy_or_a_runs_folder_has_the_files_of_its_source()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await server.Client.NewRun();
        var model = (await server.Client.Post("logged-models", new { experiment_id = "0", name = "m", source_run_id = run }))["model"]!["info"]!;
        var id = model["model_id"]!.GetValue<string>();
        await server.Client.Send("PUT", $"{Root}/0/models/{id}/artifacts/MLmodel", "logged");
        await server.Client.Send("PUT", $"{Root}/0/{run}/artifacts/model/MLmodel", "of the run");
        await server.Client.Post("registered-models/create", new { name = "a/b" });
        foreach (var source in new[] { $"models:/{id}", "models:/a/b/1", $"runs:/{run}/model" })
        {
            await server.Client.Post("model-versions/create", new { name = "a/b", source });
        }

        Assert.Equal(["logged", "logged", "of the run"], server.Workspace.Models.Versions("a%2Fb").Select(v => System.Text.Encoding.UTF8.GetString(server.Workspace.Artifacts.Read(v, "MLmodel"))));
        Assert.Equal("of the run", (await server.Client.Send("GET", "/model-versions/get-artifact?name=a%2Fb&version=3&path=MLmodel")).Body);
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "model-versions/create", """{"name":"a/b","source":"models:/none/1"}""")).Status);
    }

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("s3://bucket/x")]
    [InlineData("http://127.0.0.1/x")]
    [InlineData("/etc")]
    [InlineData("mlflow-artifacts:/../x")]
    [InlineData("mlflow-artifacts:/a/%2e%2e/x")]
    public async Task Places_outside_the_servers_own_store_are_refused_for_experiments_and_versions(string place)
    {
        await using var server = await RunningServer.StartAsync();
        await server.Client.Post("registered-models/create", new { name = "m" });
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "experiments/create", $$"""{"name":"e","artifact_location":"{{place}}"}""")).Status);
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "model-versions/create", $$"""{"name":"m","source":"{{place}}"}""")).Status);
    }

    [Theory]
    [InlineData("team/model")]
    [InlineData("a:b@c%2Fd")]
    [InlineData("100 % é <img onerror=x>")]
    public async Task Names_of_models_that_a_reference_could_not_hold_come_back_as_they_were(string name)
    {
        await using var server = await RunningServer.StartAsync();
        await server.Client.Post("registered-models/create", new { name });
        await server.Client.Post("model-versions/create", new { name, source = "mlflow-artifacts:/0/x" });
        await server.Client.Post("registered-models/alias", new { name, alias = "live", version = "1" });
        Assert.Equal(name, (await server.Client.Ask($"registered-models/get?name={Uri.EscapeDataString(name)}"))["registered_model"]!["name"]!.GetValue<string>());
        var found = await server.Client.Ask($"model-versions/search?filter={Uri.EscapeDataString($"name = '{name}'")}");
        Assert.Equal(name, found["model_versions"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(-1, server.Workspace.Models.List().Single().Name.AsSpan().IndexOfAny('/', ':', '@'));
    }
}
