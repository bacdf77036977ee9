using System.Text.Json;
using Weathervane.Store.Import;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.MlflowServer;

/// <summary>A run of a server, with every value that was ever logged.</summary>
internal static class ServedRun
{
    /// <returns>The run, and where the server keeps its files.</returns>
    /// <exception cref="InputException">Something in it is not as MLflow tells it.</exception>
    internal static (ForeignRun Run, string ArtifactUri) Read(MlflowRest rest, string id, long experiment, IEnumerable<ForeignMetric> ofModels)
    {
        var run = rest.Get("runs/get", ("run_id", id)).Record("run");
        var (info, data) = (run.Record("info"), run.Record("data"));
        var tags = data.Pairs("tags");
        return (new ForeignRun
        {
            Id = id,
            ExperimentId = experiment,
            Name = info.Filled("run_name") ?? tags.GetValueOrDefault("mlflow.runName", ""),
            User = info.Text("user_id"),
            Status = Enum.TryParse<RunStatus>(info.Text("status"), ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : RunStatus.Running,
            Start = info.Time("start_time"),
            End = info.TimeOrNull("end_time"),
            Deleted = info.Text("lifecycle_stage") == "deleted",
            Params = data.Pairs("params"),
            Tags = tags,
            Metrics =
            [
                .. data.Each("metrics").Select(m => m.Text("key")).Distinct().SelectMany(key =>
                    rest.GetAll("metrics/get-history", "metrics", ("run_id", id), ("metric_key", key), ("max_results", "25000")).Select(m => Metric(m) with { Key = key })),
                .. ofModels,
            ],
            Datasets = [.. run.Record("inputs").Each("dataset_inputs").Select(Dataset)],
            Models =
            [
                .. run.Record("inputs").Each("model_inputs").Select(m => new ForeignRunModel(m.Text("model_id"), false, 0)),
                .. run.Record("outputs").Each("model_outputs").Select(m => new ForeignRunModel(m.Text("model_id"), true, m.Number("step"))),
            ],
        }, info.Text("artifact_uri"));
    }

    /// <exception cref="InputException">It is no id that a path may hold.</exception>
    internal static string IdOf(JsonElement info)
    {
        var id = info.Filled("run_id") ?? info.Text("run_uuid");
        return id.Length is > 0 and <= 256 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? id
            : throw new InputException("run", $"'{id}' is no run's id: letters, digits, '-' and '_' alone.");
    }

    internal static ForeignMetric Metric(JsonElement json) => new(json.Text("key"), json.Value("value"), json.Number("step"), json.Time("timestamp"))
    {
        ModelId = json.Filled("model_id"),
        DatasetName = json.Filled("dataset_name"),
        DatasetDigest = json.Filled("dataset_digest"),
    };

    private static ForeignDataset Dataset(JsonElement json)
    {
        var data = json.Record("dataset");
        return new ForeignDataset(
            data.Text("name"), data.Text("digest"), data.Text("source_type"), data.Text("source"), data.TextOrNull("schema"), data.TextOrNull("profile"), json.Pairs("tags"));
    }
}

/// <summary>A logged model of a server.</summary>
/// <param name="Model">What it tells.</param>
/// <param name="ArtifactUri">Where the server keeps its files.</param>
/// <param name="Scores">Its scores, with the run that logged each.</param>
internal sealed record ServedLoggedModel(ForeignLoggedModel Model, string ArtifactUri, IReadOnlyList<(string Run, ForeignMetric Metric)> Scores)
{
    private const string Prefix = "LOGGED_MODEL_";

    /// <exception cref="InputException">Something in it is not as MLflow tells it.</exception>
    internal static ServedLoggedModel Read(JsonElement json)
    {
        var (info, data) = (json.Record("info"), json.Record("data"));
        var id = info.Text("model_id");
        if (!id.StartsWith("m-", StringComparison.Ordinal) || id.Length > 256 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new InputException("logged model", $"'{id}' is no id of a logged model.");
        }

        var status = info.Text("status");
        return new ServedLoggedModel(
            new ForeignLoggedModel
            {
                Id = id,
                ExperimentId = info.Number("experiment_id"),
                Name = info.Text("name"),
                ModelType = info.Filled("model_type"),
                SourceRunId = info.Filled("source_run_id"),
                Status = ForeignLoggedModel.Statuses.FirstOrDefault(s => status == Prefix + s) ?? ForeignLoggedModel.Statuses[0],
                StatusMessage = info.Filled("status_message"),
                Created = info.Time("creation_timestamp_ms"),
                Updated = info.Time("last_updated_timestamp_ms"),
                Params = data.Pairs("params"),
                Tags = info.Pairs("tags"),
            },
            info.Text("artifact_uri"),
            [.. data.Each("metrics").Select(m => (m.Text("run_id"), ServedRun.Metric(m) with { ModelId = id }))]);
    }
}
