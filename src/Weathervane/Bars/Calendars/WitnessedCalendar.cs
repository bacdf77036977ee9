using Weathervane.Numerics;

namespace Weathervane.Bars.Calendars;

/// <summary>A calendar beside a file that shows of some times that the market was open, though their bars cannot be used: a step over one is no holiday.</summary>
internal sealed class WitnessedCalendar : BarCalendar
{
    private readonly BarCalendar _inner;
    private readonly DateTime[] _open;

    private WitnessedCalendar(BarCalendar inner, DateTime[] open) => (_inner, _open) = (inner, open);

    /// <inheritdoc/>
    public override string Name => _inner.Name;

    /// <summary>The calendar without what was shown.</summary>
    internal BarCalendar Inner => _inner;

    /// <summary>The calendar that also knows of such times; those at which it expects no bar say nothing, since files fill closed hours with prices of before.</summary>
    /// <param name="inner">When bars are expected.</param>
    /// <param name="open">Opens of the bars that there were, UTC, in any order.</param>
    internal static BarCalendar Of(BarCalendar inner, IEnumerable<DateTime> open)
    {
        DateTime[] expected = [.. open.Where(inner.Expects).Distinct().Order()];
        return expected.Length == 0 ? inner : new WitnessedCalendar(inner, expected);
    }

    /// <summary>Another calendar with what this one, or any other, was shown.</summary>
    internal static BarCalendar With(BarCalendar inner, IEnumerable<BarCalendar> shown) => Of(inner, shown.OfType<WitnessedCalendar>().SelectMany(w => w._open));

    /// <inheritdoc/>
    public override bool Expects(DateTime open) => _inner.Expects(open);

    /// <inheritdoc/>
    public override int MissingBetween(DateTime earlier, DateTime later) =>
        Math.Max(_inner.MissingBetween(earlier, later), Ascending.FirstAtLeast<DateTime>(_open, later) - Ascending.FirstAtLeast<DateTime>(_open, earlier.AddTicks(1)));

    /// <inheritdoc/>
    public override DateTime Next(DateTime open) => _inner.Next(open);
}
