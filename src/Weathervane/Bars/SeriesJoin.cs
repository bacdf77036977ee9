namespace Weathervane.Bars;

/// <summary>Joins another series to the bars that decisions are made on, as far as it was known then.</summary>
public static class SeriesJoin
{
    /// <summary>For each decision bar, the last bar of another series that had closed when the decision bar closed.</summary>
    /// <remarks>A bar closes one interval after its open. Nothing that closes later is ever read, so the result for a bar is the same however
    /// either series goes on.</remarks>
    /// <param name="main">[n] the decision bars.</param>
    /// <param name="other">Another market or coarser bars; its interval may be any.</param>
    /// <param name="maximumAge">How long before the decision bar's close the other bar may have closed; zero for the same instant only.</param>
    /// <returns>[n] positions in <paramref name="other"/>; -1 where none had closed, or only one older than that.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maximumAge"/> is negative.</exception>
    public static int[] AsOf(BarSeries main, BarSeries other, TimeSpan maximumAge)
    {
        Check.InRange(maximumAge.Ticks, 0, long.MaxValue, nameof(maximumAge));
        var positions = new int[main.Count];
        var next = 0;
        for (var i = 0; i < positions.Length; i++)
        {
            var known = main.Times[i] + main.Interval;
            while (next < other.Count && other.Times[next] + other.Interval <= known)
            {
                next++;
            }

            var fresh = next > 0 && known - (other.Times[next - 1] + other.Interval) <= maximumAge;
            positions[i] = fresh ? next - 1 : -1;
        }

        return positions;
    }
}
