using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Features;
using Weathervane.Labels;

namespace Weathervane.Tests.Datasets.Splits;

/// <summary>Each splitter's own rule, on 20 rows whose labels read nothing but their own bar, so that purging takes nothing away.</summary>
public sealed class SplitterTests
{
    [Fact]
    public void Hold_out_tests_the_last_share()
    {
        var split = Assert.Single(new HoldOut { TestShare = 0.25 }.Split(Rows(20)));
        Assert.Equal(Enumerable.Range(0, 15), split.Train);
        Assert.Equal(Enumerable.Range(15, 5), split.Test);
    }

    [Fact]
    public void Hold_out_by_dates_reads_the_decision_bars_time()
    {
        var rows = Rows(20, i => new DateTime(2022 + (i / 7), 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var split = Assert.Single(new HoldOutByDates { Train = DateRange.Year(2022), Test = DateRange.Year(2024) }.Split(rows));
        Assert.Equal(Enumerable.Range(0, 7), split.Train);
        Assert.Equal(Enumerable.Range(14, 6), split.Test);
        Assert.Throws<ArgumentException>(() => new HoldOutByDates { Train = default, Test = default }.Split(Rows(20)));
    }

    [Fact]
    public void Walk_forward_expands_or_rolls_and_tests_each_later_row_once()
    {
        var expanding = new WalkForward { Folds = 3 }.Split(Rows(20));
        Assert.Equal([(10, 13), (13, 16), (16, 20)], expanding.Select(s => (s.Test[0], s.Test[^1] + 1)));
        Assert.Equal([10, 13, 16], expanding.Select(s => s.Train.Length));
        var rolling = new WalkForward { Folds = 3, Window = TrainingWindow.Rolling }.Split(Rows(20));
        Assert.Equal([(0, 10), (3, 13), (6, 16)], rolling.Select(s => (s.Train[0], s.Train[^1] + 1)));
    }

    [Fact]
    public void Walk_forward_never_learns_from_the_future()
    {
        // The older pipeline's "time series split" was a stratified k-fold that learnt from bars after the test.
        var rows = MadeRows.Of(new NextBarDirection { Horizon = 2 }, 300, 3, barsPerHole: 40);
        foreach (var window in Enum.GetValues<TrainingWindow>())
        {
            Assert.All(
                new WalkForward { Folds = 7, Window = window }.Split(rows),
                s => Assert.True(s.Train.Max(r => rows.Spans[r].Last) < s.Test.Min(r => rows.Spans[r].First)));
        }
    }

    [Fact]
    public void Purged_k_fold_learns_from_both_sides()
    {
        var split = new PurgedKFold { Folds = 4 }.Split(Rows(20))[1];
        Assert.Equal(Enumerable.Range(5, 5), split.Test);
        Assert.Equal([.. Enumerable.Range(0, 5), .. Enumerable.Range(10, 10)], split.Train);
    }

    [Fact]
    public void K_fold_after_a_first_share_never_tests_it_and_always_learns_from_it()
    {
        var splits = new PurgedKFold { Folds = 4, InitialShare = 0.2 }.Split(Rows(20));
        Assert.Equal([(4, 8), (8, 12), (12, 16), (16, 20)], splits.Select(s => (s.Test[0], s.Test[^1] + 1)));
        Assert.All(splits, s => Assert.Equal([0, 1, 2, 3], s.Train[..4]));
    }

    [Fact]
    public void Combinatorial_tests_every_choice_of_blocks_once()
    {
        // 4 blocks of 5 rows, 2 tested at once: 6 splits in the order of a dictionary; 3 choose 1 = 3 of them test any one block.
        var splitter = new CombinatorialPurged { Folds = 4, TestFolds = 2 };
        var splits = splitter.Split(Rows(20));
        Assert.Equal(["01", "02", "03", "12", "13", "23"], splits.Select(s => string.Concat(s.Test.Select(r => r / 5).Distinct())));
        Assert.Equal((6L, 3L), (splitter.Splits, splitter.Paths));
        Assert.Equal([0, 1, 2, 3, 4, 10, 11, 12, 13, 14], splits[4].Train);
        // Lopez de Prado's own example, section 12.3: 6 groups, 2 tested, 15 splits, 5 paths.
        Assert.Equal((15L, 5L), (new CombinatorialPurged().Splits, new CombinatorialPurged().Paths));
    }

    [Fact]
    public void Combinatorial_refuses_choices_that_leave_nothing_or_are_too_many()
    {
        Assert.StartsWith("split combinatorial-purged: tests 3 of 3 folds at once", Assert.Throws<InputException>(() => new CombinatorialPurged { Folds = 3, TestFolds = 3 }.Split(Rows(20))).Message);
        Assert.StartsWith("split combinatorial-purged: makes more than 1,000 splits of 1000 folds, 100 tested at once.", Assert.Throws<InputException>(() => new CombinatorialPurged { Folds = 1000, TestFolds = 100 }.Split(Rows(2000))).Message);
    }

    [Fact]
    public void A_long_label_is_purged_from_before_and_after_the_test()
    {
        // Spans of 2 bars ahead and no embargo: the rows just before the test read into it, and the test's last row reads bar 11.
        var rows = Rows(20, last: i => i + 2);
        var split = new PurgedKFold { Folds = 4, Embargo = 0 }.Split(rows)[1];
        Assert.Equal([0, 1, 2, 12, 13, 14, 15, 16, 17, 18, 19], split.Train);
        // An embargo of 3 bars takes three more on each side, where there are any.
        Assert.Equal([15, 16, 17, 18, 19], new PurgedKFold { Folds = 4, Embargo = 3 }.Split(rows)[1].Train);
    }

    private static Dataset Rows(int rows, Func<int, DateTime>? time = null, Func<int, int>? last = null) => new(
        new FeatureMatrix(["x"], new double[rows], rows),
        new double[rows],
        [.. Enumerable.Range(0, rows).Select(i => new LabelSpan(i, last?.Invoke(i) ?? i))],
        times: time is null ? null : [.. Enumerable.Range(0, rows).Select(time)]);
}
