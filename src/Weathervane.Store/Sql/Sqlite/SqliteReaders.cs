using System.Collections.Concurrent;
using Dapper;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>Open connections that only read, kept for the next reader: the one that was used last is the next.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    // Each holds up to 16 MB of pages (PreparingConnection). Many readers at once are rare, so only the first few keep theirs.
    private const int MostIdle = 32, Warm = 3;
    private readonly ConcurrentStack<PreparingConnection> _idle = [];
    private volatile bool _closed;

    internal PreparingConnection Take()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_idle.TryPop(out var connection))
        {
            return connection;
        }

        connection = PreparingConnection.Open(path);
        connection.Execute("PRAGMA query_only=ON");
        return connection;
    }

    internal void Return(PreparingConnection connection)
    {
        var idle = _idle.Count;
        if (_closed || idle >= MostIdle)
        {
            connection.Dispose();
            return;
        }

        if (idle >= Warm)
        {
            connection.Execute("PRAGMA shrink_memory");
        }

        _idle.Push(connection);
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }
}
