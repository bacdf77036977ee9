namespace Weathervane.Bars.Reading;

/// <summary>Bars that cannot be.</summary>
/// <param name="Contradictions">Bars whose low is not the lowest or whose high is not the highest price.</param>
/// <param name="NonPositive">Bars with a price of 0 or less, or a volume below 0.</param>
/// <param name="Dropped">How many of either kind were left out.</param>
internal sealed record ImpossibleBars(int Contradictions, int NonPositive, int Dropped)
{
    /// <summary>Counts them, and leaves them out where that is asked for.</summary>
    internal static (BarSeries Bars, ImpossibleBars Found) Find(BarSeries bars, bool drop)
    {
        var (contradictions, nonPositive) = (0, 0);
        var possible = new List<int>(bars.Count);
        for (var i = 0; i < bars.Count; i++)
        {
            var bar = bars[i];
            var contradicts = !(bar.Low <= Math.Min(bar.Open, bar.Close) && bar.High >= Math.Max(bar.Open, bar.Close));
            var tooSmall = !(Math.Min(Math.Min(bar.Open, bar.Close), Math.Min(bar.High, bar.Low)) > 0 && bar.Volume >= 0);
            contradictions += contradicts ? 1 : 0;
            nonPositive += tooSmall ? 1 : 0;
            if (!contradicts && !tooSmall)
            {
                possible.Add(i);
            }
        }

        var dropped = drop ? bars.Count - possible.Count : 0;
        return (dropped == 0 ? bars : bars.Take([.. possible]), new ImpossibleBars(contradictions, nonPositive, dropped));
    }
}
