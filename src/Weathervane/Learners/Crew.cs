namespace Weathervane.Learners;

/// <summary>Threads that wait for numbered pieces of work; which thread does which piece is left open, so a piece must write only its own results.</summary>
/// <remarks>A fit of 200 trees hands out work some 10,000 times for microseconds each, so helpers spin for a while before they
/// sleep, and look often: a piece is not much longer than a look. The caller works too, and never waits for a helper that has taken no piece.</remarks>
internal sealed class Crew : IDisposable
{
    // A tenth of a microsecond or so.
    private const int SpinsBetweenLooks = 4;
    private const int LooksBeforeSleep = 10000;

    /// <summary>Some 0.1 ms. A yield before gives the core to whatever else wants it, be its priority ever so low, for longer than the helper's last piece takes.</summary>
    private const int LooksBeforeYield = 750;

    private readonly Thread[] _helpers;
    private readonly object _bed = new();
    private Action<int> _work = static _ => { };
    private Exception? _failure;

    // The round's number above, the pieces not yet taken below: one compare-and-swap takes a piece of this round and no other.
    private long _round;
    private int _unfinished, _sleepers;
    private volatile bool _stop;

    /// <summary>Starts <paramref name="threads"/> - 1 helpers, of the caller's priority; one thread means none.</summary>
    internal Crew(int threads)
    {
        _helpers = new Thread[Math.Max(threads, 1) - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Help) { IsBackground = true, Name = "Weathervane crew", Priority = Thread.CurrentThread.Priority };
            _helpers[i].Start();
        }
    }

    /// <summary>How many threads work.</summary>
    internal int Threads => _helpers.Length + 1;

    /// <summary>Does pieces 0 to <paramref name="pieces"/> - 1 and returns when all are done; the first failure is thrown here.</summary>
    internal void Run(int pieces, Action<int> work)
    {
        if (_helpers.Length == 0 || pieces < 2)
        {
            for (var i = 0; i < pieces; i++)
            {
                work(i);
            }

            return;
        }

        (_work, _unfinished) = (work, pieces);
        Interlocked.Exchange(ref _round, (((_round >> 32) + 1) << 32) | (uint)pieces);
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_bed)
            {
                Monitor.PulseAll(_bed);
            }
        }

        while (TakePiece())
        {
        }

        for (var looks = 0; Volatile.Read(ref _unfinished) > 0; looks++)
        {
            if (looks < LooksBeforeYield)
            {
                Thread.SpinWait(SpinsBetweenLooks);
            }
            else
            {
                Thread.Yield();
            }
        }

        if (Interlocked.Exchange(ref _failure, null) is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Sends the helpers home.</summary>
    public void Dispose()
    {
        _stop = true;
        lock (_bed)
        {
            Monitor.PulseAll(_bed);
        }

        foreach (var helper in _helpers)
        {
            helper.Join();
        }
    }

    private bool TakePiece()
    {
        var round = Volatile.Read(ref _round);
        while ((int)round > 0)
        {
            var seen = Interlocked.CompareExchange(ref _round, round - 1, round);
            if (seen != round)
            {
                round = seen;
                continue;
            }

            try
            {
                // The last piece first: callers put the odd remainder there, and it must not be what everyone waits for.
                _work((int)round - 1);
            }
#pragma warning disable CA1031 // Whatever fails on a helper is thrown again to the caller of Run.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
            }

            Interlocked.Decrement(ref _unfinished);
            return true;
        }

        return false;
    }

    private void Help()
    {
        var idle = 0;
        while (!_stop)
        {
            if (TakePiece())
            {
                idle = 0;
            }
            else if (++idle < LooksBeforeSleep)
            {
                Thread.SpinWait(SpinsBetweenLooks);
            }
            else
            {
                Sleep();
                idle = 0;
            }
        }
    }

    private void Sleep()
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _sleepers);
            if (!_stop && (int)Volatile.Read(ref _round) <= 0)
            {
                Monitor.Wait(_bed);
            }

            Interlocked.Decrement(ref _sleepers);
        }
    }
}
