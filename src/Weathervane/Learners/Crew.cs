namespace Weathervane.Learners;

/// <summary>Threads that wait for numbered pieces of work; which thread does which piece is left open, so a piece must write only its own results.</summary>
/// <remarks>Each thread has a share of the pieces, and helps others when it is done. The same share comes round again with the same number of pieces:
/// what a thread wrote lies near the core that asks for it next, while bringing it from another core can cost more than the work itself.
/// A fit of 200 trees hands out work some 10,000 times for microseconds each, so helpers spin for a while before they
/// sleep, and look often: a piece is not much longer than a look. The caller works too, and never waits for a helper that has taken no piece.</remarks>
internal sealed class Crew : IDisposable
{
    // A tenth of a microsecond or so.
    private const int SpinsBetweenLooks = 4;
    private const int LooksBeforeSleep = 10000;

    /// <summary>Some 0.1 ms. A yield before gives the core to whatever else wants it, be its priority ever so low, for longer than the helper's last piece takes.</summary>
    private const int LooksBeforeYield = 750;

    private readonly Thread[] _helpers;
    private readonly Share[] _shares;
    private readonly object _bed = new();
    private Action<int> _work = static _ => { };
    private Exception? _failure;
    private int _round, _first, _unfinished, _sleepers;
    private volatile bool _stop;

    /// <summary>Starts <paramref name="threads"/> - 1 helpers, of the caller's priority; one thread means none.</summary>
    internal Crew(int threads)
    {
        _helpers = new Thread[Math.Max(threads, 1) - 1];
        _shares = [.. Enumerable.Range(0, Threads).Select(_ => new Share())];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var own = i;
            _helpers[i] = new Thread(() => Help(own)) { IsBackground = true, Name = "Weathervane crew", Priority = Thread.CurrentThread.Priority };
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

        for (var first = 0; first < pieces; first += Share.MostPieces)
        {
            RunRound(first, Math.Min(Share.MostPieces, pieces - first), work);
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

    private void RunRound(int first, int pieces, Action<int> work)
    {
        (_work, _first, _unfinished, _round) = (work, first, pieces, _round + 1);
        for (var i = 0; i < _shares.Length; i++)
        {
            _shares[i].Set(_round, (int)((long)pieces * i / _shares.Length), (int)((long)pieces * (i + 1) / _shares.Length));
        }

        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_bed)
            {
                Monitor.PulseAll(_bed);
            }
        }

        Work(_helpers.Length);
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

    /// <summary>Does a thread's own share, then what is left of the others'.</summary>
    private void Work(int own)
    {
        var done = 0;
        // The last piece first: callers put the largest there, and it must not be what everyone waits for.
        while (_shares[own].TakeLast() is >= 0 and var piece)
        {
            Do(piece);
            done++;
        }

        for (var i = 1; i < _shares.Length; i++)
        {
            var other = _shares[(own + i) % _shares.Length];
            while (other.TakeFirst() is >= 0 and var piece)
            {
                Do(piece);
                done++;
            }
        }

        if (done > 0)
        {
            Interlocked.Add(ref _unfinished, -done);
        }
    }

    private void Do(int piece)
    {
        try
        {
            _work(_first + piece);
        }
#pragma warning disable CA1031 // Whatever fails on a helper is thrown again to the caller of Run.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }

    private void Help(int own)
    {
        var idle = 0;
        while (!_stop)
        {
            if (!_shares[own].IsEmpty)
            {
                Work(own);
                idle = 0;
            }
            else if (++idle < LooksBeforeSleep)
            {
                Thread.SpinWait(SpinsBetweenLooks);
            }
            else
            {
                Sleep(own);
                idle = 0;
            }
        }
    }

    private void Sleep(int own)
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _sleepers);
            if (!_stop && _shares[own].IsEmpty)
            {
                Monitor.Wait(_bed);
            }

            Interlocked.Decrement(ref _sleepers);
        }
    }

    /// <summary>The pieces of one thread that nobody has taken yet.</summary>
    private sealed class Share
    {
        /// <summary>Most pieces of a round.</summary>
        internal const int MostPieces = 1 << Bits;

        // Enough for MostPieces itself.
        private const int Bits = 20;
        private const long Mask = (1L << (Bits + 1)) - 1;

        // The round above, then the end, then the first piece: one compare-and-swap takes a piece of this round and of no other.
        // It stands in the middle of two cache lines of its own.
        private readonly Line _line = new();

        internal bool IsEmpty => Count(Volatile.Read(ref _line.Value)) <= 0;

        internal void Set(int round, int first, int end) => Volatile.Write(ref _line.Value, ((long)round << (2 * (Bits + 1))) | ((long)end << (Bits + 1)) | (uint)first);

        /// <summary>Takes the last piece; -1 where none is left.</summary>
        internal int TakeLast()
        {
            while (Volatile.Read(ref _line.Value) is var seen && Count(seen) > 0)
            {
                if (Interlocked.CompareExchange(ref _line.Value, seen - (1L << (Bits + 1)), seen) == seen)
                {
                    return End(seen) - 1;
                }
            }

            return -1;
        }

        /// <summary>Takes the first piece; -1 where none is left.</summary>
        internal int TakeFirst()
        {
            while (Volatile.Read(ref _line.Value) is var seen && Count(seen) > 0)
            {
                if (Interlocked.CompareExchange(ref _line.Value, seen + 1, seen) == seen)
                {
                    return First(seen);
                }
            }

            return -1;
        }

        private static int First(long share) => (int)(share & Mask);

        private static int End(long share) => (int)((share >> (Bits + 1)) & Mask);

        private static int Count(long share) => End(share) - First(share);

        [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 256)]
        private sealed class Line
        {
            [System.Runtime.InteropServices.FieldOffset(120)]
            internal long Value;
        }
    }
}
