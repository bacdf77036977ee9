using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Weathervane.Server.Tests.Api;

/// <summary>Requests that do not fit are refused with their place and in words of the request: never a failure of the server, never its types.</summary>
public sealed class RefusedRequestTests
{
    private const string Bar = """{"time":"2026-03-01T00:00:00Z","open":1,"high":2,"low":1,"close":2}""";

    [Theory]
    [InlineData("POST", "/api/v1/runs", """{"user":"u"}""", "name")]
    [InlineData("POST", "/api/v1/runs", """{"name":null,"user":"u"}""", "name")]
    [InlineData("POST", "/api/v1/runs", """{"name":"n","user":"u","experiment":null}""", "experiment")]
    [InlineData("POST", "/api/v1/runs", """{"name":"n","user":"u","tags":null}""", "tags")]
    [InlineData("POST", "/api/v1/runs", """{"name":"n","user":"u","tags":{"a":null}}""", "tags.a")]
    [InlineData("POST", "/api/v1/runs", "[]", "body")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"metrics":[null]}""", "metrics[0]")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"metrics":[{"value":1}]}""", "metrics[0].key")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"metrics":[{"key":"a"}]}""", "metrics[0].value")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"metrics":[{"key":null,"value":1}]}""", "metrics[0].key")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"metrics":[{"key":"a","value":"much"}]}""", "metrics[0].value")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"tags":{"a":null}}""", "tags.a")]
    [InlineData("POST", "/api/v1/runs/RUN/tries", """{"series":"s","label":null,"tries":[]}""", "label")]
    [InlineData("POST", "/api/v1/runs/RUN/tries", """{"series":"s","label":"l","tries":[null]}""", "tries[0]")]
    [InlineData("POST", "/api/v1/runs/RUN/tries", """{"series":"s","label":"l","tries":[{"name":"n","from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","tries":1,"gains":{"blockMs":1,"first":1,"sums":null,"rows":[]}}]}""", "tries[0].gains.sums")]
    [InlineData("POST", "/api/v1/runs/RUN/studies", """{"runId":"r","name":"n","sampler":null,"seed":1,"metric":"log_loss","higherIsBetter":false,"space":""}""", "sampler")]
    [InlineData("POST", "/api/v1/runs/RUN/studies", """{"runId":"r","name":"n","sampler":"tpe","seed":1,"metric":"log_loss","higherIsBetter":false,"space":"","pruner":null}""", "pruner")]
    [InlineData("POST", "/api/v1/studies/1/trials", """{"number":0,"state":"complete","parameters":null,"value":1}""", "parameters")]
    [InlineData("POST", "/api/v1/studies/1/trials", """{"number":0,"state":"complete","parameters":{},"value":1,"foldValues":null}""", "foldValues")]
    [InlineData("POST", "/api/v1/studies/1/trials", """{"number":-1,"state":"complete","parameters":{},"value":1}""", "number")]
    [InlineData("POST", "/api/v1/models/m/versions", """{"metrics":[null]}""", "metrics[0]")]
    [InlineData("PUT", "/api/v1/series/s", "{}", "interval")]
    [InlineData("PUT", "/api/v1/series/s", """{"interval":"1d","models":[null]}""", "models[0]")]
    [InlineData("PUT", "/api/v1/series/s/retraining", """{"pauseDays":-1}""", "pauseDays")]
    [InlineData("POST", "/api/v1/series/s/bars", "[null]", "body[0]")]
    [InlineData("POST", "/api/v1/series/s/bars", """[{"time":"2026-03-01T00:00:00Z","open":1}]""", "body[0].high")]
    [InlineData("POST", "/api/v1/series/s/bars", "[" + Bar + "," + Bar + """,{"time":"2026-03-01T00:00:00Z","open":1,"low":1,"close":1}]""", "body[2].high")]
    [InlineData("POST", "/api/v1/series/s/bars", "[]", "bars")]
    [InlineData("POST", "/api/v1/studies", "{}", "pipeline")]
    [InlineData("POST", "/api/v1/studies", """{"pipeline":"x","files":null}""", "files")]
    [InlineData("POST", "/api/v1/studies", """{"files":null,"pipeline":"x"}""", "files")]
    [InlineData("POST", "/api/v1/experiments", """{"series":"s","champion":"m","challengers":[null],"reason":"r"}""", "challengers[0]")]
    [InlineData("POST", "/api/v1/runs", """{"name":"a\u200bb","user":"u"}""", "name")]
    [InlineData("POST", "/api/v1/runs", """{"name":"..","user":"u"}""", "name")]
    [InlineData("POST", "/api/v1/runs", """{"name":"n","user":"u","experiment":"a\u202eb"}""", "experiment")]
    [InlineData("POST", "/api/v1/runs", """{"name":"n","user":"u","tags":{"\u2066a":"1"}}""", "tags")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"metrics":[{"key":"..","value":1}]}""", "metrics")]
    [InlineData("POST", "/api/v1/runs/RUN/log", """{"params":{"a\u001bb":"1"}}""", "params")]
    [InlineData("POST", "/api/v1/runs/RUN/studies", """{"runId":"r","name":"a\ufeff","sampler":"tpe","seed":1,"metric":"log_loss","higherIsBetter":false,"space":""}""", "name")]
    [InlineData("POST", "/api/v1/models/a%E2%80%AEb/versions", "{}", "name")]
    [InlineData("POST", "/api/v1/models/m/versions", """{"parameters":{"a\u200b":"1"}}""", "parameters")]
    [InlineData("GET", "/api/v1/runs?limit=abc", null, "limit")]
    [InlineData("GET", "/api/v1/studies?limit=0", null, "limit")]
    [InlineData("GET", "/api/v1/series/s/events?limit=0", null, "limit")]
    public async Task A_request_that_does_not_fit_is_told_with_its_place(string method, string target, string? body, string where)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Series.Put("s", "1d", []));
        using var made = await server.Client.PostAsJsonAsync("/api/v1/runs", new { name = "n", user = "u" }, TestContext.Current.CancellationToken);
        var run = JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!.GetValue<string>();
        var (status, text) = await server.Client.Send(method, target.Replace("RUN", run, StringComparison.Ordinal), body);
        Assert.True(status == 400, $"{status} {text}");
        var problems = JsonNode.Parse(text)!["problems"]!.AsArray();
        Assert.Contains(where, problems.Select(p => p!["where"]!.GetValue<string>()));
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Weathervane.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bar_that_cannot_have_closed_does_not_become_the_newest_one()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Series.Put("s", "1d", []));
        var (taken, _) = await server.Client.Send("POST", "/api/v1/series/s/bars", $"[{Bar}]");
        Assert.Equal(200, taken);
        foreach (var time in new[] { "2999-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z" })
        {
            var (status, text) = await server.Client.Send("POST", "/api/v1/series/s/bars", $"[{Bar.Replace("2026-03-01T00:00:00Z", time, StringComparison.Ordinal)}]");
            Assert.True(status == 400 && text.Contains("closed bars", StringComparison.Ordinal), text);
        }

        var series = JsonNode.Parse((await server.Client.Send("GET", "/api/v1/series/s")).Body)!;
        Assert.StartsWith("2026-03-01", series["lastBar"]!["time"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/runs", "zstd", 415)]
    [InlineData("POST", "/api/v1/runs", "compress", 415)]
    [InlineData("POST", "/api/v1/runs", "gzip, gzip", 415)]
    [InlineData("POST", "/predict", "zstd", 415)]
    [InlineData("PUT", "/api/v1/runs/RUN/files/a.txt", "zstd", 415)]
    [InlineData("POST", "/api/2.0/mlflow/experiments/create", "zstd", 415)]
    [InlineData("POST", "/api/v1/runs", "identity", 200)]
    [InlineData("POST", "/api/2.0/mlflow/experiments/create", "IDENTITY", 200)]
    public async Task A_body_in_an_encoding_that_nothing_inflates_is_refused(string method, string target, string encoding, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var run = await server.Client.NewRun();
        using var request = new HttpRequestMessage(new HttpMethod(method), target.Replace("RUN", run, StringComparison.Ordinal));
        request.Content = JsonContent.Create(new { name = "n", user = "u" });
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == expected, $"{(int)answer.StatusCode} {text}");
        if (expected == 415)
        {
            var told = JsonNode.Parse(text)!;
            Assert.StartsWith($"The Content-Encoding '{encoding}' is not understood", (told["detail"] ?? told["message"])!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal("gzip, deflate, br", answer.Headers.GetValues("Accept-Encoding").Single());
        }
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/runs", 405, "Allowed: GET, POST.")]
    [InlineData("DELETE", "/api/v1/aliases", 405, "Allowed: GET.")]
    [InlineData("FOO", "/api/v1/models", 405, "other is not allowed")]
    [InlineData("POST", "/metrics", 405, "Allowed: GET.")]
    [InlineData("GET", "/api/v1/nothing", 404, "No route takes /api/v1/nothing.")]
    [InlineData("GET", "/nothing", 404, "No route takes /nothing.")]
    public async Task What_no_route_takes_is_told_with_what_is_allowed(string method, string target, int expected, string words)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((expected, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains(words, JsonNode.Parse(text)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(expected == 405, answer.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("GET", "/API/V1/runs/nothing", null, 404)]
    [InlineData("POST", "/Api/v1/runs", """{"name":5}""", 400)]
    [InlineData("POST", "/api/V1/runs", "name=n", 415)]
    [InlineData("POST", "/PREDICT", "{}", 404)]
    [InlineData("POST", "/Predict", "a=1", 415)]
    public async Task Guards_know_a_path_in_whatever_case_the_routes_do(string method, string target, string? body, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, text) = await server.Client.Send(method, target, body, expected == 415 ? "text/plain" : "application/json");
        Assert.Equal((expected, expected), (status, JsonNode.Parse(text)!["status"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("experiments/set-experiment-tag", """{"experiment_id":"0","key":"LONG","value":"v"}""")]
    [InlineData("experiments/create", """{"name":"n","tags":[{"key":"LONG","value":"v"}]}""")]
    [InlineData("runs/create", """{"experiment_id":"0","run_name":"LONG"}""")]
    [InlineData("runs/create", """{"experiment_id":"0","user_id":"LONG"}""")]
    [InlineData("logged-models", """{"experiment_id":"0","name":"LONG"}""")]
    [InlineData("logged-models", """{"experiment_id":"0","name":"n","model_type":"LONG"}""")]
    [InlineData("registered-models/create", """{"name":"n","tags":[{"key":"LONG","value":"v"}]}""")]
    [InlineData("runs/log-inputs", """{"run_id":"r","datasets":[{"dataset":{"name":"n","digest":"LONG","source_type":"t","source":"s"}}]}""")]
    public async Task Names_of_MLflows_things_have_an_end(string route, string body)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, text) = await server.Client.Send("POST", Http.Api + route, body.Replace("LONG", new string('x', 501), StringComparison.Ordinal));
        Assert.True(status == 400 && text.Contains("501 characters", StringComparison.Ordinal), $"{status} {text}");
    }

    [Fact]
    public async Task A_file_lies_in_a_bounded_number_of_folders()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await server.Client.NewRun();
        foreach (var (root, spare) in new[] { ("/api/2.0/mlflow-artifacts/artifacts/", 0), ($"/api/v1/runs/{run}/files/", 3) })
        {
            foreach (var (parts, expected) in new[] { (100 - spare, 200), (101 - spare, 400) })
            {
                var (status, text) = await server.Client.Send("PUT", root + string.Join('/', Enumerable.Repeat("a", parts)), "x", "application/octet-stream");
                Assert.True(status == expected, $"{root} {parts}: {status} {text}");
            }
        }

        // The name begins where the route's own words end, however those are written.
        Assert.Equal(200, (await server.Client.Send("PUT", "/api/2.0/MLFLOW-artifacts/Artifacts/b/artifacts/c", "x", "application/octet-stream")).Status);
        Assert.NotNull(server.Workspace.Artifacts.Find("b/artifacts/c"));
        Assert.Equal(400, (await server.Client.Send("PUT", "/api/2.0/mlflow-artifacts/%61rtifacts/d", "x", "application/octet-stream")).Status);
    }

    [Theory]
    [InlineData("/api/v1/runs", "gzip")]
    [InlineData("/api/v1/runs", "br")]
    [InlineData("/api/v1/predict", "deflate")]
    [InlineData("/api/2.0/mlflow/experiments/create", "gzip")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_the_callers_mistake(string target, string encoding)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, text) = await Encoded(server, target, """{"name":"n","user":"u"}"""u8.ToArray(), encoding);
        Assert.True(status == 400 && text.Contains("Content-Encoding", StringComparison.Ordinal), $"{status} {text}");
    }

    [Theory]
    [InlineData(20 << 20, 400)]
    [InlineData(40 << 20, 413)]
    public async Task A_compressed_body_is_measured_after_inflation(int size, int expected)
    {
        await using var server = await RunningServer.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            // Blanks before what is no run: nobody has to hold them.
            var blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)' ');
            for (var sent = 0; sent < size; sent += blanks.Length)
            {
                await gzip.WriteAsync(blanks, TestContext.Current.CancellationToken);
            }

            await gzip.WriteAsync("[]"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, (await Encoded(server, "/api/v1/runs", packed.ToArray(), "gzip")).Status);
    }

    [Theory]
    [InlineData("GET", "/api/2.0/mlflow/nosuch", 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("GET", "/api/2.0/mlflow/%ff", 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("GET", "/api/2.0/mlflow/runs/a%", 404, "ENDPOINT_NOT_FOUND")]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts/%ff%zz", 404, "RESOURCE_DOES_NOT_EXIST")]
    [InlineData("PUT", "/ajax-api/2.0/mlflow/runs/get", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("POST", "/api/2.0/preview/mlflow/runs/nosuch", 404, "ENDPOINT_NOT_FOUND")]
    public async Task What_no_route_of_MLflow_takes_is_an_error_of_MLflow(string method, string target, int expected, string code)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, text) = await server.Client.Send(method, target, "{}");
        Assert.Equal((expected, code), (status, JsonNode.Parse(text)!["error_code"]!.GetValue<string>()));
    }

    private static async Task<(int Status, string Body)> Encoded(RunningServer server, string target, byte[] body, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        using var answer = await server.Client.PostAsync(target, content, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
