using Weathervane.Store.Runs;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's routes that log values and read metrics back.</summary>
internal static class Metrics
{
    private const int MostMetrics = 1000, MostParams = 100, MostTags = 100, MostOfAll = 1000, MostHistory = 25_000, MostRuns = 100;

    internal static IReadOnlyList<MlflowRoute> Routes { get; } =
    [
        MlflowRoute.Post("runs/log-metric", LogMetric),
        MlflowRoute.Post("runs/log-parameter", LogParameter),
        MlflowRoute.Post("runs/log-batch", LogBatch),
        MlflowRoute.Get("metrics/get-history", GetHistory),
        MlflowRoute.Get("metrics/get-history-bulk-interval", GetBulk),
    ];

    private static void LogMetric(MlflowCall call) => call.Workspace.Runs.Log(Runs.IdOf(call.Request), new RunLog { Metrics = [PointOf(call.Request)] });

    private static void LogParameter(MlflowCall call) => call.Workspace.Runs.LogParams(
        Runs.IdOf(call.Request), new Dictionary<string, string> { [Keys.Check(call.Request.Required("key"))] = call.Request.Text("value") ?? "" });

    private static void LogBatch(MlflowCall call)
    {
        var metrics = Limited("metrics", MostMetrics);
        var parameters = Limited("params", MostParams);
        var tags = Limited("tags", MostTags);
        if (metrics.Count + parameters.Count + tags.Count > MostOfAll)
        {
            throw MlflowException.Invalid($"A batch logging request can contain at most {MostOfAll} metrics, params and tags together. Please split it up.");
        }

        var repeated = parameters.GroupBy(p => p.Required("key")).Where(g => g.Count() > 1).Select(g => $"'{g.Key}'").ToList();
        if (repeated.Count > 0)
        {
            throw MlflowException.Invalid(
                $"Duplicate parameter keys have been submitted: [{string.Join(", ", repeated)}]. Please ensure the request contains only one param value per param key.");
        }

        call.Workspace.Runs.Log(Runs.IdOf(call.Request), new RunLog
        {
            Metrics = [.. metrics.Select(PointOf)],
            Params = parameters.ToDictionary(p => Keys.Check(p.Required("key")), p => p.Text("value") ?? ""),
            Tags = call.Request.Pairs("tags"),
        });

        IReadOnlyList<Fields> Limited(string name, int most)
        {
            var list = call.Request.Records(name);
            return list.Count <= most ? list : throw MlflowException.Invalid(
                $"A batch logging request can contain at most {most} {name}. Got {list.Count} {name}. Please split up {name} across multiple requests and try again.");
        }
    }

    private static void GetHistory(MlflowCall call)
    {
        var run = call.Workspace.Runs.GetExactly(Runs.IdOf(call.Request));
        var page = call.Workspace.Runs.HistoryPage(
            run.Id, call.Request.Required("metric_key"), Queries.Limit(call.Request, MostHistory, 50_000), call.Request.Text("page_token"));
        call.Answer.Records("metrics", page.Items, m => RunJson.WriteMetric(call.Answer, m));
        call.Answer.Text("next_page_token", page.NextToken);
    }

    // The charts of MLflow's own pages: some values of one metric of several runs, spread evenly over the steps.
    private static void GetBulk(MlflowCall call)
    {
        var runs = call.Request.Texts("run_ids") is { Count: > 0 } several ? several : call.Request.Texts("run_id");
        if (runs.Count is 0 or > MostRuns)
        {
            throw MlflowException.Invalid($"Give 1 to {MostRuns} run_ids; {runs.Count} were given.");
        }

        var key = call.Request.Required("metric_key");
        var (from, to) = (call.Request.Whole("start_step") ?? long.MinValue, call.Request.Whole("end_step") ?? long.MaxValue);
        var most = Queries.Limit(call.Request, 320, 2500);
        var points = runs.SelectMany(run => Spread([.. call.Workspace.Runs.History(run, key).Where(p => p.Step >= from && p.Step <= to)], most)
            .Select(point => (run, point))).ToList();
        call.Answer.Records("metrics", points, p =>
        {
            RunJson.WriteMetric(call.Answer, p.point);
            call.Answer.WriteString("run_id", p.run);
        });
    }

    private static IEnumerable<MetricPoint> Spread(IReadOnlyList<MetricPoint> points, int most) => points.Count <= most
        ? points
        : Enumerable.Range(0, most).Select(i => points[(int)((long)i * (points.Count - 1) / Math.Max(1, most - 1))]);

    private static MetricPoint PointOf(Fields fields) => new(
        Keys.Check(fields.Required("key")), fields.Number("value"), fields.Whole("step") ?? 0, fields.Time("timestamp") ?? throw Fields.Missing("timestamp"))
    {
        ModelId = fields.Text("model_id"),
        DatasetName = fields.Text("dataset_name"),
        DatasetDigest = fields.Text("dataset_digest"),
    };
}
