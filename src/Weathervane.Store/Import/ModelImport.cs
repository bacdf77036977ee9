using System.Data.Common;
using System.Globalization;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Models;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Import;

/// <summary>Registered models of another registry on their way in.</summary>
internal static class ModelImport
{
    /// <summary>Sentences on what stands in the way.</summary>
    internal static List<string> Conflicts(DbConnection connection, ForeignModel model)
    {
        if (VersionRows.KeyOf(connection, model.Name) is not { } key)
        {
            return LastOf(connection, model.Name) is { } last && model.Versions.Any(v => v.Number <= last)
                ? [string.Create(CultureInfo.InvariantCulture, $"versions up to {last} of '{model.Name}' were given out here and deleted, and no number is used again.")]
                : [];
        }

        var here = connection.Query<(long Version, long CreatedMs)>("SELECT version, created_ms FROM model_versions WHERE registered_model_id = @key", new { key })
            .ToDictionary(v => v.Version, v => v.CreatedMs);
        return
        [
            .. from version in model.Versions
            where here.TryGetValue(version.Number, out var created) && created != version.Created.ToUnixTimeMilliseconds()
            select string.Create(
                CultureInfo.InvariantCulture,
                $"version {version.Number} of '{model.Name}' is of {version.Created.UtcDateTime:yyyy-MM-dd HH:mm:ss} there, and of {Instant.FromMs(here[version.Number]).UtcDateTime:yyyy-MM-dd HH:mm:ss} here."),
        ];
    }

    internal static int Add(DbConnection connection, ForeignModel model, string by, string reason, long now)
    {
        var key = VersionRows.KeyOf(connection, model.Name) ?? Create(connection, model);
        var here = connection.Query<long>("SELECT version FROM model_versions WHERE registered_model_id = @key", new { key }).ToHashSet();
        var added = model.Versions.Where(v => !here.Contains(v.Number)).OrderBy(v => v.Number).ToList();
        foreach (var version in added)
        {
            AddVersion(connection, key, version, by, reason, now);
        }

        if (added.Count > 0)
        {
            connection.Execute(
                """
                INSERT INTO model_names (name, last_version) VALUES (@Name, @last)
                ON CONFLICT (name) DO UPDATE SET last_version = CASE WHEN model_names.last_version > excluded.last_version THEN model_names.last_version ELSE excluded.last_version END
                """,
                new { model.Name, last = added[^1].Number });
        }

        var moved = AliasRows.Moves(connection, key, model.Name).Select(m => m.Alias).ToHashSet();
        foreach (var (alias, version) in model.Aliases.Where(a => !moved.Contains(a.Key)))
        {
            AliasRows.Add(connection, key, new AliasMove(model.Name, alias, version, MoveKind.Set, Instant.FromMs(now), by, reason, null));
        }

        return added.Count;
    }

    private static long? LastOf(DbConnection connection, string name) =>
        connection.ExecuteScalar<long?>("SELECT last_version FROM model_names WHERE name = @name", new { name });

    private static long Create(DbConnection connection, ForeignModel model)
    {
        var key = Counter.Next(connection, "registered_model");
        connection.Execute(
            """
            INSERT INTO registered_models (registered_model_id, name, description, created_ms, updated_ms)
            VALUES (@key, @Name, @Description, @created, @updated)
            """,
            new { key, model.Name, model.Description, created = model.Created.ToUnixTimeMilliseconds(), updated = model.Updated.ToUnixTimeMilliseconds() });
        ImportStore.AddTexts(connection, "registered_model_tags (registered_model_id, key, value)", model.Tags, key);
        return key;
    }

    private static void AddVersion(DbConnection connection, long key, ForeignVersion version, string by, string reason, long now)
    {
        var run = version.RunId is { } id && RunImport.Has(connection, id) ? id : null;
        connection.Execute(
            """
            INSERT INTO model_versions (registered_model_id, version, source, run_id, run_link, model_id, author, description, status, stage, created_ms, updated_ms,
                                        deleted_ms, deleted_by, deleted_reason)
            VALUES (@key, @Number, @source, @run, @RunLink, @ModelId, @Author, @Description, 'READY', @Stage, @created, @updated, @deleted, @by, @reason)
            """,
            new
            {
                key, version.Number, run, version.RunLink, version.ModelId, version.Author, version.Description, version.Stage,
                source = ArtifactStore.Scheme + (version.FilesPath ?? string.Create(CultureInfo.InvariantCulture, $"models/{key}/{version.Number}")),
                created = version.Created.ToUnixTimeMilliseconds(), updated = version.Updated.ToUnixTimeMilliseconds(),
                deleted = version.Deleted ? now : (long?)null, by = version.Deleted ? by : null, reason = version.Deleted ? reason : null,
            });
        ImportStore.AddTexts(connection, "model_version_params (registered_model_id, version, key, value)", version.Params, key, version.Number);
        ImportStore.AddTexts(connection, "model_version_tags (registered_model_id, version, key, value)", version.Tags, key, version.Number);
        ManyRows.Insert(
            connection,
            "model_version_metrics (registered_model_id, version, key, value, is_nan, better)",
            [
                .. version.Metrics.Select(m => (object?[])
                [
                    key, version.Number, m.Key, double.IsNaN(m.Value) ? 0.0 : m.Value, double.IsNaN(m.Value) ? 1L : 0L,
                    KnownMetrics.HigherIsBetter(m.Key) switch { true => "higher", false => "lower", null => null },
                ]),
            ]);
    }
}
