using Weathervane.Bars;

namespace Weathervane.Labels;

/// <summary>The question that a model answers about the bars after a decision bar: the record of its settings. Equal records ask the same.</summary>
/// <remarks>Whether a bar has a label is settled by times alone, never by prices: labels that exist only where the market moved
/// fast would flatter every score. So the last <see cref="BarsAhead"/> bars have none, nor has a bar with a hole within that reach.</remarks>
public abstract record Label
{
    /// <summary>The label's name in pipelines: <c>next-bar-direction</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The most bars after the decision bar that the label may read; its horizon.</summary>
    public abstract int BarsAhead { get; }

    /// <summary>Whether a label may span a hole, as older systems had it; false by default. A closed market is no hole.</summary>
    public bool AcrossHoles { get; init; }

    /// <summary>Labels every bar.</summary>
    /// <param name="bars">The bars; of a prefix of them the labels are the same, as far as they are known there.</param>
    public LabelSeries Compute(BarSeries bars)
    {
        var decide = Decider(bars);
        var holes = AcrossHoles ? new int[bars.Count] : HolesBefore(bars);
        var outcomes = new LabelOutcome[bars.Count];
        for (var i = 0; i < bars.Count; i++)
        {
            var last = i + BarsAhead;
            outcomes[i] = last < bars.Count && holes[last] == holes[i] ? decide(i) : LabelOutcome.None(i);
        }

        return new LabelSeries(this, outcomes);
    }

    /// <summary>The function that labels the bar at a position; bars up to <see cref="BarsAhead"/> after it exist.</summary>
    private protected abstract Func<int, LabelOutcome> Decider(BarSeries bars);

    /// <summary>[n] how many holes lie before each bar: a stretch without a hole has the same number at both ends.</summary>
    private static int[] HolesBefore(BarSeries bars)
    {
        var holes = new int[bars.Count];
        for (var i = 1; i < holes.Length; i++)
        {
            holes[i] = holes[i - 1] + (bars.MissingAfter(i - 1) > 0 ? 1 : 0);
        }

        return holes;
    }
}
