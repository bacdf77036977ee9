namespace Weathervane.Bars;

/// <summary>A market that never closes: every step of the interval is expected.</summary>
/// <param name="interval">The length of a bar.</param>
public sealed class ContinuousCalendar(TimeSpan interval) : BarCalendar
{
    /// <inheritdoc/>
    public override string Name => "continuous";

    /// <inheritdoc/>
    public override bool Expects(DateTime open) => true;

    /// <inheritdoc/>
    public override int MissingBetween(DateTime earlier, DateTime later) =>
        (int)Math.Clamp(StepsBetween(earlier, later, interval) - 1, 0, int.MaxValue);

    /// <inheritdoc/>
    public override DateTime Next(DateTime open) => open + interval;
}
