using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.TimeZones;

namespace Weathervane.Bars.Reading;

/// <summary>A clock that a file's times may be on: local time in a zone, moved by a fixed offset. Immutable.</summary>
/// <remarks>Daylight saving follows the zone, which is how brokers build their clocks: New York plus seven hours starts every trading
/// day at midnight. Zones are those of the IANA database inside NodaTime, so that every machine agrees.</remarks>
public sealed partial class MarketClock
{
    private readonly DateTimeZone _zone;
    private readonly TimeSpan _offset;

    private MarketClock(DateTimeZone zone, TimeSpan offset) => (_zone, _offset) = (zone, offset);

    /// <summary>Coordinated universal time.</summary>
    public static MarketClock Utc { get; } = new(DateTimeZone.Utc, TimeSpan.Zero);

    /// <summary>Whether the clock's time is UTC itself.</summary>
    public bool IsUtc => _zone == DateTimeZone.Utc && _offset == TimeSpan.Zero;

    /// <summary>Reads <c>ZONE</c>, <c>ZONE+HH:MM</c>, <c>ZONE-HH:MM</c> or <c>+HH:MM</c> (from UTC).</summary>
    /// <param name="text">The clock, such as <c>America/New_York+07:00</c>.</param>
    /// <exception cref="ArgumentException">The form is another, the zone is unknown, or the offset is beyond 18 hours.</exception>
    public static MarketClock Parse(string text)
    {
        var match = Form().Match(text);
        var id = match.Groups["zone"].Value;
        var zone = !match.Success || text.Length == 0 ? null : id.Length == 0 || id == "UTC" ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        if (zone is null)
        {
            throw new ArgumentException(
                $"The clock '{text}' is not known. It is ZONE, ZONE+HH:MM or ZONE-HH:MM with an IANA zone, such as UTC, America/New_York+07:00 or Europe/London-05:00.{Similar(id)}",
                nameof(text));
        }

        var offset = TimeSpan.Zero;
        if (match.Groups["sign"].Success)
        {
            offset = new TimeSpan(Number("hours"), Number("minutes"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
            Check.InRange(Math.Abs(offset.TotalHours), 0, 18, "the clock's offset in hours");
        }

        return new MarketClock(zone, offset);

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>What this clock shows at an instant.</summary>
    /// <param name="utc">An instant in UTC.</param>
    public DateTime FromUtc(DateTime utc) =>
        DateTime.SpecifyKind(utc.AddTicks(ZoneTime.OffsetTicks(_zone, utc)) + _offset, DateTimeKind.Unspecified);

    /// <summary>The instants at which this clock shows a time: one; two in the hour that is set back; for a time that is skipped, the instant
    /// that the clock would have shown it had it not been set forward.</summary>
    /// <param name="wall">What the clock shows.</param>
    public ClockReading ToUtc(DateTime wall)
    {
        var local = wall - _offset;
        if (_zone == DateTimeZone.Utc)
        {
            var same = DateTime.SpecifyKind(local, DateTimeKind.Utc);
            return new ClockReading(same, same, true);
        }

        var mapping = _zone.MapLocal(LocalDateTime.FromDateTime(local));
        var (early, late) = mapping.Count == 0
            ? (mapping.EarlyInterval, mapping.EarlyInterval)
            : (mapping.EarlyInterval, mapping.LateInterval);
        return new ClockReading(At(early), At(late), mapping.Count > 0);

        DateTime At(ZoneInterval interval) => DateTime.SpecifyKind(local.AddTicks(-interval.WallOffset.Ticks), DateTimeKind.Utc);
    }

    /// <inheritdoc/>
    public override string ToString() => _offset == TimeSpan.Zero
        ? _zone.Id
        : _zone.Id + (_offset < TimeSpan.Zero ? "-" : "+") + _offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    private static string Similar(string id)
    {
        var city = id.Split('/')[^1];
        var similar = city.Length < 3
            ? []
            : DateTimeZoneProviders.Tzdb.Ids.Where(z => z.Contains(city, StringComparison.OrdinalIgnoreCase)).Take(5).ToList();
        return similar.Count == 0 ? "" : $" Did you mean {string.Join(", ", similar)}?";
    }

    [GeneratedRegex(@"^(?<zone>[A-Za-z][A-Za-z0-9_/+\-]*?)?(?:(?<sign>[+-])(?<hours>\d{1,2}):(?<minutes>[0-5]\d))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

/// <summary>The instants, in UTC, at which a clock shows a time.</summary>
/// <param name="Early">The instant; in the hour that is set back, its first passing.</param>
/// <param name="Late">The same, or the second passing.</param>
/// <param name="Exists">False for a time that the clock skips when it is set forward.</param>
public readonly record struct ClockReading(DateTime Early, DateTime Late, bool Exists);
