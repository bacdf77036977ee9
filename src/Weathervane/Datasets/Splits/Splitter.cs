namespace Weathervane.Datasets.Splits;

/// <summary>A way to cut rows into training and test parts: the record of its settings.</summary>
/// <remarks>Every splitter purges: no training row's label span comes nearer to a test row's span than the embargo. Splits
/// depend on spans, times and settings alone, never on features or labels.</remarks>
public abstract record Splitter
{
    /// <summary>The splitter's name in pipelines: <c>walk-forward</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Bars that must lie free between the span of a training row and that of a test row, 0 to 100,000; null for the horizon,
    /// that is the longest label span in the rows.</summary>
    public int? Embargo { get; init => field = value is { } bars ? Check.InRange(bars, 0, 100_000) : null; }

    /// <summary>Cuts the rows.</summary>
    /// <param name="data">Rows in time order.</param>
    /// <returns>At least one split, in the order of their tests in time.</returns>
    /// <exception cref="InputException">The rows are too few, or a part comes out empty.</exception>
    public IReadOnlyList<Split> Split(Dataset data)
    {
        var embargo = Embargo ?? Purge.Horizon(data.Spans);
        var splits = Cut(data).Select(s => s with { Train = Purge.Around(data, s.Train, s.Test, embargo) }).ToList();
        for (var i = 0; i < splits.Count; i++)
        {
            var part = splits[i].Train.Length == 0 ? "training" : splits[i].Test.Length == 0 ? "test" : null;
            if (part is not null)
            {
                throw new InputException(
                    $"split {Id}, part {i + 1} of {splits.Count}",
                    $"no {part} row is left of {data.Rows} rows, with an embargo of {embargo} bars.",
                    "Give more rows, fewer folds, other dates or a shorter embargo.");
            }
        }

        return splits;
    }

    /// <summary>The parts before purging; the test rows rise.</summary>
    private protected abstract IEnumerable<Split> Cut(Dataset data);

    /// <summary>One of several neighbouring blocks of equal size, up to one row, that the rows after a first share are cut into; its end is not included.</summary>
    private protected static (int From, int To) Block(int rows, double initialShare, int blocks, int block)
    {
        var initial = (int)Math.Round(initialShare * rows);
        var cut = (long)rows - initial;
        return (initial + (int)(cut * block / blocks), initial + (int)(cut * (block + 1) / blocks));
    }

    /// <summary>Row numbers from one up to another, the latter not included.</summary>
    private protected static int[] Rows(int from, int to) => [.. Enumerable.Range(from, Math.Max(to - from, 0))];
}
