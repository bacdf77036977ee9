using System.Collections.Concurrent;
using Dapper;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>Open connections that only read, kept for the next reader.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private const int MostIdle = 32;
    private readonly ConcurrentBag<PreparingConnection> _idle = [];
    private volatile bool _closed;

    internal PreparingConnection Take()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_idle.TryTake(out var connection))
        {
            return connection;
        }

        connection = PreparingConnection.Open(path);
        connection.Execute("PRAGMA query_only=ON");
        return connection;
    }

    internal void Return(PreparingConnection connection)
    {
        if (_closed || _idle.Count >= MostIdle)
        {
            connection.Dispose();
        }
        else
        {
            _idle.Add(connection);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}
