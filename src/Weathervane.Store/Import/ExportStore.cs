using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Import;

/// <summary>Hands out all that a store holds in the words of <see cref="ImportStore"/>, for other tracking stores: deleted things too, models that were deleted as a whole not.</summary>
public sealed class ExportStore
{
    private readonly Database _database;

    internal ExportStore(Database database) => _database = database;

    /// <summary>All experiments, by number.</summary>
    public IReadOnlyList<ForeignExperiment> Experiments() => _database.Read(c =>
    {
        var tags = c.Query<(long Id, string Key, string Value)>("SELECT experiment_id, key, value FROM experiment_tags").ToLookup(t => t.Id);
        return c.Query<(long Id, string Name, string Stage, long Created, long Updated)>(
            "SELECT experiment_id, name, lifecycle_stage, created_ms, updated_ms FROM experiments ORDER BY experiment_id")
            .Select(e => new ForeignExperiment
            {
                Id = e.Id, Name = e.Name, Deleted = e.Stage == "deleted", Created = Instant.FromMs(e.Created), Updated = Instant.FromMs(e.Updated),
                Tags = tags[e.Id].ToDictionary(t => t.Key, t => t.Value),
            })
            .ToList();
    });

    /// <summary>The ids of an experiment's runs, the oldest first.</summary>
    public IReadOnlyList<string> RunIds(long experiment) => _database.Read(c =>
        c.Query<string>("SELECT run_id FROM runs WHERE experiment_id = @experiment ORDER BY start_ms, run_id", new { experiment }).ToList());

    /// <summary>A run with every value.</summary>
    /// <param name="id">One of <see cref="RunIds"/>.</param>
    public ForeignRun Run(string id) => _database.Read(c =>
    {
        var run = c.QuerySingle<RunRow>("SELECT experiment_id, name, user_id, status, start_ms, end_ms, lifecycle_stage, deleted_ms FROM runs WHERE run_id = @id", new { id });
        var use = c.Query<(long Dataset, string Key, string Value)>("SELECT dataset_id, key, value FROM run_dataset_tags WHERE run_id = @id", new { id }).ToLookup(t => t.Dataset);
        return new ForeignRun
        {
            Id = id,
            ExperimentId = run.ExperimentId,
            Name = run.Name,
            User = run.UserId,
            Status = Enum.Parse<RunStatus>(run.Status, ignoreCase: true),
            Start = Instant.FromMs(run.StartMs),
            End = Instant.FromMs(run.EndMs),
            Deleted = run.LifecycleStage == "deleted",
            DeletedAt = Instant.FromMs(run.DeletedMs),
            Params = Texts(c, "SELECT key, value FROM params WHERE run_id = @id", new { id }),
            Tags = Texts(c, "SELECT key, value FROM tags WHERE run_id = @id", new { id }),
            Metrics =
            [
                .. c.Query<MetricRow>(
                    "SELECT key, value, is_nan, step, timestamp_ms, model_id, dataset_name, dataset_digest FROM metrics WHERE run_id = @id ORDER BY key, step, timestamp_ms", new { id })
                    .Select(m => new ForeignMetric(m.Key, m.IsNan == 1 ? double.NaN : m.Value, m.Step, Instant.FromMs(m.TimestampMs))
                    {
                        ModelId = m.ModelId, DatasetName = m.DatasetName, DatasetDigest = m.DatasetDigest,
                    }),
            ],
            Datasets =
            [
                .. c.Query<(long Id, string Name, string Digest, string SourceType, string Source, string? Schema, string? Profile)>(
                    "SELECT d.dataset_id, d.name, d.digest, d.source_type, d.source, d.schema, d.profile FROM run_datasets l JOIN datasets d ON d.dataset_id = l.dataset_id WHERE l.run_id = @id ORDER BY d.dataset_id",
                    new { id })
                    .Select(d => new ForeignDataset(d.Name, d.Digest, d.SourceType, d.Source, d.Schema, d.Profile, use[d.Id].ToDictionary(t => t.Key, t => t.Value))),
            ],
            Models = [.. c.Query<(string Id, string Role, long Step)>("SELECT model_id, role, step FROM run_models WHERE run_id = @id ORDER BY model_id, role", new { id })
                .Select(m => new ForeignRunModel(m.Id, m.Role == "output", m.Step))],
        };
    });

    /// <summary>All logged models, by id.</summary>
    public IReadOnlyList<ForeignLoggedModel> LoggedModels() => _database.Read(c => c.Query<LoggedModelRow>("SELECT * FROM logged_models ORDER BY model_id").ToList()
        .Select(m => new ForeignLoggedModel
        {
            Id = m.ModelId, ExperimentId = m.ExperimentId, Name = m.Name, ModelType = m.ModelType, SourceRunId = m.SourceRunId, Status = m.Status, StatusMessage = m.StatusMessage,
            Created = Instant.FromMs(m.CreatedMs), Updated = Instant.FromMs(m.UpdatedMs), Deleted = m.DeletedMs is not null,
            Params = Texts(c, "SELECT key, value FROM logged_model_params WHERE model_id = @ModelId", new { m.ModelId }),
            Tags = Texts(c, "SELECT key, value FROM logged_model_tags WHERE model_id = @ModelId", new { m.ModelId }),
        })
        .ToList());

    /// <summary>All registered models that were not deleted, by name, with the places of their versions' files.</summary>
    public IReadOnlyList<ForeignModel> Models() => _database.Read(c => c.Query<(long Key, string Name, string Description, long Created, long Updated)>(
        "SELECT registered_model_id, name, description, created_ms, updated_ms FROM registered_models WHERE deleted_ms IS NULL ORDER BY name").ToList()
        .Select(m => new ForeignModel
        {
            Name = m.Name, Description = m.Description, Created = Instant.FromMs(m.Created), Updated = Instant.FromMs(m.Updated),
            Tags = Texts(c, "SELECT key, value FROM registered_model_tags WHERE registered_model_id = @Key", new { m.Key }),
            Aliases = AliasRows.Current(AliasRows.Moves(c, m.Key, m.Name)),
            Versions = [.. c.Query<VersionRow>("SELECT * FROM model_versions WHERE registered_model_id = @Key ORDER BY version", new { m.Key }).ToList().Select(v => Version(c, m.Key, v))],
        })
        .ToList());

    private static ForeignVersion Version(System.Data.Common.DbConnection c, long key, VersionRow v)
    {
        var of = new { key, v.Version };
        return new ForeignVersion
        {
            Number = v.Version, Created = Instant.FromMs(v.CreatedMs), Updated = Instant.FromMs(v.UpdatedMs), RunId = v.RunId, RunLink = v.RunLink, ModelId = v.ModelId,
            Author = v.Author, Description = v.Description, Stage = v.Stage, Deleted = v.DeletedMs is not null,
            FilesPath = v.Source.StartsWith(ArtifactStore.Scheme, StringComparison.Ordinal) ? v.Source[ArtifactStore.Scheme.Length..] : null,
            Params = Texts(c, "SELECT key, value FROM model_version_params WHERE registered_model_id = @key AND version = @Version", of),
            Tags = Texts(c, "SELECT key, value FROM model_version_tags WHERE registered_model_id = @key AND version = @Version", of),
            Metrics = c.Query<(string Key, double Value, long IsNan)>("SELECT key, value, is_nan FROM model_version_metrics WHERE registered_model_id = @key AND version = @Version", of)
                .ToDictionary(m => m.Key, m => m.IsNan == 1 ? double.NaN : m.Value),
        };
    }

    private static Dictionary<string, string> Texts(System.Data.Common.DbConnection c, string query, object parameters) =>
        c.Query<(string Key, string Value)>(query, parameters).ToDictionary(t => t.Key, t => t.Value);

    private sealed record RunRow
    {
        public long ExperimentId { get; init; }

        public string Name { get; init; } = "";

        public string UserId { get; init; } = "";

        public string Status { get; init; } = "";

        public long StartMs { get; init; }

        public long? EndMs { get; init; }

        public string LifecycleStage { get; init; } = "";

        public long? DeletedMs { get; init; }
    }

    private sealed record MetricRow
    {
        public string Key { get; init; } = "";

        public double Value { get; init; }

        public long IsNan { get; init; }

        public long Step { get; init; }

        public long TimestampMs { get; init; }

        public string? ModelId { get; init; }

        public string? DatasetName { get; init; }

        public string? DatasetDigest { get; init; }
    }

    private sealed record LoggedModelRow
    {
        public string ModelId { get; init; } = "";

        public long ExperimentId { get; init; }

        public string Name { get; init; } = "";

        public string? ModelType { get; init; }

        public string? SourceRunId { get; init; }

        public string Status { get; init; } = "";

        public string? StatusMessage { get; init; }

        public long CreatedMs { get; init; }

        public long UpdatedMs { get; init; }

        public long? DeletedMs { get; init; }
    }

    private sealed record VersionRow
    {
        public long Version { get; init; }

        public string Source { get; init; } = "";

        public string? RunId { get; init; }

        public string? RunLink { get; init; }

        public string? ModelId { get; init; }

        public string Author { get; init; } = "";

        public string Description { get; init; } = "";

        public string Stage { get; init; } = "None";

        public long CreatedMs { get; init; }

        public long UpdatedMs { get; init; }

        public long? DeletedMs { get; init; }
    }
}
