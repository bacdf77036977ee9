using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Weathervane.Server.Tests.Operation;

/// <summary>What operators and their programs read.</summary>
public sealed partial class ProbeTests
{
    [Fact]
    public async Task Health_version_and_readiness_are_told_without_a_key()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Keys.Create("ada", Store.Access.Role.Admin));
        Assert.Equal((200, "OK"), await server.Client.Send("GET", "/health"));
        Assert.Equal((200, "ready"), await server.Client.Send("GET", "/ready"));
        Assert.Matches(@"^\d+\.\d+\.\d+", (await server.Client.Send("GET", "/version")).Body);
        Assert.Equal(401, (await server.Client.Send("GET", "/metrics")).Status);
    }

    [Fact]
    public async Task A_model_that_is_not_registered_is_told_until_it_is()
    {
        await using var server = await RunningServer.StartAsync(new ServerOptions { Model = "sp500" });
        var (status, body) = await server.Client.Send("GET", "/ready");
        Assert.Equal(200, status);
        Assert.StartsWith("ready, but --model sp500: ", body, StringComparison.Ordinal);
        Assert.EndsWith("Until it is there, forecasts that name no model are refused.", body, StringComparison.Ordinal);
        Live.TrainedModel.Register(server.Workspace, Live.TrainedModel.Line);
        Assert.Equal((200, "ready"), await server.Client.Send("GET", "/ready"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/version")]
    [InlineData("/")]
    public async Task Head_is_answered_like_get_without_the_body(string path)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal((200, ""), await server.Client.Send("HEAD", path));
    }

    [Fact]
    public async Task A_store_that_is_gone_makes_the_server_unready_while_it_is_healthy()
    {
        await using var server = await RunningServer.StartAsync();
        server.Workspace.Dispose();
        Assert.Equal((200, "OK"), await server.Client.Send("GET", "/health"));
        Assert.Equal(503, (await server.Client.Send("GET", "/ready")).Status);
    }

    [Fact]
    public async Task Metrics_are_lines_that_prometheus_reads_and_count_each_request_once()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.Client.NewRun();
        }

        await server.Client.Send("GET", "/nowhere/\"quoted\"");
        var text = (await server.Client.Send("GET", "/metrics")).Body;
        var samples = new Dictionary<string, double>();
        var typed = new HashSet<string>();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                Assert.Matches(@"^# (HELP \w+ .+|TYPE \w+ (gauge|histogram|counter))$", line);
                typed.Add(line.Split(' ')[2]);
                continue;
            }

            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            Assert.Contains(typed, name => sample.Groups["name"].Value.StartsWith(name, StringComparison.Ordinal));
            samples.Add(sample.Groups["name"].Value + sample.Groups["labels"].Value, double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));
        }

        var created = samples.Single(s => s.Key.StartsWith("vane_request_seconds_count", StringComparison.Ordinal) && s.Key.Contains("runs/create", StringComparison.Ordinal));
        Assert.Equal(5, created.Value);
        Assert.Equal(5, samples[created.Key.Replace("_count{", "_bucket{", StringComparison.Ordinal).Replace("}", ",le=\"+Inf\"}", StringComparison.Ordinal)]);
        Assert.Contains("route=\"none\",status=\"404\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_and_meters_arrive_at_a_collector_when_one_is_given()
    {
        using var collector = new HttpListener();
        var port = FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var paths = new List<string>();
        var receiving = Task.Run(async () =>
        {
            while (!paths.Contains("/v1/traces") || !paths.Contains("/v1/metrics"))
            {
                var request = await collector.GetContextAsync();
                paths.Add(request.Request.Url!.AbsolutePath);
                request.Response.Close();
            }
        }, TestContext.Current.CancellationToken);
        await using (var server = await RunningServer.StartAsync(new ServerOptions { Collector = new Uri($"http://127.0.0.1:{port}") }))
        {
            await server.Client.NewRun();
        }

        // Stopping the server sends what waits.
        await receiving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("""^(?<name>[a-z_]+)(?<labels>\{([a-z_]+="([^"\\]|\\.)*",?)+\})? (?<value>[0-9.E+-]+)$""")]
    private static partial Regex Sample();
}
