using System.Text.Json.Nodes;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Tests.Api;

/// <summary>A page's token belongs to its search: rows are counted from the first, and another search has others there.</summary>
public sealed class PageTokenTests
{
    [Theory]
    [InlineData("""{"experiment_ids":["0"],"max_results":1,"filter":"metrics.a > 1"}""")]
    [InlineData("""{"experiment_ids":["0"],"max_results":1,"order_by":["metrics.a DESC"]}""")]
    [InlineData("""{"experiment_ids":["0","7"],"max_results":1}""")]
    [InlineData("""{"experiment_ids":["0"],"max_results":1,"run_view_type":"ALL"}""")]
    public async Task MLflows_clients_are_told_to_start_from_the_first_page(string other)
    {
        await using var server = await Filled();
        var token = (await server.Client.Post("runs/search", new { experiment_ids = new[] { "0" }, max_results = 1 }))["next_page_token"]!.GetValue<string>();
        var again = await server.Client.Post("runs/search", new { experiment_ids = new[] { "0" }, max_results = 2, page_token = token });
        Assert.Equal(2, again["runs"]!.AsArray().Count);
        var (status, text) = await server.Client.Send("POST", Http.Api + "runs/search", other[..^1] + $",\"page_token\":\"{token}\"}}");
        Assert.Equal(400, status);
        Assert.Equal("INVALID_PARAMETER_VALUE", JsonNode.Parse(text)!["error_code"]!.GetValue<string>());
        Assert.Contains("Start from the first page", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/runs?limit=1&filter=metrics.a%20%3E%201")]
    [InlineData("/api/v1/runs?limit=1&orderBy=metrics.a")]
    [InlineData("/api/v1/runs?limit=1&experiment=0")]
    public async Task Our_own_callers_are_too(string other)
    {
        await using var server = await Filled();
        var token = JsonNode.Parse((await server.Client.Send("GET", "/api/v1/runs?limit=1")).Body)!["nextToken"]!.GetValue<string>();
        Assert.Equal(200, (await server.Client.Send("GET", $"/api/v1/runs?limit=1&pageToken={Uri.EscapeDataString(token)}")).Status);
        var (status, text) = await server.Client.Send("GET", $"{other}&pageToken={Uri.EscapeDataString(token)}");
        Assert.True(status == 400 && text.Contains("Start from the first page", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task The_values_of_another_metric_are_another_search()
    {
        await using var server = await Filled();
        var run = server.Workspace.Runs.List()[0].Id;
        var token = (await server.Client.Ask($"metrics/get-history?run_id={run}&metric_key=a&max_results=1"))["next_page_token"]!.GetValue<string>();
        var (status, _) = await server.Client.Send("GET", $"{Http.Api}metrics/get-history?run_id={run}&metric_key=b&max_results=1&page_token={Uri.EscapeDataString(token)}");
        Assert.Equal(400, status);
    }

    private static Task<RunningServer> Filled() => RunningServer.StartAsync(prepare: w =>
    {
        for (var i = 0; i < 4; i++)
        {
            var run = w.Runs.Create(new NewRun { Name = "n", User = "u" });
            w.Runs.Log(run.Id, new RunLog { Metrics = [new("a", 2, 0), new("a", 3, 1), new("b", 2, 0), new("b", 3, 1)] });
        }
    });
}
