using System.Globalization;
using Weathervane.Bars;

namespace Weathervane.Features;

/// <summary>What features do at a hole: go on as if the bars were neighbours, or start anew with a fresh warm-up.</summary>
/// <remarks>Only expected bars that are missing make a hole; a market that was closed does not.</remarks>
public sealed record HolePolicy
{
    private HolePolicy()
    {
    }

    /// <summary>Holes are passed over.</summary>
    public static HolePolicy Span { get; } = new();

    /// <summary>A hole longer than this many missing bars starts the features anew; null where holes are passed over.</summary>
    public int? RestartAfter { get; private init; }

    /// <summary>Features start anew after a hole of more than <paramref name="bars"/> missing bars.</summary>
    /// <param name="bars">0 restarts at every hole.</param>
    public static HolePolicy Restart(int bars) => new() { RestartAfter = Check.InRange(bars, 0, int.MaxValue) };

    /// <summary>Reads <c>span</c>, <c>restart</c> (at every hole) or <c>restart 24</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static HolePolicy Parse(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) switch
    {
        ["span"] => Span,
        ["restart"] => Restart(0),
        ["restart", var bars] when int.TryParse(bars, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => Restart(count),
        _ => throw new ArgumentException($"holes must be span, restart or restart N (N missing bars are still passed over), but is '{text}'.", nameof(text)),
    };

    /// <inheritdoc/>
    public override string ToString() => RestartAfter is { } bars ? string.Create(CultureInfo.InvariantCulture, $"restart {bars}") : "span";

    /// <summary>Whether the features start anew at the later of two neighbouring bars.</summary>
    /// <param name="calendar">When bars are expected.</param>
    /// <param name="earlier">The open of a bar.</param>
    /// <param name="later">The open of the next bar that there is.</param>
    public bool RestartsBetween(BarCalendar calendar, DateTime earlier, DateTime later) =>
        RestartAfter is { } bars && calendar.MissingBetween(earlier, later) > bars;

    /// <summary>The first positions of the stretches that are computed each on its own; the first is 0 unless there are no bars.</summary>
    internal List<int> Starts(BarSeries bars)
    {
        var starts = new List<int>();
        for (var i = 0; i < bars.Count; i++)
        {
            if (i == 0 || (RestartAfter is not null && RestartsBetween(bars.Calendar, bars.Times[i - 1], bars.Times[i])))
            {
                starts.Add(i);
            }
        }

        return starts;
    }
}
