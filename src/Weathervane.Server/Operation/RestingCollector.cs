namespace Weathervane.Server.Operation;

/// <summary>Has the collector go through everything once the server rests after much work.</summary>
/// <remarks>The collector acts by what is allocated: a server that has just worked, and then allocates next to nothing, would hold what it took for hours.</remarks>
internal sealed class RestingCollector : IDisposable
{
    /// <summary>Bytes allocated since it collected last that are worth a collection.</summary>
    internal const long Much = 32 << 20;

    /// <summary>Bytes allocated that are rest between two looks: questions of probes and of an open dashboard.</summary>
    internal const long Little = 256 << 10;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly Timer _timer;
    private long _before, _collected;

    /// <summary>Begins to look.</summary>
    /// <param name="every">How often it looks; null is four times a second.</param>
    internal RestingCollector(TimeSpan? every = null) => _timer = new Timer(_ => Look(), null, every ?? Every, every ?? Every);

    public void Dispose() => _timer.Dispose();

    /// <summary>Whether it is time to collect.</summary>
    /// <param name="allocated">Bytes allocated since the process began.</param>
    internal bool IsTime(long allocated)
    {
        var rests = allocated - _before < Little;
        _before = allocated;
        if (!rests || allocated - _collected < Much)
        {
            return false;
        }

        _collected = allocated;
        return true;
    }

    private void Look()
    {
        if (IsTime(GC.GetTotalAllocatedBytes()))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
