using System.Collections.Concurrent;
using System.Data.Common;

namespace Weathervane.Store.Sql;

/// <summary>Writes that wait while the disk confirms a commit go into the next one together, so that many writers share its cost.</summary>
/// <remarks>Nobody is made to wait for company: a write that comes alone is committed alone.</remarks>
/// <param name="commit">Writes them, on the writer's thread.</param>
/// <param name="rest">Called there once no write has come for some seconds, until the next one comes; null for nothing to do then.</param>
/// <param name="restAfter">After how long; null is five seconds.</param>
internal sealed class GroupCommit(Action<IReadOnlyList<WriteJob>> commit, Action? rest = null, TimeSpan? restAfter = null) : IDisposable
{
    /// <summary>Most writes in one transaction, so that the first of them is answered soon.</summary>
    internal const int MostTogether = 256;

    private readonly TimeSpan _restAfter = restAfter ?? TimeSpan.FromSeconds(5);
    private readonly BlockingCollection<WriteJob> _waiting = [];
    private readonly Lock _starting = new();
    private Thread? _writer;

    internal Task<T> Add<T>(Func<DbConnection, T> write)
    {
        Start();
        if (Thread.CurrentThread == _writer)
        {
            throw new InvalidOperationException("A write inside a write would wait for itself: use the connection that is given.");
        }

        var job = new WriteJob<T>(write);
        try
        {
            _waiting.Add(job);
        }
        catch (InvalidOperationException) when (_waiting.IsAddingCompleted)
        {
            throw new ObjectDisposedException(nameof(Database));
        }

        return job.Told;
    }

    public void Dispose()
    {
        lock (_starting)
        {
            _waiting.CompleteAdding();
        }

        _writer?.Join();
    }

    private void Start()
    {
        if (_writer is null)
        {
            lock (_starting)
            {
                if (_writer is null && !_waiting.IsAddingCompleted)
                {
                    var writer = new Thread(Work) { IsBackground = true, Name = "vane store writer" };
                    writer.Start();
                    _writer = writer;
                }
            }
        }
    }

    private void Work()
    {
        var rests = true;
        while (!_waiting.IsCompleted)
        {
            if (!_waiting.TryTake(out var first, rests ? Timeout.InfiniteTimeSpan : _restAfter))
            {
                rest?.Invoke();
                rests = true;
                continue;
            }

            rests = false;
            var batch = new List<WriteJob> { first };
            while (batch.Count < MostTogether && _waiting.TryTake(out var next))
            {
                batch.Add(next);
            }

            try
            {
                commit(batch);
            }
            catch (Exception failure)
            {
                // Whatever it is, somebody waits for it, and the next write is to find a writer.
                batch.ForEach(job => job.Fail(failure));
            }
        }
    }
}
