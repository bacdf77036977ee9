using System.Globalization;
using System.Text;
using Weathervane.Tests;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>Requests that nobody would send in good faith get an answer below 500, and the server goes on.</summary>
// One of them holds much memory, the other asks how much the process holds: not at the same time.
[Collection("memory of the process")]
public sealed class HostileInputTests
{
    /// <summary>The long form: VANE_FUZZ_SECONDS=3600.</summary>
    private const string SecondsVariable = "VANE_FUZZ_SECONDS";

    private const int ShortRounds = 3000, MultipartRefused = 501;

    public static TheoryData<string, string> Bodies => new()
    {
        { "runs/create", "{bad" },
        { "runs/create", "[]" },
        { "runs/create", "null" },
        { "runs/create", "" },
        { "runs/create", "\"{\"" },
        { "runs/create", """{"experiment_id":{"a":1}}""" },
        { "runs/create", """{"experiment_id":"0","start_time":1e400}""" },
        { "runs/create", """{"experiment_id":"0","start_time":99999999999999999999}""" },
        { "runs/create", """{"experiment_id":"0","tags":{"key":"x"}}""" },
        { "runs/create", """{"experiment_id":"0","tags":[1,2]}""" },
        { "runs/create", """{"experiment_id":"-1"}""" },
        { "runs/create", """{"experiment_id":"0","run_name":"\ud800"}""" },
        { "runs/create", """{"experiment_id":"0","run_name":"a\u0000b"}""" },
        { "runs/search", """{"experiment_ids":["0"],"filter":"tags.x = 'a'; DROP TABLE runs; --'"}""" },
        { "runs/search", """{"experiment_ids":["0"],"filter":"tags.`x' OR '1'='1` = 'a'","order_by":["metrics.`a' DESC; --`"],"page_token":"%%%"}""" },
        { "runs/search", """{"experiment_ids":["0"],"page_token":"eyJvZmZzZXQiOiAtMX0="}""" },
        { "runs/search", """{"experiment_ids":["0 OR 1=1"]}""" },
        { "runs/search", """{"experiment_ids":["0"],"max_results":-1}""" },
        { "experiments/create", """{"name":"a\r\nSet-Cookie: x"}""" },
        { "runs/log-batch", """{"run_id":"x","metrics":"all"}""" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_wrong_body_is_the_callers_mistake(string route, string body)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, answer) = await server.Client.Send("POST", Http.Api + route, body);
        Assert.InRange(status, 400, 499);
        Assert.Contains("error_code", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Client.Send("POST", Http.Api + "runs/search", """{"experiment_ids":["0"]}""")).Status);
    }

    [Theory]
    [InlineData("runs/search")]
    [InlineData("logged-models/search")]
    public async Task A_search_takes_as_many_experiments_as_anyone_lists(string route)
    {
        await using var server = await RunningServer.StartAsync();
        await server.Client.NewRun();
        var ids = string.Join(",", Enumerable.Range(0, 40_000).Select(i => $"\"{i}\""));
        var (status, answer) = await server.Client.Send("POST", Http.Api + route, $$"""{"experiment_ids":[{{ids}}]}""");
        Assert.Equal(200, status);
        Assert.Equal(route == "runs/search", answer.Contains("run_id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_to_sort_by_have_a_limit()
    {
        await using var server = await RunningServer.StartAsync();
        var keys = string.Join(",", Enumerable.Range(0, 2001).Select(i => $"\"metrics.m{i}\""));
        var (status, answer) = await server.Client.Send("POST", Http.Api + "runs/search", $$"""{"experiment_ids":["0"],"order_by":[{{keys}}]}""");
        Assert.Equal(400, status);
        Assert.Contains("INVALID_PARAMETER_VALUE", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_and_length_have_limits()
    {
        await using var server = await RunningServer.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("[", 10_000));
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "runs/create", $$"""{"tags":{{deep}}""")).Status);
        var nested = string.Concat(Enumerable.Repeat("NOT (", 5000));
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "runs/search", $$"""{"experiment_ids":["0"],"filter":"{{nested}}"}""")).Status);
        var wide = string.Join(" OR ", Enumerable.Repeat("tags.x = 'y'", 5000));
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "runs/search", $$"""{"experiment_ids":["0"],"filter":"{{wide}}"}""")).Status);
        Assert.Equal(400, (await server.Client.Send("POST", Http.Api + "experiments/create", $$"""{"name":"{{new string('x', 501)}}"}""")).Status);
        Assert.Equal(400, (await server.Client.Send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + new string('x', 2000), "x")).Status);
    }

    [Fact]
    public async Task A_small_body_that_inflates_without_end_is_cut_off()
    {
        await using var server = await RunningServer.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes("{\"name\":\""));
            var blank = new byte[1 << 20];
            blank.AsSpan().Fill((byte)'x');
            for (var i = 0; i < 100; i++)
            {
                gzip.Write(blank);
            }
        }

        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.Add("Content-Type", "application/json");
        content.Headers.Add("Content-Encoding", "gzip");
        using var response = await server.Client.PostAsync(Http.Api + "experiments/create", content, TestContext.Current.CancellationToken);
        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task Values_of_any_length_are_kept_whole()
    {
        await using var server = await RunningServer.StartAsync();
        var run = await server.Client.NewRun();
        var value = new string('é', 100_000);
        await server.Client.Post("runs/log-parameter", new { run_id = run, key = "long", value });
        await server.Client.Post("runs/set-tag", new { run_id = run, key = "long", value });
        var data = (await server.Client.Ask("runs/get?run_id=" + run))["run"]!["data"]!;
        Assert.Equal(value, data["params"]![0]!["value"]!.GetValue<string>());
        Assert.Equal(value, data["tags"]!.AsArray().Single(t => t!["key"]!.GetValue<string>() == "long")!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task Recorded_requests_changed_at_random_never_make_the_server_fail()
    {
        var exchanges = Directory.GetFiles(Repository.Shared("mlflow_wire"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(Exchange.Read).ToList();
        var seconds = double.Parse(Environment.GetEnvironmentVariable(SecondsVariable) ?? "0", CultureInfo.InvariantCulture);
        var end = TimeProvider.System.GetTimestamp() + (long)(seconds * TimeProvider.System.TimestampFrequency);
        var random = new Random(1);
        await using var server = await RunningServer.StartAsync();
        // What other tests of this process left in pools is not this one's.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < ShortRounds || TimeProvider.System.GetTimestamp() < end; i++)
        {
            var exchange = exchanges[random.Next(exchanges.Count)];
            var (path, body) = (exchange.Path + (exchange.Query.Length > 0 ? "?" + exchange.Query : ""), exchange.Body);
            var target = Uri.EscapeDataString(random.Next(3) == 0 ? Mutated(path, random) : path).Replace("%2F", "/", StringComparison.Ordinal)
                .Replace("%3F", "?", StringComparison.Ordinal).Replace("%3D", "=", StringComparison.Ordinal).Replace("%26", "&", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
            if (!target.StartsWith('/'))
            {
                continue;
            }

            var sent = exchange.Method is "GET" ? null : Mutated(body, random);
            var (status, answer) = (0, "");
            try
            {
                (status, answer) = await server.Client.Send(exchange.Method, target, sent, random.Next(10) == 0 ? null : exchange.ContentType);
            }
            catch (TaskCanceledException late)
            {
                Assert.Fail($"round {i}: {late.Message}\n{exchange.Method} {target}\n{sent}");
            }

            Assert.True(status < 500 || status == MultipartRefused, $"round {i}: {status} {answer}\n{exchange.Method} {target}\n{sent}");
        }

        Assert.Equal("OK", (await server.Client.Send("GET", "/health")).Body);
        GC.Collect();
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 180 << 20, "The server holds more and more memory.");
    }

    private static string Mutated(string text, Random random)
    {
        var changed = new StringBuilder(text);
        for (var n = random.Next(1, 4); n > 0 && changed.Length > 0; n--)
        {
            var at = random.Next(changed.Length);
            switch (random.Next(6))
            {
                case 0: changed[at] = (char)random.Next(1, 0x250); break;
                case 1: changed.Remove(at, Math.Min(random.Next(1, 10), changed.Length - at)); break;
                case 2: changed.Insert(at, "\"'`;{}[]()%\\,:"[random.Next(13)]); break;
                case 3: changed.Insert(at, changed.ToString(at, Math.Min(random.Next(1, 40), changed.Length - at))); break;
                case 4: changed.Insert(at, new[] { "null", "-1", "1e999", "\"\"", "[]", "{}", "NaN", "99999999999999999999", "true", "\\u0000", "\\ud800" }[random.Next(11)]); break;
                default: changed.Length = at; break;
            }
        }

        return changed.ToString();
    }
}
