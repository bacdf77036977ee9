namespace Weathervane.Datasets.Splits;

/// <summary>Every choice of k of N neighbouring blocks is tested once, and training is all the rest, purged and embargoed around each block.</summary>
/// <remarks>A block is tested by several splits, so that the tests form <see cref="Paths"/> whole histories of forecasts instead of one: how far
/// they differ is what the way of cutting is worth. Uses later bars to forecast earlier ones, as <see cref="PurgedKFold"/> does.
/// Source: Lopez de Prado (2018), Advances in Financial Machine Learning, chapter 12.</remarks>
public sealed record CombinatorialPurged : Splitter
{
    /// <summary>More splits than this are refused: each is a fit of every learner.</summary>
    public const int SplitsMax = 1_000;

    /// <summary>How many blocks, 2 to 1,000.</summary>
    public int Folds { get; init => field = Check.InRange(value, 2, 1_000); } = 6;

    /// <summary>How many of them each split tests, 1 to 100, fewer than <see cref="Folds"/>.</summary>
    public int TestFolds { get; init => field = Check.InRange(value, 1, 100); } = 2;

    /// <summary>Share of the rows before the first block, 0 to 0.99: never tested, always learnt from.</summary>
    public double InitialShare { get; init => field = Check.InRange(value, 0, 0.99); }

    /// <inheritdoc/>
    public override string Id => "combinatorial-purged";

    /// <summary>How many splits there are: N over k; <see cref="long.MaxValue"/> where that is beyond counting.</summary>
    public long Splits => Count(Folds, TestFolds);

    /// <summary>How many times each row is tested, that is how many whole histories the tests form.</summary>
    public long Paths => Count(Folds - 1, TestFolds - 1);

    /// <summary>What keeps the settings from being used together; null when nothing does.</summary>
    public string? Problem => TestFolds >= Folds
        ? FormattableString.Invariant($"tests {TestFolds} of {Folds} folds at once, so that none is left to learn from.")
        : Splits > SplitsMax ? FormattableString.Invariant($"makes more than {SplitsMax:N0} splits of {Folds} folds, {TestFolds} tested at once.") : null;

    private protected override IEnumerable<Split> Cut(Dataset data)
    {
        if (Problem is { } problem)
        {
            throw new InputException($"split {Id}", problem, "Give fewer folds, or test fewer of them at once.");
        }

        var blocks = Enumerable.Range(0, Folds).Select(f => Block(data.Rows, InitialShare, Folds, f)).ToList();
        foreach (var tested in Choices(Folds, TestFolds))
        {
            int[] test = [.. tested.SelectMany(f => Rows(blocks[f].From, blocks[f].To))];
            yield return new Split([.. Rows(0, data.Rows).Except(test)], test);
        }
    }

    /// <summary>All choices of k numbers below n, each rising, in the order of a dictionary.</summary>
    private static IEnumerable<int[]> Choices(int n, int k)
    {
        int[] choice = [.. Enumerable.Range(0, k)];
        while (true)
        {
            yield return [.. choice];
            var place = k - 1;
            while (place >= 0 && choice[place] == n - k + place)
            {
                place--;
            }

            if (place < 0)
            {
                yield break;
            }

            choice[place]++;
            for (var later = place + 1; later < k; later++)
            {
                choice[later] = choice[later - 1] + 1;
            }
        }
    }

    private static long Count(int n, int k)
    {
        var count = 1L;
        for (var i = 1; i <= k; i++)
        {
            if (count > long.MaxValue / Math.Max(n - k + i, 1))
            {
                return long.MaxValue;
            }

            count = count * Math.Max(n - k + i, 0) / i;
        }

        return count;
    }
}
