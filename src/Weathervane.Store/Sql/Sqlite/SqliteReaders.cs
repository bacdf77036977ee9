using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Weathervane.Store.Sql.Sqlite;

/// <summary>Open connections that only read, kept for the next reader: the one that was used last is the next.</summary>
internal sealed class SqliteReaders : IDisposable
{
    // Each holds up to 16 MB of pages (PreparingConnection). Many readers at once are rare, so only the first few keep theirs, and those only while they are used.
    private const int MostIdle = 32, Warm = 3;
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    private readonly ConcurrentStack<PreparingConnection> _idle = [];
    private readonly string _path;
    private readonly Timer _rest;
    private volatile bool _closed;

    /// <summary>Opens none yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rest">After as long without use, to twice as long, a connection gives back its pages; null is five seconds.</param>
    internal SqliteReaders(string path, TimeSpan? rest = null)
    {
        _path = path;
        _rest = new Timer(_ => GiveBack(), null, rest ?? Usual, rest ?? Usual);
    }

    internal PreparingConnection Take()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_idle.TryPop(out var connection))
        {
            connection = PreparingConnection.Open(_path);
            PlainSql.Run(connection, "PRAGMA query_only=ON");
        }

        connection.WasUsed = true;
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
            Shrink(connection);
        }

        _idle.Push(connection);
    }

    public void Dispose()
    {
        _closed = true;
        _rest.Dispose();
        Close();
    }

    /// <summary>Gives back the pages of connections that nobody has used since it was called last.</summary>
    internal void GiveBack()
    {
        var kept = new List<PreparingConnection>();
        while (_idle.TryPop(out var connection))
        {
            kept.Add(connection);
        }

        var resting = kept.Where(c => !c.WasUsed && c.HasPages).ToList();
        foreach (var connection in resting)
        {
            try
            {
                Shrink(connection);
            }
            catch (SqliteException)
            {
                // Nobody waits for this one: the next reader opens another, and is told what is wrong with the file.
                kept.Remove(connection);
                connection.Dispose();
            }
        }

        kept.ForEach(c => c.WasUsed = false);
        // The one on top stays there.
        foreach (var connection in Enumerable.Reverse(kept))
        {
            _idle.Push(connection);
        }

        if (resting.Count > 0)
        {
            NativeMemory.Trim();
        }

        if (_closed)
        {
            Close();
        }
    }

    /// <summary>Gives back the pages that a connection holds.</summary>
    /// <exception cref="SqliteException">The file cannot be read any more.</exception>
    internal static void Shrink(PreparingConnection connection)
    {
        PlainSql.Run(connection, "PRAGMA shrink_memory");
        connection.HasPages = false;
    }

    private void Close()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }
}
