namespace Weathervane.Datasets.Splits;

/// <summary>One split in time: the last share of the rows is the test.</summary>
public sealed record HoldOut : Splitter
{
    /// <summary>Share of the rows to test on, above 0 and at most 0.95.</summary>
    public double TestShare { get; init => field = Check.Above(value, 0, 0.95); } = 0.2;

    /// <inheritdoc/>
    public override string Id => "hold-out";

    private protected override IEnumerable<Split> Cut(Dataset data)
    {
        var train = data.Rows - (int)Math.Round(TestShare * data.Rows);
        return [new Split(Rows(0, train), Rows(train, data.Rows))];
    }
}
