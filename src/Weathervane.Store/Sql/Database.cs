using System.Data.Common;
using Dapper;
using Weathervane.Store.Requests;

namespace Weathervane.Store.Sql;

/// <summary>The relational part of a store: snapshots to read from, and writes that are durable when they return.</summary>
/// <remarks>One writer at a time in all processes, so that what a write read cannot have changed by its commit. Writes that wait
/// together are committed together (<see cref="GroupCommit"/>).</remarks>
internal abstract class Database : IDisposable
{
    private readonly GroupCommit _writes;

    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private protected Database() => _writes = new GroupCommit(Commit, Rest);

    /// <summary>What messages call it: the file, or the server's address without a password.</summary>
    internal abstract string Name { get; }

    /// <summary>Whether the last who asked found that it cannot be reached.</summary>
    internal virtual bool IsAway => false;

    /// <summary>Reads from one snapshot. <paramref name="read"/> may be run again after a lost connection.</summary>
    internal T Read<T>(Func<DbConnection, T> read) => Read(read, patient: true);

    /// <inheritdoc cref="Read{T}(Func{DbConnection, T})"/>
    /// <param name="read">What is read.</param>
    /// <param name="patient">Whether a database that went away is waited for, as it is restarted.</param>
    internal T Read<T>(Func<DbConnection, T> read, bool patient) => Snapshot(read, patient, CancellationToken.None);

    /// <summary>Reads for one who may stop waiting: then the query that runs just then is stopped.</summary>
    /// <param name="read">What is read; it may be run again after a lost connection.</param>
    /// <param name="gone">When nobody waits any more.</param>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    internal T ReadUntil<T>(Func<DbConnection, T> read, CancellationToken gone) => Snapshot(read, patient: true, gone);

    /// <summary>Writes all or nothing. What <paramref name="write"/> throws undoes it, and it alone. It runs on the writer's thread,
    /// again when the first time came to nothing, and may not write through another call.</summary>
    internal T Write<T>(Func<DbConnection, T> write) => WriteAsync(write).GetAwaiter().GetResult();

    /// <inheritdoc cref="Write{T}(Func{DbConnection, T})"/>
    /// <param name="write">What is written.</param>
    /// <param name="prepares">Whether it only prepares the write that a request is about, and may be done again with it.</param>
    internal Task<T> WriteAsync<T>(Func<DbConnection, T> write, bool prepares = false)
    {
        RequireSchema();
        return _writes.Add(prepares ? write : OpenRequest.Once(this, write));
    }

    internal void Write(Action<DbConnection> write) => Write(connection =>
    {
        write(connection);
        return 0;
    });

    /// <summary>The names of the tables that are there.</summary>
    internal abstract IReadOnlyCollection<string> Tables(DbConnection connection);

    /// <summary>What is wrong with the database itself, one line each with what to do.</summary>
    internal abstract IEnumerable<string> Faults(DbConnection connection);

    /// <summary>Copies all rows of one moment into a new SQLite file, while others go on writing.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <param name="clock">Gives the times of migrations.</param>
    internal abstract void BackUp(string path, TimeProvider clock);

    /// <summary>The moment that all who share the database agree on, in milliseconds since 1970.</summary>
    /// <param name="connection">Asked where the database has a clock of its own.</param>
    /// <param name="clock">This process's.</param>
    internal virtual long NowMs(DbConnection connection, TimeProvider clock) => clock.NowMs();

    /// <summary>A migration's statements as this database takes them.</summary>
    internal virtual string InOwnWords(string script) => script;

    /// <summary>Finishes the writes that wait, and closes the connections.</summary>
    public void Dispose()
    {
        _writes.Dispose();
        Close();
    }

    /// <summary>Runs the jobs in one transaction, each undone by itself when it fails, and tells each what came of it.</summary>
    private protected abstract void Commit(IReadOnlyList<WriteJob> batch);

    /// <summary>Gives back what writing holds in memory, on the writer's thread: no write has come for some seconds.</summary>
    internal virtual void Rest()
    {
    }

    private protected abstract void Close();

    /// <summary>Reads from one snapshot, until nobody waits any more.</summary>
    private protected abstract T Snapshot<T>(Func<DbConnection, T> read, bool patient, CancellationToken gone);

    /// <summary>Refuses work on a database whose schema is not known to be this program's.</summary>
    /// <exception cref="IOException">It was not reached yet.</exception>
    private protected virtual void RequireSchema()
    {
    }
}
