namespace Weathervane.Bars.Reading;

/// <summary>Looks for signs that a file's times are on another clock than they were read on.</summary>
internal static class ClockSigns
{
    internal static IEnumerable<string> Of(int skippedTimes, MarketClock clock)
    {
        if (skippedTimes > 0)
        {
            yield return $"{skippedTimes} times do not exist on the clock {clock}, which skips them when it is set forward: it may be another clock.";
        }
    }
}
