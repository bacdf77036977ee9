using System.Data.Common;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Upkeep;

/// <summary>What a check of a store found.</summary>
/// <param name="Problems">What is wrong, one line each with what to do; empty where all is well.</param>
/// <param name="Rows">Rows in all tables.</param>
/// <param name="Files">Contents that were read and compared with their hash.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Unused">Contents that nothing refers to: no fault, <c>vane store gc</c> removes them.</param>
public sealed record StoreReport(IReadOnlyList<string> Problems, long Rows, int Files, long Bytes, int Unused);

/// <summary>Looks a whole store through.</summary>
internal static class StoreCheck
{
    internal static StoreReport Run(Database database, IBlobStore blobs, IProgress<double>? progress, CancellationToken cancel)
    {
        var (problems, rows, referred, known) = database.Read(c => (
            database.Faults(c).Concat(Missing(database, c)).Concat(Rules(c)).ToList(),
            StoreTables.All.Where(database.Tables(c).Contains).Sum(t => c.ExecuteScalar<long>($"SELECT count(*) FROM {t}")),
            BlobTransfer.Referred(c),
            c.Query<string>("SELECT sha256 FROM blobs").ToHashSet()));
        var (done, bytes) = (0, 0L);
        foreach (var (sha256, size) in referred)
        {
            cancel.ThrowIfCancellationRequested();
            progress?.Report((double)done++ / referred.Count);
            try
            {
                using var content = blobs.OpenChecked(sha256, size, Owner(database, sha256));
                content.CopyTo(Stream.Null);
                bytes += size;
            }
            catch (InvalidDataException damaged)
            {
                problems.Add(damaged.Message);
            }
        }

        known.UnionWith(blobs.List().Select(b => b.Sha256));
        return new StoreReport(problems, rows, referred.Count, bytes, known.Count - referred.Count);
    }

    /// <summary>Tables and columns that the schema has and the database has not.</summary>
    private static IEnumerable<string> Missing(Database database, DbConnection connection) =>
        from table in StoreTables.All
        where !database.Tables(connection).Contains(table)
        select $"{database.Name}: the table {table} is missing. Put back a backup.";

    /// <summary>What the tables alone do not promise.</summary>
    private static IEnumerable<string> Rules(DbConnection connection)
    {
        var rules = new (string Broken, string Sql)[]
        {
            ("latest values that are not the greatest of their history", """
                SELECT count(*) FROM latest_metrics l WHERE NOT EXISTS (SELECT 1 FROM metrics m
                  WHERE m.run_id = l.run_id AND m.key = l.key AND m.step = l.step AND m.timestamp_ms = l.timestamp_ms AND m.value = l.value)
                OR EXISTS (SELECT 1 FROM metrics m
                  WHERE m.run_id = l.run_id AND m.key = l.key AND (m.step, m.timestamp_ms, m.value) > (l.step, l.timestamp_ms, l.value))
                """),
            ("model versions whose number could be given out again", """
                SELECT count(*) FROM model_versions v JOIN registered_models r ON r.registered_model_id = v.registered_model_id
                WHERE v.version > coalesce((SELECT n.last_version FROM model_names n WHERE n.name = r.name), 0)
                """),
            ("experiments whose number could be given out again",
                "SELECT count(*) FROM experiments WHERE experiment_id > (SELECT coalesce(max(last), 0) FROM counters WHERE name = 'experiment')"),
            ("files whose number could be given out again",
                "SELECT count(*) FROM artifacts WHERE artifact_id > (SELECT coalesce(max(last), 0) FROM counters WHERE name = 'artifact')"),
        };
        return from rule in rules
               let count = connection.ExecuteScalar<long>(rule.Sql)
               where count > 0
               select FormattableString.Invariant($"{rule.Broken}: {count}. Put back a backup, or ask for help with this line.");
    }

    private static string Owner(Database database, string sha256) => database.Read(c =>
        c.QueryFirstOrDefault<string>("SELECT path FROM artifacts WHERE sha256 = @sha256 ORDER BY replaced_ms IS NULL DESC, artifact_id DESC LIMIT 1", new { sha256 })) ?? "a stored file";
}
