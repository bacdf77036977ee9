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
        var plan = PlanOf(query);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN tries", StringComparison.Ordinal));
        Assert.Contains(plan, step => step.Contains("tries_run", StringComparison.Ordinal) || step.Contains("tries_series", StringComparison.Ordinal));
    }

    [Fact]
    public void What_keeps_a_deleted_run_is_found_without_going_through_all_looks()
    {
        var plan = PlanOf(HardDeletion.BareRuns);
        // Once by the statement, once by the foreign key.
        Assert.Equal(2, plan.Count(step => step.Contains("holdout_looks_run", StringComparison.Ordinal)));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN holdout_looks", StringComparison.Ordinal));
    }

    private List<string> PlanOf(string query)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_workspace.Folder, "store.db")};Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA foreign_keys = ON");
        var values = new { runId = "a", series = "a", label = "b", from = 1, to = 9, before = 1 };
        return connection.Query("EXPLAIN QUERY PLAN " + query, values).Select(step => (string)step.detail).ToList();
    }
}
