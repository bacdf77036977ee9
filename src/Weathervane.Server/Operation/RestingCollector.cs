namespace Weathervane.Server.Operation;

/// <summary>Has the collector go through everything once the server rests after much work.</summary>
/// <remarks>The collector acts by what is allocated: a server that has just worked, and then allocates next to nothing, would hold what it took for hours.
/// What was still held then (a write that waited for the disk, arrays that the runtime's pools give up only after a minute) is looked for again, less and less often.</remarks>
internal sealed class RestingCollector : IDisposable
{
    /// <summary>Bytes allocated since it collected last that are worth a collection; and bytes that it leaves, more than were left at rest before, that are worth another.</summary>
    internal const long Much = 32 << 20;

    /// <summary>Bytes allocated that are rest between two looks: questions of probes and of an open dashboard.</summary>
    internal const long Little = 256 << 10;

    /// <summary>Looks from a collection that left much to the next, at first and at last: each time they are twice as many. A second, and about a minute.</summary>
    internal const int FirstWait = 4, LongestWait = 256;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly Timer _timer;
    private long _before, _collected, _settled;
    private int _wait, _looks;

    /// <summary>Begins to look.</summary>
    /// <param name="every">How often it looks; null is four times a second.</param>
    /// <param name="held">Bytes that are held at rest; null is what is held now.</param>
    internal RestingCollector(TimeSpan? every = null, long? held = null)
    {
        _settled = held ?? GC.GetTotalMemory(forceFullCollection: false);
        _timer = new Timer(_ => Look(), null, every ?? Every, every ?? Every);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Whether it is time to collect.</summary>
    /// <param name="allocated">Bytes allocated since the process began.</param>
    internal bool IsTime(long allocated)
    {
        var rests = allocated - _before < Little;
        _before = allocated;
        _looks++;
        var hasWorked = allocated - _collected >= Much;
        if (!rests || !(hasWorked || (_wait > 0 && _looks >= _wait)))
        {
            return false;
        }

        (_collected, _looks, _wait) = (allocated, 0, hasWorked ? FirstWait : _wait * 2);
        return true;
    }

    /// <summary>Takes note of what a collection left, and so whether there is to be another.</summary>
    /// <param name="left">Bytes that are still held.</param>
    internal void Collected(long left)
    {
        if (left - _settled < Much || _wait > LongestWait)
        {
            (_settled, _wait) = (left, 0);
        }
    }

    private void Look()
    {
        if (IsTime(GC.GetTotalAllocatedBytes()))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Collected(GC.GetTotalMemory(forceFullCollection: false));
        }
    }
}
