namespace Weathervane.Server.Tests;

/// <summary>A clock that may be set to any day, and goes on from there.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ahead;

    /// <summary>Sets it.</summary>
    /// <param name="time">UTC.</param>
    internal void SetTo(DateTime time) => Interlocked.Exchange(ref _ahead, (time - System.GetUtcNow().UtcDateTime).Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
