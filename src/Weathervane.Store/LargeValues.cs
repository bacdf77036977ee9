namespace Weathervane.Store;

/// <summary>Room for large values that are read at the same time: parameters and tags are kept at any length, and each answer holds its own whole.</summary>
/// <param name="room">How many bytes of values all readers may hold together.</param>
/// <param name="patience">How long one waits for room.</param>
internal sealed class LargeValues(long room, TimeSpan patience)
{
    /// <summary>Values of an answer up to this many bytes are read without asking for room.</summary>
    internal const long Small = 1 << 20;

    /// <summary>A page ends before its values are more bytes than these; of one run they are whole.</summary>
    internal const long PageMost = 32 << 20;

    // An answer of so many bytes of values has its garbage collected at once; that takes less time than sending it did.
    private const long Collected = 16 << 20;

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private readonly long _all = room;
    private long _free = room;

    /// <summary>Waits until there is room, in the order in which it was asked for.</summary>
    /// <param name="bytes">How much; what is more than all there is takes all.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>What was taken, to be given back.</returns>
    /// <exception cref="IOException">There was none for long.</exception>
    internal long Take(long bytes, CancellationToken cancel)
    {
        bytes = Math.Min(bytes, _all);
        using var waiter = new Waiter(bytes);
        lock (_lock)
        {
            if (_waiting.Count == 0 && _free >= bytes)
            {
                _free -= bytes;
                return bytes;
            }

            _waiting.AddLast(waiter);
        }

        try
        {
            if (waiter.HasRoom.Wait(patience, cancel))
            {
                return bytes;
            }
        }
        catch (OperationCanceledException)
        {
            LeaveQueue(waiter);
            throw;
        }

        LeaveQueue(waiter);
        throw new IOException("Others are reading very large values, and there is no memory for more of them at once. Ask again, for fewer runs.");
    }

    internal void GiveBack(long bytes)
    {
        if (bytes >= Collected)
        {
            // The collector acts by what is allocated, and lets several such answers pass before it does: until then there is no room for the next.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }

        lock (_lock)
        {
            _free += bytes;
            LetIn();
        }
    }

    // What it got in the meantime is given back.
    private void LeaveQueue(Waiter waiter)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(waiter))
            {
                _free += waiter.Bytes;
            }

            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.First is { Value: var next } && next.Bytes <= _free)
        {
            _free -= next.Bytes;
            _waiting.RemoveFirst();
            next.HasRoom.Set();
        }
    }

    private sealed class Waiter(long bytes) : IDisposable
    {
        internal long Bytes { get; } = bytes;

        internal ManualResetEventSlim HasRoom { get; } = new();

        public void Dispose() => HasRoom.Dispose();
    }
}
