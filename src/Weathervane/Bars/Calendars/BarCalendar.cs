namespace Weathervane.Bars;

/// <summary>When bars are expected: tells a closed market from missing data.</summary>
/// <remarks>Immutable. Times are bar opens in UTC.</remarks>
public abstract class BarCalendar
{
    /// <summary>The calendar in words: <c>continuous</c>, or a zone and its hours such as <c>America/New_York Sun 17:00-Fri 17:00</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a bar that opens then is expected.</summary>
    /// <param name="open">An open time on the interval's grid.</param>
    public abstract bool Expects(DateTime open);

    /// <summary>How many expected bars are missing strictly between two neighbouring bars; 0 where the market was merely closed.</summary>
    /// <param name="earlier">The open of a bar.</param>
    /// <param name="later">The open of the next bar that there is.</param>
    public abstract int MissingBetween(DateTime earlier, DateTime later);

    /// <summary>The open of the next expected bar after one that opened at <paramref name="open"/>.</summary>
    /// <param name="open">The open of a bar.</param>
    public abstract DateTime Next(DateTime open);

    /// <summary>How many intervals lie between two opens, rounded, so that a day of 23 or 25 hours is one day.</summary>
    internal static long StepsBetween(DateTime earlier, DateTime later, TimeSpan interval) =>
        ((later - earlier).Ticks + (interval.Ticks / 2)) / interval.Ticks;
}
