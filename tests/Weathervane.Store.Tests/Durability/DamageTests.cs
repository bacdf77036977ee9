using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Tests.Durability;

public sealed class DamageTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    private string DatabasePath => Path.Combine(_workspace.Folder, "store.db");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void A_damaged_page_is_an_error_that_names_the_file_and_a_remedy()
    {
        var run = Filled();
        using (var file = File.OpenWrite(DatabasePath))
        {
            // Behind the pages that say which tables there are.
            file.Position = 100_000;
            var garbage = new byte[file.Length - file.Position];
            Array.Fill(garbage, (byte)0xA5);
            file.Write(garbage);
        }

        AssertDamaged(() => Reopened().Runs.Get(run));
    }

    [Fact]
    public void A_database_that_was_cut_off_is_an_error_that_names_the_file_and_a_remedy()
    {
        var run = Filled();
        using (var file = File.OpenWrite(DatabasePath))
        {
            file.SetLength(8192);
        }

        AssertDamaged(() => Reopened().Runs.Get(run));
    }

    [Fact]
    public void A_log_that_was_torn_by_a_power_cut_opens_with_a_beginning_of_what_was_written()
    {
        var run = _workspace.NewRun();
        const int writes = 30;
        for (var i = 0; i < writes; i++)
        {
            _workspace.Store.Runs.LogMetric(run.Id, "m", i, i);
        }

        var log = File.ReadAllBytes(DatabasePath + "-wal");
        var kept = new List<int>();
        foreach (var tail in new[] { 0, 1, 100, 4096, 5000, 50_000, log.Length / 2, log.Length - 10 })
        {
            // The end is missing, or is there and holds something else.
            foreach (var torn in new[] { log[..^tail], [.. log[..^tail], .. new byte[tail]] })
            {
                var folder = Path.Combine(_workspace.Folder, Guid.NewGuid().ToString("N"));
                Directory.CreateDirectory(folder);
                File.Copy(DatabasePath, Path.Combine(folder, "store.db"));
                File.WriteAllBytes(Path.Combine(folder, "store.db-wal"), torn);
                using var workspace = Workspace.Open(folder, _workspace.Clock);
                Assert.Empty(workspace.Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
                var found = workspace.Runs.History(run.Id, "m").Select(p => (int)p.Value).ToList();
                Assert.Equal(Enumerable.Range(0, found.Count), found);
                kept.Add(found.Count);
            }
        }

        // All of it where nothing was torn, and less the more is gone.
        Assert.Equal([writes, writes], kept[..2]);
        Assert.True(kept[2] < writes && kept[^1] < kept[2]);
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_as_it_is()
    {
        var folder = Path.Combine(_workspace.Folder, "other");
        Directory.CreateDirectory(folder);
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "store.db")};Pooling=False"))
        {
            connection.Execute("CREATE TABLE theirs (x)");
        }

        var refused = Assert.Throws<InvalidDataException>(() => Workspace.Open(folder, TimeProvider.System));
        Assert.Contains("belongs to another program, and was left as it is", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commit_waits_for_the_disk_and_references_are_checked()
    {
        // A killed process cannot show this, a power cut can: 2 is FULL.
        using var database = new SqliteDatabase(DatabasePath, _workspace.Clock);
        foreach (var read in new Func<Func<DbConnection, string>, string>[] { database.Read, database.Write })
        {
            Assert.Equal("2", read(c => c.ExecuteScalar<string>("PRAGMA synchronous")!));
            Assert.Equal("wal", read(c => c.ExecuteScalar<string>("PRAGMA journal_mode")!));
            Assert.Equal("1", read(c => c.ExecuteScalar<string>("PRAGMA foreign_keys")!));
        }
    }

    [Fact]
    public void The_same_statement_can_be_read_inside_itself()
    {
        using var database = new SqliteDatabase(DatabasePath, _workspace.Clock);
        const string sql = "SELECT version FROM schema_migrations ORDER BY version";
        var pairs = database.Read(c => c.Query<long>(sql, buffered: false).SelectMany(outer => c.Query<long>(sql, buffered: false).Select(inner => (outer, inner))).ToList());
        Assert.Equal(Migrator.Scripts.Count * Migrator.Scripts.Count, pairs.Count);
        Assert.Equal(pairs.Count, pairs.Distinct().Count());
    }

    private string Filled()
    {
        var run = _workspace.NewRun();
        _workspace.Store.Runs.Log(run.Id, new RunLog { Metrics = [.. Enumerable.Range(0, 2000).Select(i => new MetricPoint($"metric{i}", i))] });
        // Closing moves the log into the file.
        _workspace.Store.Dispose();
        return run.Id;
    }

    private Workspace Reopened() => _workspace.Reopen();

    private void AssertDamaged(Action read)
    {
        var damaged = Assert.Throws<InvalidDataException>(read);
        Assert.StartsWith($"{DatabasePath}: this is not a readable database; it is damaged", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("Put back a copy of it", damaged.Message, StringComparison.Ordinal);
    }
}
