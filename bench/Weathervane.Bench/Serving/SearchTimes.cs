using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Weathervane.Bench.Serving;

/// <summary>Times searches over HTTP on servers of this machine that hold the runs of <see cref="Dashboard.RunFill"/>: one table, a row a search and a column a server.</summary>
internal static class SearchTimes
{
    private static readonly string[] Experiments = ["0"];
    private const int Page = 100, Times = 15, WarmUp = 3;

    private static readonly (string Filter, string Order)[] Searches =
    [
        ("", ""),
        ("", "metrics.log_loss ASC"),
        ("", "metrics.accuracy DESC"),
        ("", "params.max_depth ASC"),
        ("metrics.log_loss > 0.69", "metrics.accuracy DESC"),
        ("metrics.log_loss < 0.6805", "metrics.f1 DESC"),
        ("metrics.log_loss < 0.679", "metrics.f1 DESC"),
        ("params.max_depth = '7'", "metrics.log_loss ASC"),
        ("params.max_depth = '7' and params.p1 = '3'", "attributes.start_time ASC"),
        ("params.max_depth = '70'", "metrics.log_loss ASC"),
        ("tags.stage = 'live'", "metrics.log_loss ASC"),
        ("tags.host = 'box-7' and metrics.f1 > 0.5", "metrics.roc_auc DESC"),
        ("run_name LIKE 'sweep-00012%'", "metrics.log_loss ASC"),
        ("run_name LIKE '%777%'", "metrics.log_loss ASC"),
        ("run_name ILIKE '%nothing%'", "metrics.log_loss ASC"),
        ("attributes.status = 'FINISHED'", "metrics.log_loss ASC"),
        ("attributes.status = 'FAILED'", ""),
        ("attributes.status = 'FAILED'", "metrics.log_loss ASC"),
        ("attributes.status = 'KILLED'", ""),
        ("attributes.status = 'KILLED'", "metrics.log_loss ASC"),
        ("attributes.status = 'SCHEDULED'", "metrics.log_loss ASC"),
        ("attributes.status != 'FINISHED'", "metrics.log_loss ASC"),
        ("attributes.status IN ('KILLED', 'RUNNING')", ""),
        ("user_id = 'ada'", "metrics.log_loss ASC"),
        ("user_id = 'eve'", ""),
        ("user_id = 'eve'", "metrics.log_loss ASC"),
        ("user_id = 'nobody'", "metrics.log_loss ASC"),
        ("user_id = 'ada' and attributes.status = 'KILLED'", "metrics.log_loss ASC"),
        ("attributes.start_time < 1767230000000", "metrics.log_loss ASC"),
        ("attributes.end_time < 1767230000000", "metrics.log_loss ASC"),
        ("params.p1 = '3' OR tags.stage = 'live'", "metrics.log_loss ASC"),
        ("attributes.status = 'KILLED' OR user_id = 'eve'", "metrics.log_loss ASC"),
        ("attributes.status = 'KILLED' OR metrics.log_loss < 0.679", "metrics.log_loss ASC"),
        ("NOT attributes.status = 'FINISHED'", "metrics.log_loss ASC"),
        ("NOT (metrics.log_loss > 0.68 OR tags.stage = 'trial')", "metrics.f1 DESC"),
        ("tags.missing IS NOT NULL", "metrics.log_loss ASC"),
        ("metrics.log_loss > 0.69 and params.p0 = '3' and tags.stage = 'live' and user_id = 'ada'", "metrics.accuracy DESC"),
    ];

    internal static async Task<int> RunAsync(IReadOnlyList<(string Url, string Name)> servers, TextWriter output)
    {
        var clients = servers.Select(s => new Uri(s.Url) is { IsLoopback: true } url
            ? new HttpClient { BaseAddress = url }
            : throw new ArgumentException($"{s.Url} is not on this machine, and nothing else is ever loaded.", nameof(servers))).ToList();
        await output.WriteLineAsync($"| filter | order | runs | {string.Join(" | ", servers.Select(s => s.Name))} |\n|---|---|--:|{string.Concat(servers.Select(_ => "--:|"))}");
        foreach (var (filter, order) in Searches)
        {
            var body = JsonSerializer.Serialize(new { experiment_ids = Experiments, filter, order_by = order.Length == 0 ? [] : new[] { order }, max_results = Page });
            var cells = new List<(int Runs, double Ms)>();
            foreach (var client in clients)
            {
                cells.Add(await MedianAsync(client, body));
            }

            await output.WriteLineAsync(
                $"| {Code(filter)} | {Code(order)} | {string.Join("/", cells.Select(c => c.Runs).Distinct())} | {string.Join(" | ", cells.Select(c => c.Ms.ToString("0.0", CultureInfo.InvariantCulture)))} |");
        }

        clients.ForEach(c => c.Dispose());
        return 0;
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static async Task<(int Runs, double Ms)> MedianAsync(HttpClient http, string body)
    {
        var (times, runs) = (new List<double>(), 0);
        for (var i = 0; i < WarmUp + Times; i++)
        {
            using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            var watch = Stopwatch.StartNew();
            using var response = await http.PostAsync("/api/2.0/mlflow/runs/search", content);
            var answer = await response.Content.ReadAsByteArrayAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
            response.EnsureSuccessStatusCode();
            using var parsed = JsonDocument.Parse(answer);
            runs = parsed.RootElement.TryGetProperty("runs", out var found) ? found.GetArrayLength() : 0;
        }

        return (runs, times.Skip(WarmUp).Order().ElementAt(Times / 2));
    }
}
