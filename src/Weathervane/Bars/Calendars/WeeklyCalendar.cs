using NodaTime;

namespace Weathervane.Bars.Calendars;

/// <summary>A market with the same hours every week on the clock of its own zone, and holidays that nobody needs to list.</summary>
/// <remarks>
/// <para>A step between neighbouring bars that passes no regularly closed time is a hole of all the bars between.</para>
/// <para>A step that passes regularly closed time is a closure, with nothing missing, as long as (1) the expected bars in it take no more
/// time than the closed time in it - a holiday beside a weekend, a short day before a night; bars of a day or longer are whole
/// sessions, for which this does not ask - and (2) it is less than a week longer than the longest regular closure: a week without a
/// single bar is missing data, not a holiday. Otherwise the expected bars in it are missing.</para>
/// </remarks>
internal sealed class WeeklyCalendar : BarCalendar
{
    internal const int MinutesPerWeek = 7 * 24 * 60;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7), Day = TimeSpan.FromDays(1);

    // Ticks since the year 1 at a Monday midnight are whole weeks.
    private readonly TimeSpan _interval;
    private readonly DateTimeZone _zone;
    private readonly bool[] _open;
    private readonly TimeSpan _closureMax;
    private readonly long _slotTicks;

    /// <summary>Describes a week.</summary>
    /// <param name="interval">The length of a bar.</param>
    /// <param name="zone">The zone on whose clock the week is the same all year.</param>
    /// <param name="open">Whether the market is open, for equal parts of a week from Monday 00:00 local time; some are, some are not.</param>
    internal WeeklyCalendar(TimeSpan interval, DateTimeZone zone, bool[] open)
    {
        (_interval, _zone, _open) = (interval, zone, open);
        _slotTicks = Week.Ticks / open.Length;
        _closureMax = Week + new TimeSpan(LongestClosedRun(open) * _slotTicks) + interval;
        Name = $"{zone.Id} {WeekText.Describe(open)}";
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool Expects(DateTime open) => _open[SlotOf(open, _zone, _slotTicks)];

    /// <inheritdoc/>
    public override int MissingBetween(DateTime earlier, DateTime later)
    {
        var between = StepsBetween(earlier, later, _interval) - 1;
        if (between <= 0)
        {
            return 0;
        }

        var (expected, weeks) = (0L, 0L);
        // Whole weeks hold a known number of bars; only the rest is walked, however long the step is.
        var perWeek = Math.Max(1, (long)Math.Round((double)Week.Ticks / _interval.Ticks));
        if (between > 2 * perWeek)
        {
            weeks = (between / perWeek) - 1;
            expected = weeks * CountExpected(earlier, perWeek);
        }

        expected += CountExpected(earlier, between - (weeks * perWeek));
        var closed = between - expected;
        var closure = closed > 0 && later - earlier < _closureMax && (expected <= closed || _interval >= Day);
        return closure ? 0 : (int)Math.Min(expected, int.MaxValue);
    }

    /// <inheritdoc/>
    public override DateTime Next(DateTime open)
    {
        var next = open + _interval;
        for (var steps = Week.Ticks / _interval.Ticks; steps >= 0 && !Expects(next); steps--)
        {
            next += _interval;
        }

        return next;
    }

    /// <summary>Which part of the local week a time lies in.</summary>
    internal static int SlotOf(DateTime time, DateTimeZone zone, long slotTicks) =>
        (int)((time.Ticks + ZoneTime.OffsetTicks(zone, time)) % Week.Ticks / slotTicks);

    private long CountExpected(DateTime earlier, long steps)
    {
        var expected = 0L;
        for (var (time, left) = (earlier + _interval, steps); left > 0; time += _interval, left--)
        {
            expected += Expects(time) ? 1 : 0;
        }

        return expected;
    }

    private static int LongestClosedRun(bool[] open)
    {
        var (longest, run) = (0, 0);
        for (var i = 0; i < 2 * open.Length; i++)
        {
            run = open[i % open.Length] ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }

        return Math.Min(longest, open.Length);
    }
}
