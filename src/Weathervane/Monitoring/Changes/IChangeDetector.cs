namespace Weathervane.Monitoring.Changes;

/// <summary>Watches a stream of numbers, one at a time, for a lasting change of their mean. Mutable; one owner at a time.</summary>
public interface IChangeDetector
{
    /// <summary>Takes the next number.</summary>
    /// <param name="value">Such as 1 or 0 for right or wrong, or the log loss of a forecast; a value that is not finite is passed over.</param>
    /// <returns>True when the change is seen with this number; the detector then starts anew.</returns>
    bool Update(double value);
}

/// <summary>What the stream was like while all was well, and which way is worse.</summary>
/// <param name="Mean">Mean of the numbers.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="WorseIsUp">True for a loss, false for accuracy.</param>
public sealed record ChangeBaseline(double Mean, double Deviation, bool WorseIsUp)
{
    /// <summary>Standard deviation of the numbers.</summary>
    public double Deviation { get; } = Check.Above(Deviation, 0, double.MaxValue);

    /// <summary>From the stream itself, while all was well.</summary>
    /// <param name="values">At least two finite numbers that are not all equal.</param>
    /// <param name="worseIsUp">True for a loss, false for accuracy.</param>
    /// <exception cref="ArgumentException">There are too few numbers, or they are all equal.</exception>
    public static ChangeBaseline Of(ReadOnlySpan<double> values, bool worseIsUp)
    {
        var (mean, squares, count) = (0.0, 0.0, 0);
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                var step = value - mean;
                mean += step / ++count;
                squares += step * (value - mean);
            }
        }

        return count >= 2 && squares > 0
            ? new ChangeBaseline(mean, Math.Sqrt(squares / (count - 1)), worseIsUp)
            : throw new ArgumentException("A baseline needs at least two numbers that differ.", nameof(values));
    }

    /// <summary>How much worse than usual a number is, in standard deviations.</summary>
    internal double Worse(double value) => (WorseIsUp ? value - Mean : Mean - value) / Deviation;
}

/// <summary>A way to watch for a change.</summary>
/// <param name="Name">Its name: <c>cusum</c>.</param>
/// <param name="Summary">What it is good at, in one line.</param>
/// <param name="Create">A new detector for a stream that was like this.</param>
public sealed record ChangeDetectorKind(string Name, string Summary, Func<ChangeBaseline, IChangeDetector> Create);

/// <summary>Every detector of changes. A new one is one file and one line here.</summary>
public static class ChangeDetectorCatalog
{
    /// <summary>All detectors, with thresholds for about one false alarm in 10,000 independent numbers or fewer.</summary>
    public static IReadOnlyList<ChangeDetectorKind> All { get; } =
    [
        new("cusum", "Quickest for a known size of change from a known mean.", b => new Cusum(b)),
        new("page-hinkley", "A change of unknown size from the stream's own mean so far.", b => new PageHinkley(b)),
        new("adwin", "A change between any two parts of the recent past; needs no baseline but the range.", b => new Adwin(b)),
    ];
}
