using System.Collections.Concurrent;

namespace Weathervane.Server.Operation;

/// <summary>Collects entries and stores them a few times a second: each is durable within a second, and no request waits for it.</summary>
internal sealed class BatchWriter<T> : IDisposable
{
    // A store that is away for long must not take the memory of a server that goes on answering.
    private const int MostWaiting = 1_000_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentQueue<T> _waiting = new();
    private readonly Action<IReadOnlyList<T>> _store;
    private readonly ITimer _timer;
    private readonly Lock _writing = new();

    internal BatchWriter(Action<IReadOnlyList<T>> store, TimeProvider clock)
    {
        _store = store;
        _timer = clock.CreateTimer(_ => Write(), null, Every, Every);
    }

    internal void Add(T entry)
    {
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(entry);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Write();
    }

    private void Write()
    {
        lock (_writing)
        {
            var entries = new List<T>(_waiting.Count);
            while (_waiting.TryDequeue(out var entry))
            {
                entries.Add(entry);
            }

            if (entries.Count == 0)
            {
                return;
            }

            try
            {
                _store(entries);
            }
            catch (IOException)
            {
                // The store is away for a moment: they wait for the next turn.
                entries.ForEach(_waiting.Enqueue);
            }
            catch (ObjectDisposedException)
            {
                // The workspace was closed before the server: what it took is stored, what came later was never promised.
            }
        }
    }
}
