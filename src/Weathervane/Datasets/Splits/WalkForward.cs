namespace Weathervane.Datasets.Splits;

/// <summary>What the training part of a walk-forward split reaches back to.</summary>
public enum TrainingWindow
{
    /// <summary>To the first row: training grows from fold to fold.</summary>
    Expanding,

    /// <summary>As many rows as the first fold has: the oldest are forgotten.</summary>
    Rolling,
}

/// <summary>Folds that follow each other in time: learn from the past, test on the stretch that follows, move on.</summary>
/// <remarks>The rows after the first training part are cut into tests of equal size, up to one row. Each is tested once.</remarks>
public sealed record WalkForward : Splitter
{
    /// <summary>How many tests, 1 to 1,000.</summary>
    public int Folds { get; init => field = Check.InRange(value, 1, 1_000); } = 5;

    /// <summary>Share of the rows before the first test, above 0 and at most 0.99.</summary>
    public double InitialShare { get; init => field = Check.Above(value, 0, 0.99); } = 0.5;

    /// <summary>What training reaches back to.</summary>
    public TrainingWindow Window { get; init; }

    /// <inheritdoc/>
    public override string Id => "walk-forward";

    private protected override IEnumerable<Split> Cut(Dataset data)
    {
        var initial = Block(data.Rows, InitialShare, Folds, 0).From;
        for (var fold = 0; fold < Folds; fold++)
        {
            var (from, to) = Block(data.Rows, InitialShare, Folds, fold);
            yield return new Split(Rows(Window == TrainingWindow.Rolling ? from - initial : 0, from), Rows(from, to));
        }
    }
}
