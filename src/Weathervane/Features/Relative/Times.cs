using Weathervane.Bars;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>The time of day at which the bar opens, in UTC, as the sine and cosine of its place in the day.</summary>
/// <remarks>Two numbers, so that midnight lies beside 23:59.</remarks>
public readonly struct TimeOfDay : IIndicatorGroup
{
    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values) => Cycle.Write(bar.Time.Ticks, TimeSpan.TicksPerDay, values);
}

/// <summary>The time of week at which the bar opens, in UTC, as the sine and cosine of its place in the week.</summary>
public readonly struct TimeOfWeek : IIndicatorGroup
{
    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values) => Cycle.Write(bar.Time.Ticks, 7 * TimeSpan.TicksPerDay, values);
}

/// <summary>A place in a cycle as a point of the circle.</summary>
internal static class Cycle
{
    internal static void Write(long ticks, long period, Span<double> values)
    {
        var turns = (double)(ticks % period) / period;
        values[1] = FixedMath.SinTurns(turns + 0.25);
        values[0] = FixedMath.SinTurns(turns);
    }
}
