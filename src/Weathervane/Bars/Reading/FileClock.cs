namespace Weathervane.Bars.Reading;

/// <summary>Turns the times of a file into UTC, row by row in the file's order.</summary>
/// <param name="clock">The clock that the user names; null to believe what the times say themselves.</param>
internal sealed class FileClock(MarketClock? clock)
{
    private DateTime _previous = DateTime.MinValue;

    /// <summary>Times so far that the clock skips when it is set forward: a sign that it is another clock.</summary>
    internal int Skipped { get; private set; }

    /// <summary>The instant of a row.</summary>
    /// <param name="wall">What the file says.</param>
    /// <param name="offset">The offset that the file states; null for none.</param>
    /// <param name="repeats">Whether the row's prices are those of the row before.</param>
    internal DateTime ToUtc(DateTime wall, TimeSpan? offset, bool repeats)
    {
        if (clock is null || clock.IsUtc)
        {
            return DateTime.SpecifyKind(clock is null ? Moved(wall, -(offset ?? TimeSpan.Zero)) : wall, DateTimeKind.Utc);
        }

        var reading = clock.ToUtc(wall);
        Skipped += reading.Exists ? 0 : 1;
        // The hour that is set back passes twice: times rise, so a time that has passed already is the second passing - unless the
        // row is the same one again.
        var again = reading.Early < _previous || (reading.Early == _previous && !repeats);
        _previous = again && reading.Late != reading.Early && reading.Late >= _previous ? reading.Late : reading.Early;
        return _previous;
    }

    private static DateTime Moved(DateTime wall, TimeSpan by) =>
        new(Math.Clamp(wall.Ticks + by.Ticks, 0, DateTime.MaxValue.Ticks));
}
