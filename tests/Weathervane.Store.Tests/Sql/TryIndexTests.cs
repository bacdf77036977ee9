using Dapper;
using Microsoft.Data.Sqlite;
using Weathervane.Store.Studies;
using Weathervane.Store.Upkeep;

namespace Weathervane.Store.Tests.Sql;

public sealed class TryIndexTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    /// <summary>As the store asks them.</summary>
    public static TheoryData<string> Queries => [TryStore.OfARun, TryStore.OnASeries, HardDeletion.BareRuns];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Tries_of_a_run_or_a_series_are_found_without_going_through_all(string query)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_workspace.Folder, "store.db")};Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA foreign_keys = ON");
        var values = new { runId = "a", series = "a", label = "b", from = 1, to = 9, before = 1 };
        var plan = connection.Query("EXPLAIN QUERY PLAN " + query, values).Select(step => (string)step.detail).ToList();
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN tries", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("tries_run", StringComparison.Ordinal) || step.Contains("tries_series", StringComparison.Ordinal));
    }
}
