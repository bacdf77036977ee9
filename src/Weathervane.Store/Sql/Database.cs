using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Weathervane.Store.Sql;

/// <summary>The SQLite file of a workspace: one transaction a call, durable when the call returns.</summary>
/// <remarks>Write-ahead log with <c>synchronous=FULL</c>: a commit has reached the disk before <see cref="Write{T}"/> returns, and
/// readers never wait for writers. Writers of one process queue in memory, those of several in SQLite's busy handler.</remarks>
internal sealed class Database : IDisposable
{
    private const int BusySeconds = 60;
    private readonly Lock _writer = new();
    private readonly string _path, _address;

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>Opens the file, or makes it, and brings its schema up to date.</summary>
    internal Database(string path, TimeProvider clock)
    {
        _path = path;
        _address = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            DefaultTimeout = BusySeconds,
        }.ToString();
        Migrator.BringUpToDate(this, path, clock);
    }

    /// <summary>Reads from one snapshot.</summary>
    internal T Read<T>(Func<DbConnection, T> read) => Translate(() =>
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(deferred: true);
        return read(connection);
    });

    /// <summary>Writes all or nothing. What <paramref name="write"/> throws undoes it.</summary>
    internal T Write<T>(Func<DbConnection, T> write)
    {
        lock (_writer)
        {
            return Translate(() =>
            {
                using var connection = Connect();
                // Takes the write lock at once, so that what is read inside cannot have changed by the commit.
                using var transaction = connection.BeginTransaction(deferred: false);
                var result = write(connection);
                transaction.Commit();
                return result;
            });
        }
    }

    internal void Write(Action<DbConnection> write) => Write(connection =>
    {
        write(connection);
        return 0;
    });

    /// <summary>Closes the pooled connections, so that the folder can be moved.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_address);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_address);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout={BusySeconds * 1000}; PRAGMA synchronous=FULL");
            if (connection.ExecuteScalar<string>("PRAGMA journal_mode") != "wal")
            {
                connection.Execute("PRAGMA journal_mode=WAL");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private T Translate<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException failure)
        {
            throw StoreFailure.From(failure, _path);
        }
    }
}
