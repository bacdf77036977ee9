using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Weathervane.Server.Tests;

/// <summary>Short forms for requests in tests.</summary>
internal static class Http
{
    internal const string Api = "/api/2.0/mlflow/";

    /// <summary>Posts JSON to MLflow's API and gives the answer's body.</summary>
    internal static async Task<JsonNode> Post(this HttpClient client, string route, object body)
    {
        using var response = await client.PostAsJsonAsync(Api + route, body, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{route}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Gets from MLflow's API.</summary>
    internal static async Task<JsonNode> Ask(this HttpClient client, string route)
    {
        using var response = await client.GetAsync(Api + route, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{route}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends anything and gives status and body.</summary>
    internal static async Task<(int Status, string Body)> Send(
        this HttpClient client, string method, string target, string? body = null, string? type = "application/json", params (string Name, string Value)[] headers)
    {
        var uri = new Uri(client.BaseAddress!.ToString().TrimEnd('/') + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A new run's id.</summary>
    internal static async Task<string> NewRun(this HttpClient client) =>
        (await client.Post("runs/create", new { experiment_id = "0", start_time = 1 }))["run"]!["info"]!["run_id"]!.GetValue<string>();
}
