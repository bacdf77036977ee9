namespace Weathervane.Monitoring.Changes;

/// <summary>The cumulated sum against the stream's own mean so far, less what is tolerated, over its lowest point.</summary>
/// <remarks>The mean starts at the baseline's, which counts as <see cref="MeanRows"/> numbers. Source: Page (1954), Biometrika 41(1-2); Hinkley (1971), Biometrika 58(3).</remarks>
/// <param name="baseline">What the stream was like while all was well.</param>
public sealed class PageHinkley(ChangeBaseline baseline) : IChangeDetector
{
    private double _mean, _sum, _lowest;
    private long _count;

    /// <summary>Change per number that is tolerated, in standard deviations.</summary>
    public double Tolerated { get; init => field = Check.InRange(value, 0.0, 10.0); } = 0.05;

    /// <summary>The rise that is an alarm, in standard deviations.</summary>
    public double Threshold { get; init => field = Check.Above(value, 0, 1e6); } = 43;

    /// <summary>As how many numbers the baseline's mean counts.</summary>
    public int MeanRows { get; init => field = Check.InRange(value, 0, 100_000_000); } = 2_000;

    /// <inheritdoc/>
    public bool Update(double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }

        var worse = baseline.Worse(value);
        // Held against the mean of what came before, so that a number does not excuse itself.
        _sum += worse - _mean - Tolerated;
        _mean += (worse - _mean) / (++_count + MeanRows);
        _lowest = Math.Min(_lowest, _sum);
        if (_sum - _lowest <= Threshold)
        {
            return false;
        }

        (_mean, _sum, _lowest, _count) = (0, 0, 0, 0);
        return true;
    }
}
