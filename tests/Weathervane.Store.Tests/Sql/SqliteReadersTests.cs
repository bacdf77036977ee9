using Dapper;
using SQLitePCL;
using Weathervane.Store.Sql;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Tests.Sql;

/// <summary>Connections that read keep pages while they are used, and give them back after.</summary>
public sealed class SqliteReadersTests
{
    private const int Kept = 2_000_000, Little = 100_000;

    [Fact]
    public void Pages_of_a_connection_that_nobody_uses_are_given_back_and_it_reads_on()
    {
        using var workspace = new TemporaryWorkspace();
        var path = Fill(workspace);

        // Called here alone.
        using var readers = new SqliteReaders(path, Timeout.InfiniteTimeSpan);
        var (busy, resting) = (readers.Take(), readers.Take());
        Assert.All([busy, resting], c => Assert.Equal(5_000_000, Letters(c)));
        readers.Return(resting);
        readers.Return(busy);
        readers.GiveBack();
        Assert.True(PagesOf(busy) > Kept && PagesOf(resting) > Kept, "both were used a moment ago");
        var again = readers.Take();
        Assert.Same(busy, again);
        readers.Return(again);
        readers.GiveBack();
        Assert.True(PagesOf(busy) > Kept, $"{PagesOf(busy)} bytes: it is in use");
        Assert.True(PagesOf(resting) < Little, $"{PagesOf(resting)} bytes: it is not");
        var (first, second) = (readers.Take(), readers.Take());
        Assert.Equal((busy, resting), (first, second));
        Assert.Equal(5_000_000, Letters(second));
        readers.Return(second);
        readers.Return(first);
    }

    [Fact]
    public void Connections_of_a_bounded_process_use_their_pages_again_and_read_the_same()
    {
        using var workspace = new TemporaryWorkspace();
        var path = Fill(workspace);
        NativeMemory.BoundPages(Kept / 2);
        try
        {
            using var readers = new SqliteReaders(path, Timeout.InfiniteTimeSpan);
            using var reader = readers.Take();
            Assert.Equal(5_000_000, Letters(reader));
            Assert.True(PagesOf(reader) < Kept, $"{PagesOf(reader)} bytes");
        }
        finally
        {
            NativeMemory.BoundPages(0);
        }
    }

    [Fact]
    public void A_writer_that_rests_is_told_so_once_until_the_next_write()
    {
        var (writes, rests) = (0, 0);
        using var told = new SemaphoreSlim(0);
        using var commit = new GroupCommit(
            batch => writes += batch.Count,
            () =>
            {
                rests++;
                told.Release();
            },
            TimeSpan.FromMilliseconds(20));
        for (var i = 1; i <= 2; i++)
        {
            _ = commit.Add(_ => 0);
            Assert.True(told.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            Assert.False(told.Wait(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken), "it rests already");
            Assert.Equal((i, i), (writes, rests));
        }
    }

    [Fact]
    public void A_writer_that_rests_gives_back_its_pages_and_writes_on()
    {
        using var workspace = new TemporaryWorkspace();
        using var database = new SqliteDatabase(Path.Combine(workspace.Folder, "store.db"), TimeProvider.System);
        PreparingConnection? writer = null;
        database.Write(c =>
        {
            writer = (PreparingConnection)c;
            c.Execute("CREATE TABLE much (text TEXT); WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) INSERT INTO much SELECT printf('%01000d', i) FROM n");
        });
        Assert.True(PagesOf(writer!) > Kept);
        database.Rest();
        Assert.True(PagesOf(writer!) < Little, $"{PagesOf(writer!)} bytes");
        database.Write(c => c.Execute("INSERT INTO much VALUES ('x')"));
        Assert.Equal(5001, database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM much")));
    }

    /// <summary>A database with 5,000 rows of a thousand letters.</summary>
    private static string Fill(TemporaryWorkspace workspace)
    {
        var path = Path.Combine(workspace.Folder, "store.db");
        using var database = new SqliteDatabase(path, TimeProvider.System);
        database.Write(c => c.Execute("CREATE TABLE much (text TEXT); WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999) INSERT INTO much SELECT printf('%01000d', i) FROM n"));
        return path;
    }

    private static long Letters(PreparingConnection connection) => connection.ExecuteScalar<long>("SELECT sum(length(text)) FROM much");

    private static int PagesOf(PreparingConnection connection)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_db_status(connection.Handle!, raw.SQLITE_DBSTATUS_CACHE_USED, out var used, out _, 0));
        return used;
    }
}
