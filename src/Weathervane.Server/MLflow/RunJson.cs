using System.Text.Json;
using Weathervane.Store.Runs;

namespace Weathervane.Server.MLflow;

/// <summary>Runs and metrics in MLflow's shape.</summary>
internal static class RunJson
{
    internal static void Write(Utf8JsonWriter json, Run run, bool withOutputs)
    {
        json.Record("info", () => WriteInfo(json, run));
        json.Record("data", () =>
        {
            json.Records("metrics", run.LatestMetrics, m => WriteMetric(json, m));
            json.Pairs("params", run.Params);
            json.Pairs("tags", run.Tags);
        });
        json.Record("inputs", () =>
        {
            json.Records("dataset_inputs", run.Datasets, d => WriteDataset(json, d));
            json.Records("model_inputs", [.. run.Models.Where(m => !m.Made)], m => json.WriteString("model_id", m.ModelId));
        });
        if (withOutputs)
        {
            json.Record("outputs", () => json.Records("model_outputs", [.. run.Models.Where(m => m.Made)], m =>
            {
                json.WriteString("model_id", m.ModelId);
                json.WriteNumber("step", m.Step);
            }));
        }
    }

    internal static void WriteInfo(Utf8JsonWriter json, Run run)
    {
        json.WriteString("run_uuid", run.Id);
        json.Id("experiment_id", run.ExperimentId);
        json.WriteString("run_name", run.Name);
        json.WriteString("user_id", run.User);
        json.WriteString("status", run.Status.ToString().ToUpperInvariant());
        json.Time("start_time", run.Start);
        json.Time("end_time", run.End);
        json.WriteString("artifact_uri", run.ArtifactUri);
        json.WriteString("lifecycle_stage", run.Deleted ? "deleted" : "active");
        json.WriteString("run_id", run.Id);
    }

    internal static void WriteMetric(Utf8JsonWriter json, MetricPoint metric)
    {
        json.WriteString("key", metric.Key);
        json.Number("value", metric.Value);
        json.Time("timestamp", metric.Time);
        json.WriteNumber("step", metric.Step);
    }

    private static void WriteDataset(Utf8JsonWriter json, DatasetInput data)
    {
        json.Pairs("tags", data.Tags);
        json.Record("dataset", () =>
        {
            json.WriteString("name", data.Name);
            json.WriteString("digest", data.Digest);
            json.WriteString("source_type", data.SourceType);
            json.WriteString("source", data.Source);
            json.Text("schema", data.Schema);
            json.Text("profile", data.Profile);
        });
    }
}
