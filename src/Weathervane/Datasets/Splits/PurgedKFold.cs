namespace Weathervane.Datasets.Splits;

/// <summary>Each of k neighbouring blocks is tested once; training is all the rest, before and after, purged and embargoed.</summary>
/// <remarks>Uses later bars to forecast earlier ones: for choosing between recipes when rows are few, not for a final score.
/// Source: Lopez de Prado (2018), Advances in Financial Machine Learning, chapter 7.</remarks>
public sealed record PurgedKFold : Splitter
{
    /// <summary>How many blocks, 2 to 1,000.</summary>
    public int Folds { get; init => field = Check.InRange(value, 2, 1_000); } = 5;

    /// <summary>Share of the rows before the first block, 0 to 0.99: never tested, always learnt from.</summary>
    public double InitialShare { get; init => field = Check.InRange(value, 0, 0.99); }

    /// <inheritdoc/>
    public override string Id => "purged-k-fold";

    private protected override IEnumerable<Split> Cut(Dataset data)
    {
        for (var fold = 0; fold < Folds; fold++)
        {
            var (from, to) = Block(data.Rows, InitialShare, Folds, fold);
            yield return new Split([.. Rows(0, from), .. Rows(to, data.Rows)], Rows(from, to));
        }
    }
}
