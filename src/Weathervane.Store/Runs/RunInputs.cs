using System.Data.Common;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Runs;

/// <summary>What runs read and made: data and logged models.</summary>
internal sealed class RunInputs
{
    private readonly ILookup<string, DatasetInput> _datasets;
    private readonly ILookup<string, RunModel> _models;

    private RunInputs(ILookup<string, DatasetInput> datasets, ILookup<string, RunModel> models) => (_datasets, _models) = (datasets, models);

    internal IReadOnlyList<DatasetInput> Datasets(string runId) => [.. _datasets[runId]];

    internal IReadOnlyList<RunModel> Models(string runId) => [.. _models[runId]];

    /// <summary>Reads those of several runs.</summary>
    internal static RunInputs Of(DbConnection connection, IEnumerable<string> ids)
    {
        var tags = connection.Query<(string RunId, long DatasetId, string Key, string Value)>(
            "SELECT run_id, dataset_id, key, value FROM run_dataset_tags WHERE run_id IN @ids ORDER BY key", new { ids })
            .ToLookup(t => (t.RunId, t.DatasetId), t => KeyValuePair.Create(t.Key, t.Value));
        var datasets = connection.Query<DatasetRow>(
            """
            SELECT l.run_id, d.dataset_id, d.name, d.digest, d.source_type, d.source, d.schema, d.profile
            FROM run_datasets l JOIN datasets d ON d.dataset_id = l.dataset_id WHERE l.run_id IN @ids ORDER BY d.dataset_id
            """,
            new { ids })
            .ToLookup(r => r.RunId, r => new DatasetInput(r.Name, r.Digest, r.SourceType, r.Source)
            {
                Schema = r.Schema,
                Profile = r.Profile,
                Tags = tags[(r.RunId, r.DatasetId)].ToDictionary(),
            });
        var models = connection.Query<(string RunId, string ModelId, string Role, long Step)>(
            "SELECT run_id, model_id, role, step FROM run_models WHERE run_id IN @ids ORDER BY role, model_id", new { ids })
            .ToLookup(m => m.RunId, m => new RunModel(m.ModelId, m.Role == "output", m.Step));
        return new RunInputs(datasets, models);
    }

    /// <summary>Adds data to a run; the same name and digest in one experiment are the same data.</summary>
    internal static void AddDataset(DbConnection connection, string runId, DatasetInput dataset)
    {
        var experiment = connection.ExecuteScalar<long>("SELECT experiment_id FROM runs WHERE run_id = @runId", new { runId });
        var id = connection.ExecuteScalar<long?>(
            "SELECT dataset_id FROM datasets WHERE experiment_id = @experiment AND name = @Name AND digest = @Digest",
            new { experiment, dataset.Name, dataset.Digest });
        if (id is null)
        {
            id = Counter.Next(connection, "dataset");
            connection.Execute(
                """
                INSERT INTO datasets (dataset_id, experiment_id, name, digest, source_type, source, schema, profile)
                VALUES (@id, @experiment, @Name, @Digest, @SourceType, @Source, @Schema, @Profile)
                """,
                new { id, experiment, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile });
        }

        connection.Execute("INSERT INTO run_datasets (run_id, dataset_id) VALUES (@runId, @id) ON CONFLICT DO NOTHING", new { runId, id });
        connection.Execute(
            """
            INSERT INTO run_dataset_tags (run_id, dataset_id, key, value) VALUES (@runId, @id, @Key, @Value)
            ON CONFLICT (run_id, dataset_id, key) DO UPDATE SET value = excluded.value
            """,
            dataset.Tags.Select(t => new { runId, id, t.Key, t.Value }));
    }

    /// <summary>Adds a model that the run read or made.</summary>
    internal static void AddModel(DbConnection connection, string runId, RunModel model) => connection.Execute(
        """
        INSERT INTO run_models (run_id, model_id, role, step) VALUES (@runId, @ModelId, @role, @Step)
        ON CONFLICT (run_id, model_id, role) DO UPDATE SET step = excluded.step
        """,
        new { runId, model.ModelId, role = model.Made ? "output" : "input", model.Step });

    private sealed record DatasetRow
    {
        public string RunId { get; init; } = "";

        public long DatasetId { get; init; }

        public string Name { get; init; } = "";

        public string Digest { get; init; } = "";

        public string SourceType { get; init; } = "";

        public string Source { get; init; } = "";

        public string? Schema { get; init; }

        public string? Profile { get; init; }
    }
}
