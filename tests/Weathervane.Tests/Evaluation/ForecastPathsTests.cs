using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Labels;
using Weathervane.Tests.Datasets;

namespace Weathervane.Tests.Evaluation;

public sealed class ForecastPathsTests
{
    [Fact]
    public void Six_blocks_tested_in_pairs_form_the_five_histories_of_the_book()
    {
        // Lopez de Prado, figure 12.1: splits 1 to 15 are the pairs 12, 13, ... 56; the first history takes block 1 and 2 of split 1,
        // block 3 of split 2 (13), block 4 of split 3 (14), block 5 of split 4, block 6 of split 5; the second block 1 of split 2 (13),
        // block 2 and 3 of split 6 (23), block 4 of split 7 (24), and so on.
        var rows = MadeRows.Of(new NextBarDirection(), 601, 3);
        var splits = new CombinatorialPurged().Split(rows);
        var pooled = new OutOfSample(
            "which split",
            [.. splits.SelectMany(s => s.Test)],
            [.. splits.SelectMany((s, i) => s.Test.Select(_ => i))],
            [.. splits.SelectMany(s => s.Test).Select(r => rows.Labels[r])],
            [.. splits.SelectMany((s, i) => s.Test.Select(_ => (i + 1) / 100.0))]);
        var paths = ForecastPaths.Of(pooled);
        Assert.Equal(
            ["1 1 2 3 4 5", "2 6 6 7 8 9", "3 7 10 10 11 12", "4 8 11 13 13 14", "5 9 12 14 15 15"],
            paths.Select(p => string.Join(' ', Enumerable.Range(0, 6).Select(b => Math.Round(100 * p.Fold(b).Probabilities[0])))));
        foreach (var path in paths)
        {
            Assert.Equal(Enumerable.Range(0, 600), path.Rows);
            Assert.Equal(rows.Labels, path.Labels);
            Assert.All(Enumerable.Range(0, 6), block => Assert.Single(path.Fold(block).Probabilities.Distinct()));
        }
    }

    [Fact]
    public void Rows_tested_once_are_one_history_and_are_left_as_they_are()
    {
        var once = new OutOfSample("x", [4, 5, 9], [0, 0, 1], [1, 0, 1], [0.1, 0.2, 0.3]);
        Assert.Same(once, Assert.Single(ForecastPaths.Of(once)));
    }

    [Fact]
    public void Rows_tested_unequally_often_are_refused() => Assert.StartsWith(
        "Some rows were tested more often than others",
        Assert.Throws<ArgumentException>(() => ForecastPaths.Of(new OutOfSample("x", [4, 5, 4], [0, 0, 1], [1, 0, 1], [0.1, 0.2, 0.3]))).Message);
}
