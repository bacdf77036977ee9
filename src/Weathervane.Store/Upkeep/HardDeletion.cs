using System.Data.Common;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Upkeep;

/// <summary>What was deleted for good, or would be.</summary>
/// <param name="Runs">Deleted runs, with all their values and files.</param>
/// <param name="Versions">Deleted model versions: their values and files; the row stays, so that history can name it.</param>
/// <param name="LoggedModels">Deleted logged models, with all their values and files.</param>
/// <param name="Experiments">Deleted experiments that no run is left of.</param>
/// <param name="Names">Names of files that were replaced or deleted.</param>
public sealed record HardDeleted(int Runs, int Versions, int LoggedModels, int Experiments, int Names);

/// <summary>Deletes for good what was marked as deleted before a moment. No number is ever given out again: counters keep them.</summary>
/// <remarks>What was tried and looked at stays, and the bare row of the run that did: deleting a run must not make a later score look like a first try. A
/// version's row stays, too, since moves of aliases refer to it.</remarks>
internal static class HardDeletion
{
    private const string Runs = "(SELECT run_id FROM runs WHERE lifecycle_stage = 'deleted' AND deleted_ms < @before)";
    private const string Logged = "(SELECT model_id FROM logged_models WHERE deleted_ms < @before)";
    private const string Versions = "SELECT 1 FROM model_versions v WHERE v.registered_model_id = t.registered_model_id AND v.version = t.version AND v.deleted_ms < @before";

    /// <summary>Tables whose rows go with their run; the test asks that every table that refers to runs is here or among those kept.</summary>
    internal static readonly string[] OfRuns =
        ["metrics", "latest_metrics", "params", "tags", "run_dataset_tags", "run_datasets", "run_models"];

    /// <summary>Tables whose rows stay, and the run's bare row with them.</summary>
    internal static readonly string[] KeepTheRun = ["tries", "holdout_looks", "model_versions"];

    /// <summary>Deletes the bare rows that nothing keeps.</summary>
    internal static readonly string BareRuns =
        $"DELETE FROM runs WHERE run_id IN {Runs}{string.Concat(KeepTheRun.Select(t => $" AND NOT EXISTS (SELECT 1 FROM {t} WHERE {t}.run_id = runs.run_id)"))}";

    internal static HardDeleted Run(Database database, DateTimeOffset before, bool remove)
    {
        var moment = new { before = before.ToUnixTimeMilliseconds() };
        if (!remove)
        {
            return database.Read(c => Count(c, moment));
        }

        return database.Write(c =>
        {
            var count = Count(c, moment);
            DeleteVersions(c, moment);
            DeleteLoggedModels(c, moment);
            DeleteRuns(c, moment);
            DeleteExperiments(c, moment);
            c.Execute("DELETE FROM artifacts WHERE replaced_ms < @before", moment);
            return count;
        });
    }

    private static HardDeleted Count(DbConnection connection, object moment) => new(
        connection.ExecuteScalar<int>($"SELECT count(*) FROM runs WHERE run_id IN {Runs}", moment),
        connection.ExecuteScalar<int>("SELECT count(*) FROM model_versions WHERE deleted_ms < @before", moment),
        connection.ExecuteScalar<int>($"SELECT count(*) FROM logged_models WHERE model_id IN {Logged}", moment),
        connection.ExecuteScalar<int>(
            $"""
            SELECT count(*) FROM experiments e WHERE e.lifecycle_stage = 'deleted' AND e.updated_ms < @before
            AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.experiment_id = e.experiment_id AND r.run_id NOT IN {Runs})
            """,
            moment),
        connection.ExecuteScalar<int>("SELECT count(*) FROM artifacts WHERE replaced_ms < @before", moment));

    private static void DeleteVersions(DbConnection connection, object moment)
    {
        DeleteFiles(connection, "SELECT source FROM model_versions WHERE deleted_ms < @before", moment);
        foreach (var table in new[] { "model_version_params", "model_version_metrics", "model_version_tags" })
        {
            connection.Execute($"DELETE FROM {table} AS t WHERE EXISTS ({Versions})", moment);
        }
    }

    private static void DeleteLoggedModels(DbConnection connection, object moment)
    {
        DeleteFiles(connection, $"SELECT artifact_uri FROM logged_models WHERE model_id IN {Logged}", moment);
        foreach (var table in new[] { "logged_model_params", "logged_model_tags", "run_models", "logged_models" })
        {
            connection.Execute($"DELETE FROM {table} WHERE model_id IN {Logged}", moment);
        }
    }

    private static void DeleteRuns(DbConnection connection, object moment)
    {
        DeleteFiles(connection, $"SELECT artifact_uri FROM runs WHERE run_id IN {Runs}", moment);
        connection.Execute($"DELETE FROM study_jobs WHERE study_id IN (SELECT study_id FROM studies WHERE run_id IN {Runs})", moment);
        connection.Execute($"DELETE FROM trials WHERE study_id IN (SELECT study_id FROM studies WHERE run_id IN {Runs})", moment);
        connection.Execute($"DELETE FROM studies WHERE run_id IN {Runs}", moment);
        foreach (var table in OfRuns)
        {
            connection.Execute($"DELETE FROM {table} WHERE run_id IN {Runs}", moment);
        }

        connection.Execute(BareRuns, moment);
    }

    private static void DeleteExperiments(DbConnection connection, object moment)
    {
        const string empty =
            """
            (SELECT e.experiment_id FROM experiments e WHERE e.lifecycle_stage = 'deleted' AND e.updated_ms < @before
             AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.experiment_id = e.experiment_id)
             AND NOT EXISTS (SELECT 1 FROM logged_models m WHERE m.experiment_id = e.experiment_id))
            """;
        foreach (var table in new[] { "datasets", "experiment_tags", "experiments" })
        {
            connection.Execute($"DELETE FROM {table} WHERE experiment_id IN {empty}", moment);
        }
    }

    private static void DeleteFiles(DbConnection connection, string uris, object moment)
    {
        foreach (var uri in connection.Query<string>(uris, moment).Where(u => u.StartsWith(ArtifactStore.Scheme, StringComparison.Ordinal)).ToList())
        {
            ArtifactRows.Remove(connection, ArtifactStore.RootOf(uri));
        }
    }
}
