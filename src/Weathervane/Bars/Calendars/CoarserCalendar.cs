namespace Weathervane.Bars.Calendars;

/// <summary>The calendar of bars put together from finer ones: one is expected where any of its finer bars is.</summary>
/// <param name="fine">The finer bars' calendar.</param>
/// <param name="fineInterval">Their length.</param>
/// <param name="interval">The length of the coarser bars.</param>
internal sealed class CoarserCalendar(BarCalendar fine, TimeSpan fineInterval, TimeSpan interval) : BarCalendar
{
    /// <inheritdoc/>
    public override string Name => fine.Name;

    /// <inheritdoc/>
    public override bool Expects(DateTime open) => fine.Expects(open) || fine.Next(open) < open + interval;

    /// <inheritdoc/>
    public override int MissingBetween(DateTime earlier, DateTime later)
    {
        // From the last finer bar of the one to the first of the other.
        var missing = fine.MissingBetween(earlier + interval - fineInterval, later);
        return (int)Math.Min(int.MaxValue, ((long)missing + (interval.Ticks / fineInterval.Ticks) - 1) / (interval.Ticks / fineInterval.Ticks));
    }

    /// <inheritdoc/>
    public override DateTime Next(DateTime open)
    {
        var next = fine.Next(open + interval - fineInterval);
        return open.AddTicks((next - open).Ticks / interval.Ticks * interval.Ticks);
    }
}
