namespace Weathervane.Store.Sql.Postgres;

/// <summary>Since when a server has not answered, as all who asked it found.</summary>
internal sealed class Outage
{
    private const int LongMs = 30_000;

    // Of the process's own clock; 0 while it answers.
    private long _since;

    /// <summary>Whether the last who asked got no answer.</summary>
    internal bool IsOn => Interlocked.Read(ref _since) != 0;

    /// <summary>Whether it has been away for longer than a restart takes.</summary>
    internal bool IsLong => Interlocked.Read(ref _since) is not 0 and var since && Environment.TickCount64 - since >= LongMs;

    internal void Begin() => Interlocked.CompareExchange(ref _since, Math.Max(1, Environment.TickCount64), 0);

    internal void End()
    {
        if (IsOn)
        {
            Interlocked.Exchange(ref _since, 0);
        }
    }
}
