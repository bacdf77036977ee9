using System.Data.Common;
using Dapper;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Models;

/// <summary>Reads and writes model versions with all that belongs to them.</summary>
internal static class VersionRows
{
    private const string Wanted = "registered_model_id = @key AND (@only IS NULL OR version = @only)";

    /// <summary>The key of the living model of this name; null when there is none.</summary>
    internal static long? KeyOf(DbConnection connection, string name) => connection.ExecuteScalar<long?>(
        "SELECT registered_model_id FROM registered_models WHERE name = @name AND deleted_ms IS NULL", new { name });

    internal static long RequireKey(DbConnection connection, string name) => KeyOf(connection, name) ?? throw Unknown(connection, name);

    /// <summary>The versions that were not deleted, by number.</summary>
    internal static List<ModelVersion> Living(DbConnection connection, string name, Func<string, bool?> higherIsBetter) =>
        All(connection, RequireKey(connection, name), name, higherIsBetter).Where(v => v.Deleted is null).ToList();

    /// <summary>The living version of this number.</summary>
    /// <exception cref="InputException">There is no such model or version, or it was deleted.</exception>
    internal static ModelVersion Require(DbConnection connection, string name, long version, Func<string, bool?> higherIsBetter) =>
        One(connection, RequireKey(connection, name), name, version, higherIsBetter) is { Deleted: null } found ? found : throw new InputException(
            $"model {name}:{version}", "there is no such version.", $"'vane models history {name}' shows its versions.") { Kind = InputKind.NotFound };

    /// <summary>One version of a model, deleted or not; null when the number was never given out.</summary>
    internal static ModelVersion? One(DbConnection connection, long key, string name, long version, Func<string, bool?> higherIsBetter) =>
        Read(connection, key, name, version, higherIsBetter).FirstOrDefault();

    /// <summary>All versions of a model, deleted ones too, by number.</summary>
    internal static List<ModelVersion> All(DbConnection connection, long key, string name, Func<string, bool?> higherIsBetter) =>
        Read(connection, key, name, null, higherIsBetter);

    internal static void Insert(DbConnection connection, long key, long version, string source, string? pipelineSha256, NewVersion given, long now, Func<string, bool?> higherIsBetter)
    {
        connection.Execute(
            """
            INSERT INTO model_versions (registered_model_id, version, source, run_id, run_link, model_id, author, description, status,
                                        primary_metric, verdict, bars_sha256, pipeline_sha256, code_version, created_ms, updated_ms)
            VALUES (@key, @version, @source, @RunId, @RunLink, @ModelId, @Author, @Notes, 'READY', @PrimaryMetric, @Verdict,
                    @BarsSha256, @pipelineSha256, @CodeVersion, @now, @now)
            """,
            new
            {
                key, version, source, given.RunId, given.RunLink, given.ModelId, given.Author, given.Notes, given.PrimaryMetric, given.Verdict,
                given.BarsSha256, pipelineSha256, given.CodeVersion, now,
            });
        InsertTexts(connection, "model_version_params", key, version, given.Parameters);
        InsertTexts(connection, "model_version_tags", key, version, given.Tags);
        connection.Execute(
            """
            INSERT INTO model_version_metrics (registered_model_id, version, key, value, is_nan, better)
            VALUES (@key, @version, @Name, @value, @nan, @better)
            """,
            given.Metrics.Select(m => new
            {
                key,
                version,
                m.Name,
                value = double.IsNaN(m.Value) ? 0 : m.Value,
                nan = double.IsNaN(m.Value) ? 1 : 0,
                better = (m.HigherIsBetter ?? higherIsBetter(m.Name)) switch { true => "higher", false => "lower", null => null },
            }));
    }

    private static List<ModelVersion> Read(DbConnection connection, long key, string name, long? only, Func<string, bool?> higherIsBetter)
    {
        var aliases = AliasRows.Current(AliasRows.Moves(connection, key, name)).ToLookup(a => a.Value, a => a.Key);
        var parameters = Texts(connection, "model_version_params", key, only);
        var tags = Texts(connection, "model_version_tags", key, only);
        var metrics = connection.Query<(long Version, string Key, double Value, long IsNan, string? Better)>(
            $"SELECT version, key, value, is_nan, better FROM model_version_metrics WHERE {Wanted} ORDER BY version, key", new { key, only })
            .ToLookup(m => m.Version, m => new VersionMetric(
                m.Key, MetricRows.Number(m.Value, m.IsNan), m.Better is null ? higherIsBetter(m.Key) : m.Better == "higher"));
        return connection.Query<VersionRow>(
            $"""
            SELECT version, author, created_ms, updated_ms, stage, run_link, model_id, run_id, source, description, primary_metric, verdict, bars_sha256, pipeline_sha256,
                   code_version, deleted_ms, deleted_by, deleted_reason
            FROM model_versions WHERE {Wanted} ORDER BY version
            """,
            new { key, only })
            .Select(r => r.ToVersion(key, name) with
            {
                Aliases = [.. aliases[r.Version].Order(StringComparer.Ordinal)],
                Parameters = parameters[r.Version].ToDictionary(),
                Metrics = metrics[r.Version].ToDictionary(m => m.Name),
                Tags = tags[r.Version].ToDictionary(),
            })
            .ToList();
    }

    private static InputException Unknown(DbConnection connection, string name)
    {
        var known = connection.Query<string>("SELECT name FROM registered_models WHERE deleted_ms IS NULL ORDER BY name LIMIT 20").ToList();
        return new InputException(
            $"model {name}",
            ModelRegistry.NoSuchName,
            known.Count > 0 ? $"Registered models: {string.Join(", ", known)}." : "No model is registered yet: vane run PIPELINE trains and registers one.")
        {
            Kind = InputKind.NotFound,
        };
    }

    private static ILookup<long, KeyValuePair<string, string>> Texts(DbConnection connection, string table, long key, long? only) =>
        connection.Query<(long Version, string Key, string Value)>($"SELECT version, key, value FROM {table} WHERE {Wanted} ORDER BY version, key", new { key, only })
            .ToLookup(r => r.Version, r => KeyValuePair.Create(r.Key, r.Value));

    private static void InsertTexts(DbConnection connection, string table, long key, long version, IReadOnlyDictionary<string, string> values) =>
        connection.Execute(
            $"INSERT INTO {table} (registered_model_id, version, key, value) VALUES (@key, @version, @Name, @Value)",
            values.Select(v => new { key, version, Name = v.Key, v.Value }));

    private sealed record VersionRow
    {
        public long Version { get; init; }

        public string Author { get; init; } = "";

        public long CreatedMs { get; init; }

        public long UpdatedMs { get; init; }

        public string Stage { get; init; } = "";

        public string? RunLink { get; init; }

        public string? ModelId { get; init; }

        public string? RunId { get; init; }

        public string Source { get; init; } = "";

        public string Description { get; init; } = "";

        public string? PrimaryMetric { get; init; }

        public string? Verdict { get; init; }

        public string? BarsSha256 { get; init; }

        public string? PipelineSha256 { get; init; }

        public string? CodeVersion { get; init; }

        public long? DeletedMs { get; init; }

        public string? DeletedBy { get; init; }

        public string? DeletedReason { get; init; }

        internal ModelVersion ToVersion(long key, string name) => new()
        {
            ModelKey = key,
            Name = name,
            Version = Version,
            Author = Author,
            Created = Instant.FromMs(CreatedMs),
            Updated = Instant.FromMs(UpdatedMs),
            Stage = Stage,
            RunLink = RunLink,
            ModelId = ModelId,
            RunId = RunId,
            Source = Source,
            Notes = Description,
            PrimaryMetric = PrimaryMetric,
            Verdict = Verdict,
            BarsSha256 = BarsSha256,
            PipelineSha256 = PipelineSha256,
            CodeVersion = CodeVersion,
            Deleted = Instant.FromMs(DeletedMs),
            DeletedWhy = DeletedMs is null ? null : $"{DeletedBy}: {DeletedReason}",
            Aliases = [],
            Parameters = new Dictionary<string, string>(),
            Metrics = new Dictionary<string, VersionMetric>(),
            Tags = new Dictionary<string, string>(),
        };
    }
}
