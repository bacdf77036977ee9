using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>The SQLite file of a workspace.</summary>
/// <remarks>Write-ahead log with <c>synchronous=FULL</c>: a commit has reached the disk before a write returns, and
/// readers never wait for writers. Writers of one process share transactions, those of several queue in SQLite's busy handler.</remarks>
internal sealed class SqliteDatabase : Database
{
    private readonly SqliteReaders _readers;
    private PreparingConnection? _writer;

    /// <summary>Opens the file, or makes it, and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">Gives the times of migrations.</param>
    /// <param name="schema">The last migration to run; null is all of them.</param>
    internal SqliteDatabase(string path, TimeProvider clock, long? schema = null)
    {
        Name = path;
        _readers = new SqliteReaders(path);
        try
        {
            Migrator.BringUpToDate(this, clock, schema);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal override string Name { get; }

    internal override IReadOnlyCollection<string> Tables(DbConnection connection) =>
        PlainSql.Ask<string>(connection, "SELECT name FROM sqlite_master WHERE type = 'table'");

    internal override string InOwnWords(string script) => script.Replace("/* WITHOUT ROWID */", "WITHOUT ROWID", StringComparison.Ordinal);

    internal override IEnumerable<string> Faults(DbConnection connection) =>
    [
        .. connection.Query<string>("PRAGMA integrity_check").Where(line => line != "ok")
            .Select(line => $"{Name}: {line}. Put back a backup."),
        .. connection.Query<(string Table, long? Row, string Parent)>("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check")
            .Select(f => FormattableString.Invariant($"{Name}: row {f.Row} of {f.Table} refers to a row of {f.Parent} that is not there. Put back a backup.")),
    ];

    internal override void BackUp(string path, TimeProvider clock) => Translated(path, () => Copy(Name, path));

    /// <summary>Copies a database page by page as it is at this moment; writers need not stop.</summary>
    internal static void Copy(string from, string to)
    {
        using var source = PreparingConnection.Open(from);
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString());
        target.Open();
        source.BackupDatabase(target);
    }

    private static void Translated(string path, Action work)
    {
        try
        {
            work();
        }
        catch (SqliteException failure)
        {
            throw StoreFailure.From(failure, path);
        }
    }

    private protected override T Snapshot<T>(Func<DbConnection, T> read, bool patient, CancellationToken gone)
    {
        gone.ThrowIfCancellationRequested();
        PreparingConnection? connection = null;
        try
        {
            connection = _readers.Take();
            PlainSql.Run(connection, "BEGIN");
            connection.StopOn(gone);
            var result = read(connection);
            connection.StopOn(CancellationToken.None);
            PlainSql.Run(connection, "COMMIT");
            _readers.Return(connection);
            return result;
        }
        catch (SqliteException) when (connection is not null && gone.IsCancellationRequested)
        {
            connection.Dispose();
            throw new OperationCanceledException(gone);
        }
        catch (SqliteException failure)
        {
            // A connection that met a damaged page or a failing disk is not to be trusted with the next read.
            connection?.Dispose();
            throw StoreFailure.From(failure, Name);
        }
        catch when (connection is not null)
        {
            connection.StopOn(CancellationToken.None);
            PlainSql.Run(connection, "ROLLBACK");
            _readers.Return(connection);
            throw;
        }
    }

    private protected override void Commit(IReadOnlyList<WriteJob> batch)
    {
        try
        {
            Together(batch);
        }
        catch (SqliteException failure)
        {
            _writer?.Dispose();
            _writer = null;
            if (batch.Count == 1)
            {
                batch[0].Fail(StoreFailure.From(failure, Name));
                return;
            }

            // What one of them could not do, the others may: a full disk has room for a small row yet.
            foreach (var job in batch)
            {
                Commit([job]);
            }
        }
    }

    private void Together(IReadOnlyList<WriteJob> batch)
    {
        var connection = _writer ??= PreparingConnection.Open(Name);
        // Takes the write lock at once, so that what is read inside cannot have changed by the commit.
        PlainSql.Run(connection, "BEGIN IMMEDIATE");
        // SQLite itself undoes the whole transaction on some failures: a full disk, one that cannot be read.
        var commit = WriteJob.RunAll(connection, batch, failure => failure is SqliteException && raw.sqlite3_get_autocommit(connection.Handle) != 0);
        PlainSql.Run(connection, commit ? "COMMIT" : "ROLLBACK");
        foreach (var job in batch)
        {
            job.Tell(failure => failure is SqliteException own ? StoreFailure.From(own, Name) : failure);
        }
    }

    internal override void Rest()
    {
        try
        {
            if (_writer is not null)
            {
                SqliteReaders.Shrink(_writer);
                NativeMemory.Trim();
            }
        }
        catch (SqliteException)
        {
            // The next write opens another, and is told what is wrong with the file.
            _writer?.Dispose();
            _writer = null;
        }
    }

    private protected override void Close()
    {
        _writer?.Dispose();
        _readers.Dispose();
    }
}
