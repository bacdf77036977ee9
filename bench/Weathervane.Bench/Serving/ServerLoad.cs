using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Weathervane.Bench.Serving;

/// <summary>Loads a server of this machine for a bounded time and prints a table: what MLflow's clients do most, durable.</summary>
internal static class ServerLoad
{
    private const string Api = "/api/2.0/mlflow/";
    private const int Values = 10;

    internal static async Task<int> RunAsync(string url, int seconds, int runs, TextWriter output)
    {
        if (!new Uri(url).IsLoopback)
        {
            throw new ArgumentException($"{url} is not on this machine, and nothing else is ever loaded.", nameof(url));
        }

        await output.WriteLineAsync("| what | measured | wanted |\n|---|--:|--:|");
        await Row(output, "fsync of 4 kB, median", $"{SyncMilliseconds():0.00} ms", "");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(url) };
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => NewRunAsync(http, "0")));
        await RateAsync(http, 16, 2, (client, n) => Metric(ids[client], n));
        await Row(output, "log-metric, 16 clients", await RateAsync(http, 16, seconds, (client, n) => Metric(ids[client], n)), "5,000/s");
        await Row(output, "log-metric, 1 client", await RateAsync(http, 1, seconds, (client, n) => Metric(ids[client], n)), "1,000/s");
        await Row(output, "log-batch of 1,000 metrics, 4 clients", await RateAsync(http, 4, seconds, (client, n) => Batch(ids[client], n)), "100/s");
        foreach (var total in new[] { runs / 10, runs })
        {
            var experiment = await ExperimentAsync(http, $"load-{total}");
            var watch = Stopwatch.StartNew();
            await FillAsync(http, experiment, total, 16);
            await Row(output, $"create run + {Values} metrics + {Values} parameters, 16 clients, {total:n0} runs", $"{total / watch.Elapsed.TotalSeconds:0}/s", "1,000/s");
            var wanted = total > 20_000 ? "100 ms" : "20 ms";
            foreach (var (name, body) in Searches(experiment))
            {
                await Row(output, $"{name} over {total:n0} runs, page of 100 with all values, median of 20", $"{await MedianAsync(http, body):0.0} ms", wanted);
            }
        }

        return 0;
    }

    private static IEnumerable<(string Name, string Body)> Searches(string experiment) =>
    [
        ("newest runs", $$"""{"experiment_ids":["{{experiment}}"],"max_results":100}"""),
        ("filter by a metric, order by another", $$"""{"experiment_ids":["{{experiment}}"],"filter":"metrics.m3 > 0.5","order_by":["metrics.m5 DESC"],"max_results":100}"""),
        ("filter by a parameter and a metric, order by time", $$"""{"experiment_ids":["{{experiment}}"],"filter":"params.p2 = '7' and metrics.m1 < 0.9","order_by":["attributes.start_time ASC"],"max_results":100}"""),
    ];

    private static (string Route, string Body) Metric(string run, int n) => ("runs/log-metric", string.Create(
        CultureInfo.InvariantCulture, $"{{\"run_id\":\"{run}\",\"key\":\"m{n % 10}\",\"value\":{n}.5,\"timestamp\":{n},\"step\":{n}}}"));

    private static (string Route, string Body) Batch(string run, int n)
    {
        var body = new StringBuilder($"{{\"run_id\":\"{run}\",\"metrics\":[");
        for (var i = 0; i < 1000; i++)
        {
            body.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{{\"key\":\"b{i % 20}\",\"value\":{i}.25,\"timestamp\":{i},\"step\":{(n * 1000) + i}}}");
        }

        return ("runs/log-batch", body.Append("]}").ToString());
    }

    private static async Task<string> RateAsync(HttpClient http, int clients, int seconds, Func<int, int, (string Route, string Body)> request)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
        {
            var n = 0;
            for (; watch.Elapsed.TotalSeconds < seconds; n++)
            {
                var (route, body) = request(client, n);
                using var _ = await SendAsync(http, route, body);
            }

            return n;
        }));
        return $"{counts.Sum() / watch.Elapsed.TotalSeconds:0}/s";
    }

    private static async Task FillAsync(HttpClient http, string experiment, int total, int clients) => await Task.WhenAll(Enumerable.Range(0, clients).Select(async client =>
    {
        var random = new Random(client);
        for (var i = client; i < total; i += clients)
        {
            var run = await NewRunAsync(http, experiment, 1_700_000_000_000 + i);
            var metrics = string.Join(',', Enumerable.Range(0, Values).Select(k => string.Create(
                CultureInfo.InvariantCulture, $"{{\"key\":\"m{k}\",\"value\":{random.NextDouble():R},\"timestamp\":{i},\"step\":0}}")));
            var parameters = string.Join(',', Enumerable.Range(0, Values).Select(k => $"{{\"key\":\"p{k}\",\"value\":\"{random.Next(20)}\"}}"));
            using var _ = await SendAsync(http, "runs/log-batch", $"{{\"run_id\":\"{run}\",\"metrics\":[{metrics}],\"params\":[{parameters}]}}");
        }
    }));

    private static async Task<double> MedianAsync(HttpClient http, string body)
    {
        var times = new List<double>();
        for (var i = 0; i < 22; i++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await SendAsync(http, "runs/search", body);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (answer.RootElement.GetProperty("runs").GetArrayLength() != 100)
            {
                throw new InvalidOperationException("The page does not hold 100 runs.");
            }
        }

        return times.Skip(2).Order().ElementAt(10);
    }

    private static async Task<string> ExperimentAsync(HttpClient http, string name)
    {
        using var answer = await SendAsync(http, "experiments/create", $"{{\"name\":\"{name}-{Guid.NewGuid():N}\"}}");
        return answer.RootElement.GetProperty("experiment_id").GetString()!;
    }

    private static async Task<string> NewRunAsync(HttpClient http, string experiment, long start = 1)
    {
        using var answer = await SendAsync(http, "runs/create", $"{{\"experiment_id\":\"{experiment}\",\"user_id\":\"load\",\"start_time\":{start}}}");
        return answer.RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    private static async Task<JsonDocument> SendAsync(HttpClient http, string route, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(Api + route, content);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
    }

    private static double SyncMilliseconds()
    {
        var path = Path.GetTempFileName();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        var block = new byte[4096];
        return Enumerable.Range(0, 200).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            file.Write(block);
            file.Flush(flushToDisk: true);
            return watch.Elapsed.TotalMilliseconds;
        }).Order().ElementAt(100);
    }

    private static Task Row(TextWriter output, string what, string measured, string wanted) => output.WriteLineAsync($"| {what} | {measured} | {wanted} |");
}
