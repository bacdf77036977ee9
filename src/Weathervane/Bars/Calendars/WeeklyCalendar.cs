using NodaTime;

namespace Weathervane.Bars.Calendars;

/// <summary>A market with the same hours every week on the clock of its own zone, and holidays that nobody needs to list.</summary>
/// <remarks>
/// <para>A step between neighbouring bars is a closure, with nothing missing, when (1) the expected bars in it take no more time than the
/// regularly closed time in it - a weekend, a holiday beside it, a short day before a night; bars of a day or longer are whole
/// sessions, of which any may be a holiday - and (2) it is less than a week longer than the longest regular closure: a week without a
/// single bar is missing data. Otherwise the expected bars in it are missing.</para>
/// </remarks>
internal sealed class WeeklyCalendar : BarCalendar
{
    internal const int MinutesPerWeek = 7 * 24 * 60;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7), Day = TimeSpan.FromDays(1);

    // Ticks count from a Monday midnight (of the year 1), so that their remainder by a week is the time of the week.
    private readonly TimeSpan _interval;
    private readonly DateTimeZone _zone;
    private readonly bool[] _open;
    private readonly TimeSpan _closureMax;
    private readonly long _slotTicks;

    /// <summary>Describes a week.</summary>
    /// <param name="interval">The length of a bar.</param>
    /// <param name="zone">The zone on whose clock the week is the same all year.</param>
    /// <param name="open">Whether the market is open, for equal parts of a week from Monday 00:00 local time; some are, some are not.</param>
    /// <exception cref="ArgumentException">It is always or never open.</exception>
    internal WeeklyCalendar(TimeSpan interval, DateTimeZone zone, bool[] open)
    {
        if (!open.Contains(true) || !open.Contains(false))
        {
            throw new ArgumentException("A week must have open and closed hours; a market that never closes has the calendar 'continuous'.", nameof(open));
        }

        (_interval, _zone, _open) = (interval, zone, open);
        _slotTicks = Week.Ticks / open.Length;
        var closed = ClosedRuns(open).ToList();
        _closureMax = Week + new TimeSpan(closed.Max() * _slotTicks) + interval;
        OnlyClosure = closed.Count == 1 ? new TimeSpan(closed[0] * _slotTicks) : TimeSpan.Zero;
        Name = $"{zone.Id} {WeekText.Describe(open)}";
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>How long the market closes each week if it does so once, such as over the weekend; zero when it closes more often.</summary>
    internal TimeSpan OnlyClosure { get; }

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
        var holiday = _interval >= Day || (closed > 0 && expected <= closed);
        return holiday && later - earlier < _closureMax ? 0 : (int)Math.Min(expected, int.MaxValue);
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

    /// <summary>Lengths of the closed stretches, the one that passes the end of the week in one piece.</summary>
    private static IEnumerable<int> ClosedRuns(bool[] open)
    {
        var start = Array.IndexOf(open, true);
        for (var (i, run) = (1, 0); i <= open.Length; i++)
        {
            if (!open[(start + i) % open.Length])
            {
                run++;
            }
            else if (run > 0)
            {
                yield return run;
                run = 0;
            }
        }
    }
}
