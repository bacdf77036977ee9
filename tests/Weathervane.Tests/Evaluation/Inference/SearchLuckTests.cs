using Weathervane.Evaluation.Inference;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Inference;

public sealed class SearchLuckTests
{
    private static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_best_of_noise_passes_alone_and_not_as_the_best_of_all()
    {
        // 200 searches of 40 unrelated trials without an edge.
        var (alone, deflated, overfitted) = (0, 0, 0.0);
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new SeededRandom(seed);
            List<ScoredTry> tries = [.. Enumerable.Range(0, 40).Select(i => Try(i, [.. Enumerable.Range(0, 1_000).Select(_ => random.NextGaussian())]))];
            var luck = SearchLuck.Of(tries, tries.MaxBy(t => t.Gains!.Sums.Sum())!.Gains, seed, TestContext.Current.CancellationToken);
            Assert.Equal((40, 40), (luck.Trials, luck.Known));
            alone += luck.PValue < 0.05 ? 1 : 0;
            deflated += luck.DeflatedPValue < 0.05 ? 1 : 0;
            overfitted += luck.Overfitting / 200;
        }

        // The best of 40 is above 1.96 deviations in 64 of 100 searches. Two-sided p-values of the best are corrected for as many, of which the lucky side is one half: 2.5 % and
        // a deviation of 1.1.
        Assert.InRange(alone, 80, 160);
        Assert.InRange(deflated, 0, 12);
        Assert.InRange(overfitted, 0.4, 0.6);
    }

    [Fact]
    public void A_true_edge_outlasts_its_search_and_unknown_trials_count_in_full()
    {
        var random = new SeededRandom(5);
        List<ScoredTry> tries = [.. Enumerable.Range(0, 10).Select(i => Try(i, [.. Enumerable.Range(0, 2_000).Select(_ => random.NextGaussian() + (i == 3 ? 0.2 : 0))]))];
        var luck = SearchLuck.Of(tries, tries[3].Gains, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(0.2, luck.Gain, 0.1);
        Assert.InRange(luck.DeflatedPValue, 0, 0.01);
        Assert.InRange(luck.Overfitting, 0, 0.05);
        tries.Add(new ScoredTry("search of x", Start, Start, 500, null));
        var more = SearchLuck.Of(tries, tries[3].Gains, cancel: TestContext.Current.CancellationToken);
        Assert.Equal((510, 10, luck.Effective + 500), (more.Trials, more.Known, more.Effective));
        Assert.True(more.DeflatedPValue > luck.DeflatedPValue);
    }

    [Fact]
    public void Nothing_is_said_of_what_is_not_known()
    {
        var luck = SearchLuck.Of([new ScoredTry("search of x", Start, Start, 7, null)], null, cancel: TestContext.Current.CancellationToken);
        Assert.Equal((7, 0, 7.0), (luck.Trials, luck.Known, luck.Effective));
        Assert.True(double.IsNaN(luck.Overfitting) && double.IsNaN(luck.PValue) && double.IsNaN(luck.DeflatedPValue));
    }

    [Fact]
    public void A_block_of_few_rows_weighs_by_its_rows()
    {
        // Every row gains the same: nothing varies, whatever the blocks hold.
        var gains = BlockGains.Of([.. Enumerable.Range(0, 1_001).Select(i => Start.AddHours(i + 7))], [.. Enumerable.Repeat(0.25, 1_001)], TimeSpan.FromHours(1));
        Assert.True(gains.Rows.Distinct().Count() > 1);
        var luck = SearchLuck.Of([new ScoredTry("search of x, trial 0", Start, Start, 1, gains)], gains, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(0.25, luck.Gain, 1e-12);
        Assert.InRange(luck.PValue, 0, 1e-9);
    }

    private static ScoredTry Try(int number, double[] gains) => new(
        $"search of x, trial {number}", Start, Start.AddHours(gains.Length - 1), 1, BlockGains.Of([.. gains.Select((_, i) => Start.AddHours(i))], gains, TimeSpan.FromHours(1)));
}
