using Weathervane.Bars;

namespace Weathervane.Store.Live;

/// <summary>What every bar must be that somebody sends: what cannot be a closed bar is refused before it is kept or forecast from.</summary>
public static class BarChecks
{
    private const int MostProblems = 20;

    /// <summary>How far a sender's clock may be ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    private static readonly DateTime First = new(1700, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Refuses bars with impossible prices, off the grid of their series, or from another time.</summary>
    /// <param name="bars">The bars.</param>
    /// <param name="interval">Their length.</param>
    /// <param name="now">The time: a bar that opens later is not closed. Null where nobody keeps them: then neither that nor the grid matters.</param>
    /// <exception cref="InputException">All that is wrong with the first of them.</exception>
    public static void Refuse(IReadOnlyList<Bar> bars, TimeSpan interval, DateTimeOffset? now = null)
    {
        var problems = new List<InputProblem>();
        for (var i = 0; i < bars.Count && problems.Count < MostProblems; i++)
        {
            var where = FormattableString.Invariant($"bars[{i}] of {bars[i].Time:yyyy-MM-ddTHH:mm:ssZ}");
            problems.AddRange(Prices(bars[i], where).Concat(Times(bars[i], where, interval, now)));
        }

        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    private static IEnumerable<InputProblem> Prices(Bar bar, string where)
    {
        if (!(double.IsFinite(bar.Open) && double.IsFinite(bar.High) && double.IsFinite(bar.Low) && double.IsFinite(bar.Close) && double.IsFinite(bar.Volume))
            || bar.Low <= 0 || bar.Volume < 0)
        {
            yield return new(where, "has a price that is not above 0, a volume below 0, or a number that is not finite.");
        }
        else if (bar.High < Math.Max(bar.Open, bar.Close) || bar.Low > Math.Min(bar.Open, bar.Close))
        {
            yield return new(where, FormattableString.Invariant($"opens at {bar.Open} and closes at {bar.Close}, outside {bar.Low} to {bar.High}."), "high is the highest price, low the lowest.");
        }
    }

    private static IEnumerable<InputProblem> Times(Bar bar, string where, TimeSpan interval, DateTimeOffset? now)
    {
        if (now is not null && interval < TimeSpan.FromDays(1) && bar.Time.Ticks % interval.Ticks != 0)
        {
            yield return new(where, $"does not open at a whole {IntervalText.Format(interval)}.", "Give the open of the bar in UTC.");
        }

        // One of them would be the newest bar for good. A session may end before its day does, so a day and more may be told once it has opened.
        var closed = interval < TimeSpan.FromDays(1) ? interval : TimeSpan.Zero;
        if (bar.Time < First || bar.Time > (now?.UtcDateTime + Ahead - closed ?? DateTime.MaxValue))
        {
            yield return new(where, FormattableString.Invariant($"{(bar.Time < First ? "opens before 1700" : $"{(closed > TimeSpan.Zero ? "closes" : "opens")} after now, {now:yyyy-MM-ddTHH:mm:ssZ}")}."), "Only closed bars are taken, with times in UTC; seconds and milliseconds are easily mistaken for each other.");
        }
    }
}
