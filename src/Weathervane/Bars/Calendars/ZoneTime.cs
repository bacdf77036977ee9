using NodaTime;

namespace Weathervane.Bars;

/// <summary>Offsets of time zones at instants.</summary>
internal static class ZoneTime
{
    /// <summary>What a zone's clock is ahead of UTC at an instant, in ticks.</summary>
    internal static long OffsetTicks(DateTimeZone zone, DateTime utc) =>
        zone.GetUtcOffset(Instant.FromUnixTimeTicks(utc.Ticks - DateTime.UnixEpoch.Ticks)).Ticks;
}
