namespace Weathervane.Datasets.Splits;

/// <summary>A stretch of time; an open end is null.</summary>
/// <param name="From">The first moment inside, UTC.</param>
/// <param name="To">The first moment after it, UTC.</param>
public readonly record struct DateRange(DateTime? From, DateTime? To)
{
    /// <summary>A whole calendar year, UTC.</summary>
    /// <param name="year">1 to 9998.</param>
    public static DateRange Year(int year) =>
        new(new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(year + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    /// <summary>Whether a moment lies inside.</summary>
    /// <param name="time">UTC.</param>
    public bool Contains(DateTime time) => !(time < From) && !(time >= To);
}

/// <summary>One split by the opens of the decision bars: train on 2022, test on 2024.</summary>
/// <remarks>Where the ranges overlap a row is tested, not learnt from. The test may lie before the training.</remarks>
public sealed record HoldOutByDates : Splitter
{
    /// <summary>Decision bars to learn from.</summary>
    public required DateRange Train { get; init; }

    /// <summary>Decision bars to test on.</summary>
    public required DateRange Test { get; init; }

    /// <inheritdoc/>
    public override string Id => "dates";

    private protected override IEnumerable<Split> Cut(Dataset data)
    {
        var times = data.Times ?? throw new ArgumentException("The rows have no times, so they cannot be split by dates.", nameof(data));
        var all = Rows(0, data.Rows);
        return [new Split([.. all.Where(r => Train.Contains(times[r]) && !Test.Contains(times[r]))], [.. all.Where(r => Test.Contains(times[r]))])];
    }
}
