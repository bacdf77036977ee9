using Weathervane.Store;

namespace Weathervane.Server.Live.Feeds;

/// <summary>The time by the store's clock, which all servers share: which bars have closed must not depend on whose clock the server has that asks for them.</summary>
/// <remarks>How far the clocks are apart is kept between looks, since the time is asked for all the time; timers run on the server's own clock, which counts seconds as well.</remarks>
internal sealed class StoreClock(Workspace workspace, TimeProvider own) : TimeProvider
{
    private long _ahead;

    public override TimeZoneInfo LocalTimeZone => own.LocalTimeZone;

    public override long TimestampFrequency => own.TimestampFrequency;

    /// <summary>Asks the store how late it is.</summary>
    /// <exception cref="IOException">The store is away; what was known stays.</exception>
    internal void Look() => Volatile.Write(ref _ahead, (workspace.Retraining.Now() - own.GetUtcNow()).Ticks);

    public override DateTimeOffset GetUtcNow() => own.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public override long GetTimestamp() => own.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => own.CreateTimer(callback, state, dueTime, period);
}
