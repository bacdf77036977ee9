using System.Text.Json.Nodes;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Tests.Api;

/// <summary>The table of runs that pages show: any stretch of it, chosen columns, and its length.</summary>
public sealed class RunTableTests
{
    [Fact]
    public async Task Stretches_put_together_are_the_whole_table_in_its_order()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => Runs(w, 7));
        var whole = await Ask(server, "/api/v1/runs/table?limit=100&orderBy=metrics.loss+DESC&column=metrics.loss&column=params.depth&column=tags.none");
        Assert.Equal(7, whole["total"]!.GetValue<int>());
        Assert.Equal([6.0, 5, 4, 3, 2, 1, 0], whole["rows"]!.AsArray().Select(r => r!["values"]![0]!.GetValue<double>()));
        Assert.Equal("d6", whole["rows"]![0]!["values"]![1]!.GetValue<string>());
        Assert.Null(whole["rows"]![0]!["values"]![2]);
        var parts = new List<string>();
        for (var offset = 0; offset < 7; offset += 3)
        {
            var part = await Ask(server, $"/api/v1/runs/table?limit=3&offset={offset}&orderBy=metrics.loss+DESC");
            Assert.Equal(7, part["total"]!.GetValue<int>());
            parts.AddRange(part["rows"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()));
        }

        Assert.Equal(whole["rows"]!.AsArray().Select(r => r!["id"]!.GetValue<string>()), parts);
    }

    [Fact]
    public async Task The_length_counts_what_the_filter_finds_and_deleted_runs_are_not_there()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            Runs(w, 5);
            w.Runs.Delete(w.Runs.List()[0].Id);
        });
        Assert.Equal(4, (await Ask(server, "/api/v1/runs/table?limit=1"))["total"]!.GetValue<int>());
        var filter = "filter=" + Uri.EscapeDataString("metrics.loss < 2");
        Assert.Equal(2, (await Ask(server, "/api/v1/runs/table?limit=1&" + filter))["total"]!.GetValue<int>());
        // Rows can be had without waiting for their number, and the number alone.
        var uncounted = await Ask(server, "/api/v1/runs/table?limit=1&counted=false&" + filter);
        Assert.Equal((null, 1), (uncounted["total"]?.GetValue<int>(), uncounted["rows"]!.AsArray().Count));
        Assert.Equal(2, (await Ask(server, "/api/v1/runs/count?" + filter))["total"]!.GetValue<int>());
        Assert.Equal(400, (await server.Client.Send("GET", "/api/v1/runs/count?filter=metrics.loss+%3C%3C+3")).Status);
    }

    [Theory]
    [InlineData("filter=metrics.loss+%3C%3C+3", "filter, character 15")]
    [InlineData("column=loss", "'loss' is no column")]
    [InlineData("limit=0", "limit")]
    [InlineData("offset=-1", "offset")]
    public async Task What_cannot_be_shown_is_told_with_its_place(string query, string told)
    {
        await using var server = await RunningServer.StartAsync(prepare: w => Runs(w, 1));
        var (status, body) = await server.Client.Send("GET", "/api/v1/runs/table?" + query);
        Assert.Equal(400, status);
        Assert.Contains(told, body.Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_for_completion_are_those_of_the_newest_runs()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => Runs(w, 2));
        var keys = await Ask(server, "/api/v1/runs/keys");
        Assert.Equal(["loss"], keys["metrics"]!.AsArray().Select(k => k!.GetValue<string>()));
        Assert.Equal(["depth"], keys["params"]!.AsArray().Select(k => k!.GetValue<string>()));
    }

    private static void Runs(Workspace workspace, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var run = workspace.Runs.Create(new NewRun { Name = $"run {i}", User = "ada" });
            workspace.Runs.Log(run.Id, new RunLog { Metrics = [new MetricPoint("loss", i)], Params = new Dictionary<string, string> { ["depth"] = $"d{i}" } });
        }
    }

    private static async Task<JsonNode> Ask(RunningServer server, string target)
    {
        var (status, body) = await server.Client.Send("GET", target);
        Assert.True(status == 200, body);
        return JsonNode.Parse(body)!;
    }
}
