namespace Weathervane.Datasets.Splits;

/// <summary>Each of k neighbouring blocks is tested once; training is all the rest, before and after, purged and embargoed.</summary>
/// <remarks>Uses later bars to forecast earlier ones: for choosing between recipes when rows are few, not for a final score.
/// Source: Lopez de Prado (2018), Advances in Financial Machine Learning, chapter 7.</remarks>
public sealed record PurgedKFold : Splitter
{
    /// <summary>How many blocks, 2 to 1,000.</summary>
    public int Folds { get; init => field = Check.InRange(value, 2, 1_000); } = 5;

    /// <inheritdoc/>
    public override string Id => "purged-k-fold";

    private protected override IEnumerable<Split> Cut(Dataset data)
    {
        for (var fold = 0; fold < Folds; fold++)
        {
            var from = (int)((long)data.Rows * fold / Folds);
            var to = (int)((long)data.Rows * (fold + 1) / Folds);
            yield return new Split([.. Rows(0, from), .. Rows(to, data.Rows)], Rows(from, to));
        }
    }
}
