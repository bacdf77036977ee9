using Dapper;
using Microsoft.Data.Sqlite;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Tests.Sql;

/// <summary>The scripts are written once for both databases; here a real PostgreSQL runs them.</summary>
public sealed class PostgresTests
{
    [Fact]
    public void PostgreSQL_runs_the_same_scripts_gets_the_same_tables_and_takes_the_same_upserts()
    {
        using var server = PostgresServer.Start();
        foreach (var script in Migrator.Scripts)
        {
            server.Query(script.Sql);
        }

        Assert.Equal("0 Default", server.Query("SELECT experiment_id || ' ' || name FROM experiments"));
        using var workspace = new TemporaryWorkspace();
        using var sqlite = new SqliteConnection($"Data Source={Path.Combine(workspace.Folder, "store.db")};Pooling=False");
        var columns = sqlite.Query<string>(
            """
            SELECT t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name <> 'schema_migrations' ORDER BY 1
            """);
        Assert.Equal(
            columns.Order(StringComparer.Ordinal),
            server.Query("SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'").Split('\n').Order(StringComparer.Ordinal));

        // The forms that the store writes with mean the same there.
        const string next = "INSERT INTO counters (name, last) VALUES ('x', 1) ON CONFLICT (name) DO UPDATE SET last = counters.last + 1 RETURNING last";
        Assert.Equal(("1", "2"), (server.Query(next), server.Query(next)));
        const string run = "INSERT INTO runs VALUES ('r', 0, 'n', 'u', 'RUNNING', 0, NULL, 'a', 'active', NULL)";
        server.Query(run);
        foreach (var (step, value) in new[] { (2, 5), (1, 9), (2, 7), (2, 6) })
        {
            server.Query(
                $"""
                INSERT INTO latest_metrics (run_id, key, step, timestamp_ms, value, is_nan) VALUES ('r', 'm', {step}, 0, {value}, 0)
                ON CONFLICT (run_id, key) DO UPDATE SET
                  step = excluded.step, timestamp_ms = excluded.timestamp_ms, value = excluded.value, is_nan = excluded.is_nan
                WHERE (excluded.step, excluded.timestamp_ms, excluded.value)
                   >= (latest_metrics.step, latest_metrics.timestamp_ms, latest_metrics.value)
                """);
        }

        Assert.Equal("7", server.Query("SELECT value FROM latest_metrics"));
    }
}
