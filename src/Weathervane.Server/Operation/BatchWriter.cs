using System.Collections.Concurrent;

namespace Weathervane.Server.Operation;

/// <summary>Collects entries and stores them a few times a second: each is durable within a second, and no request waits for it.</summary>
/// <remarks>While the store is away they are held in memory, up to a million; those that come beyond that are counted and not kept.</remarks>
internal sealed class BatchWriter<T> : IDisposable
{
    // A store that is away for long must not take the memory of a server that goes on answering.
    internal const int MostWaiting = 1_000_000;
    private const int MostTogether = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentQueue<T> _waiting = new();
    private readonly Action<IReadOnlyList<T>> _store;
    private readonly Action<long>? _lost;
    private readonly ITimer _timer;
    private readonly Lock _writing = new();
    private List<T> _held = [];
    private long _dropped;

    /// <summary>Begins.</summary>
    /// <param name="store">Stores entries; throws <see cref="IOException"/> while it cannot.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="lost">Told at the end how many were not stored, where there are such.</param>
    internal BatchWriter(Action<IReadOnlyList<T>> store, TimeProvider clock, Action<long>? lost = null)
    {
        (_store, _lost) = (store, lost);
        _timer = clock.CreateTimer(_ => WriteInTurn(), null, Every, Every);
    }

    /// <summary>Entries that are not in the store yet.</summary>
    internal int Waiting => _waiting.Count + _held.Count;

    /// <summary>Entries that came while too many waited, and are lost.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    internal void Add(T entry)
    {
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(entry);
        }
        else
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_writing)
        {
            Write();
        }

        if (Waiting + Dropped is var lost and > 0)
        {
            _lost?.Invoke(lost);
        }
    }

    // A turn that comes while the one before still waits for the store does not wait, too.
    private void WriteInTurn()
    {
        if (_writing.TryEnter())
        {
            try
            {
                Write();
            }
            finally
            {
                _writing.Exit();
            }
        }
    }

    private void Write()
    {
        while (true)
        {
            while (_held.Count < MostTogether && _waiting.TryDequeue(out var entry))
            {
                _held.Add(entry);
            }

            if (_held.Count == 0)
            {
                return;
            }

            try
            {
                _store(_held);
                _held = [];
            }
            catch (IOException)
            {
                // The store is away: they wait for the next turn.
                return;
            }
            catch (ObjectDisposedException)
            {
                // The workspace was closed before the server: what it took is stored, what came later was never promised.
                return;
            }
        }
    }
}
