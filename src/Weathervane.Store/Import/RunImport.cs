using System.Data.Common;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Import;

/// <summary>Runs of another store on their way in.</summary>
internal static class RunImport
{
    internal static bool Has(DbConnection connection, string id) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM runs WHERE run_id = @id", new { id }) > 0;

    internal static bool Add(DbConnection connection, ForeignRun run)
    {
        if (Has(connection, run.Id))
        {
            return false;
        }

        connection.Execute(
            """
            INSERT INTO runs (run_id, experiment_id, name, user_id, status, start_ms, end_ms, artifact_uri, lifecycle_stage, deleted_ms)
            VALUES (@Id, @ExperimentId, @Name, @User, @status, @start, @end, @uri, @stage, @deleted)
            """,
            new
            {
                run.Id, run.ExperimentId, run.Name, run.User, status = run.Status.ToString().ToUpperInvariant(), start = run.Start.ToUnixTimeMilliseconds(),
                end = run.End?.ToUnixTimeMilliseconds(), uri = ArtifactStore.Scheme + run.FilesPath, stage = run.Deleted ? "deleted" : "active",
                deleted = run.DeletedAt?.ToUnixTimeMilliseconds(),
            });
        ImportStore.AddTexts(connection, "params (run_id, key, value)", run.Params, run.Id);
        ImportStore.AddTexts(connection, "tags (run_id, key, value)", run.Tags, run.Id);
        AddMetrics(connection, run);
        foreach (var dataset in run.Datasets)
        {
            AddDataset(connection, run, dataset);
        }

        ManyRows.Insert(
            connection, "run_models (run_id, model_id, role, step)", [.. run.Models.Select(m => (object?[])[run.Id, m.ModelId, m.Made ? "output" : "input", m.Step])], "ON CONFLICT DO NOTHING");
        return true;
    }

    private static void AddMetrics(DbConnection connection, ForeignRun run)
    {
        // A value that was logged for a model stands in the run's history and in the model's: the one that names the model counts.
        var points = run.Metrics
            .GroupBy(m => (m.Key, m.Step, Ms: m.Time.ToUnixTimeMilliseconds(), Bits: BitConverter.DoubleToInt64Bits(m.Value)))
            .Select(g => g.FirstOrDefault(m => m.ModelId is not null) ?? g.First())
            .ToList();
        ManyRows.Insert(
            connection,
            "metrics (run_id, key, step, timestamp_ms, value, is_nan, model_id, dataset_name, dataset_digest)",
            [.. points.Select(m => (object?[])[.. Values(run, m), m.ModelId, m.DatasetName, m.DatasetDigest])],
            "ON CONFLICT DO NOTHING");
        ManyRows.Insert(
            connection,
            "latest_metrics (run_id, key, step, timestamp_ms, value, is_nan)",
            [.. points.GroupBy(m => m.Key).Select(g => (object?[])[.. Values(run, g.MaxBy(m => (m.Step, m.Time, double.IsNaN(m.Value) ? 0 : m.Value))!)])]);
    }

    private static object?[] Values(ForeignRun run, ForeignMetric m) =>
        [run.Id, m.Key, m.Step, m.Time.ToUnixTimeMilliseconds(), double.IsNaN(m.Value) ? 0.0 : m.Value, double.IsNaN(m.Value) ? 1L : 0L];

    private static void AddDataset(DbConnection connection, ForeignRun run, ForeignDataset dataset)
    {
        var id = connection.ExecuteScalar<long?>(
            "SELECT dataset_id FROM datasets WHERE experiment_id = @ExperimentId AND name = @Name AND digest = @Digest",
            new { run.ExperimentId, dataset.Name, dataset.Digest });
        if (id is null)
        {
            id = Counter.Next(connection, "dataset");
            connection.Execute(
                """
                INSERT INTO datasets (dataset_id, experiment_id, name, digest, source_type, source, schema, profile)
                VALUES (@id, @ExperimentId, @Name, @Digest, @SourceType, @Source, @Schema, @Profile)
                """,
                new { id, run.ExperimentId, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile });
        }

        connection.Execute("INSERT INTO run_datasets (run_id, dataset_id) VALUES (@Id, @id) ON CONFLICT DO NOTHING", new { run.Id, id });
        ImportStore.AddTexts(connection, "run_dataset_tags (run_id, dataset_id, key, value)", dataset.Tags, run.Id, id);
    }
}
