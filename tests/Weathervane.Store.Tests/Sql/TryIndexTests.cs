using Dapper;
using Microsoft.Data.Sqlite;

namespace Weathervane.Store.Tests.Sql;

public sealed class TryIndexTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("SELECT name FROM tries WHERE run_id = 'a' ORDER BY try_id")]
    [InlineData("SELECT name FROM tries WHERE series = 'a' AND label = 'b' AND from_ms <= 9 AND to_ms >= 1 ORDER BY try_id")]
    [InlineData("DELETE FROM runs WHERE run_id = 'a' AND NOT EXISTS (SELECT 1 FROM tries k WHERE k.run_id = runs.run_id)")]
    public void Tries_of_a_run_or_a_series_are_found_without_going_through_all(string query)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_workspace.Folder, "store.db")};Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA foreign_keys = ON");
        var plan = connection.Query("EXPLAIN QUERY PLAN " + query).Select(step => (string)step.detail).ToList();
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN tries", StringComparison.Ordinal) || step == "SCAN k");
        Assert.Contains(plan, step => step.Contains("tries_run", StringComparison.Ordinal) || step.Contains("tries_series", StringComparison.Ordinal));
    }
}
