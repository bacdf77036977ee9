using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weathervane.Store.Models;

namespace Weathervane.Server.Tests.Api;

/// <summary>Our own API: the store's records in JSON, every problem at once, and a description that machines read.</summary>
public sealed class ApiTests
{
    [Fact]
    public async Task Runs_are_logged_searched_and_read()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await Json(server, "POST", "/api/v1/runs", """{"name":"sp500","user":"ada","tags":{"stage":"trial"}}""");
        var id = run["id"]!.GetValue<string>();
        await Json(server, "POST", $"/api/v1/runs/{id}/log", """{"metrics":[{"key":"log_loss","value":0.69,"step":1},{"key":"odd","value":"NaN"}],"params":{"depth":"6"}}""");
        await Json(server, "POST", $"/api/v1/runs/{id}/finish", """{"status":"finished"}""");
        var found = await Json(server, "GET", "/api/v1/runs?filter=" + Uri.EscapeDataString("metrics.log_loss < 0.7 AND params.depth IN ('6')") + "&orderBy=metrics.log_loss");
        Assert.Equal(id, found["items"]![0]!["id"]!.GetValue<string>());
        Assert.Equal("finished", found["items"]![0]!["status"]!.GetValue<string>());
        Assert.Equal("NaN", found["items"]![0]!["metrics"]!["odd"]!.GetValue<string>());
        Assert.Equal(1, (await Json(server, "GET", $"/api/v1/runs/{id}/metrics/log_loss"))["items"]![0]!["step"]!.GetValue<int>());
        Assert.Equal(404, (await server.Client.Send("GET", "/api/v1/runs/ffffffff")).Status);
    }

    [Fact]
    public async Task Models_are_promoted_rolled_back_and_asked_for_as_they_stood()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            foreach (var loss in new[] { 0.69, 0.68, 0.70 })
            {
                w.Models.Register(new NewVersion { Name = "btc", Author = "ada", Model = [1, 2, 3], PrimaryMetric = "log_loss", Metrics = [new("log_loss", loss)] });
            }
        });
        await Json(server, "POST", "/api/v1/models/btc/promote", """{"version":1,"reason":"first"}""");
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal("local", (await Json(server, "POST", "/api/v1/models/btc/promote", """{"version":2,"reason":"better"}"""))["by"]!.GetValue<string>());
        var (status, worse) = await server.Client.Send("POST", "/api/v1/models/btc/promote", """{"version":3,"reason":"newest"}""");
        Assert.Equal(400, status);
        Assert.Contains("it is not made champion", worse, StringComparison.Ordinal);
        Assert.Equal(2, (await Json(server, "GET", "/api/v1/models/resolve?reference=btc"))["version"]!.GetValue<int>());
        Assert.Equal(1, (await Json(server, "GET", $"/api/v1/models/btc/at?time={Uri.EscapeDataString(between.ToString("O"))}"))["version"]!.GetValue<int>());
        await Json(server, "POST", "/api/v1/models/btc/rollback", """{"reason":"it lost money"}""");
        Assert.Equal(["set", "set", "rollback"], (await Json(server, "GET", "/api/v1/models/btc/moves")).AsArray().Select(m => m!["kind"]!.GetValue<string>()));
        Assert.Equal("better", (await Json(server, "GET", "/api/v1/models/btc/compare?left=1&right=2"))["metrics"]![0]!["change"]!.GetValue<string>());
        Assert.Equal("model.vane", (await Json(server, "GET", "/api/v1/models/btc/versions/1/files"))[0]!["name"]!.GetValue<string>());
        Assert.Equal("\u0001\u0002\u0003", (await server.Client.Send("GET", "/api/v1/models/btc/versions/1/files/model.vane")).Body);
        await Json(server, "DELETE", "/api/v1/models/btc/versions/3?reason=worse");
        Assert.Equal(2, (await Json(server, "GET", "/api/v1/models/btc/versions")).AsArray().Count);
    }

    [Theory]
    [InlineData("POST", "/api/v1/runs", "{}", 400)]
    [InlineData("POST", "/api/v1/runs", "{bad", 400)]
    [InlineData("POST", "/api/v1/runs", "", 400)]
    [InlineData("POST", "/api/v1/models/none/promote", """{"version":1,"reason":"x"}""", 404)]
    [InlineData("GET", "/api/v1/models/none", null, 404)]
    [InlineData("GET", "/api/v1/runs?limit=0", null, 400)]
    [InlineData("GET", "/api/v1/runs?limit=many", null, 400)]
    [InlineData("GET", "/api/v1/runs?filter=nonsense", null, 400)]
    [InlineData("GET", "/api/v1/models/resolve?reference=a:b:c", null, 400)]
    public async Task What_cannot_be_done_is_told_as_problem_json(string method, string target, string? body, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.False(string.IsNullOrWhiteSpace(problem!["detail"]?.GetValue<string>()));
    }

    [Fact]
    public async Task A_form_of_another_site_cannot_write()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(415, (await server.Client.Send("POST", "/api/v1/runs", """{"name":"x","user":"y"}""", "text/plain")).Status);
        Assert.Empty(server.Workspace.Runs.List());
    }

    [Fact]
    public async Task The_description_names_every_route_with_what_it_is_for()
    {
        await using var server = await RunningServer.StartAsync();
        var api = await Json(server, "GET", "/openapi/v1.json");
        Assert.StartsWith("3.1", api["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        var operations = api["paths"]!.AsObject().Where(p => p.Key.StartsWith("/api/v1/", StringComparison.Ordinal)).SelectMany(p => p.Value!.AsObject()).ToList();
        Assert.True(operations.Count > 20, $"{operations.Count} operations");
        Assert.All(operations, o => Assert.False(string.IsNullOrWhiteSpace(o.Value!["summary"]?.GetValue<string>())));
    }

    private static async Task<JsonNode> Json(RunningServer server, string method, string target, string? body = null)
    {
        var (status, answer) = await server.Client.Send(method, target, body);
        Assert.True(status is >= 200 and < 300, $"{method} {target}: {status} {answer}");
        return answer.Length == 0 ? new JsonObject() : JsonNode.Parse(answer)!;
    }
}
