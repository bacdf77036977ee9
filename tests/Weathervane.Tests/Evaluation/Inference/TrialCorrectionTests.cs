using Weathervane.Evaluation.Inference;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Inference;

public sealed class TrialCorrectionTests
{
    private static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Blocks_are_the_same_whatever_the_first_and_last_row()
    {
        double[] gains = [.. Enumerable.Range(0, 1_000).Select(i => (double)i)];
        var whole = BlockGains.Of(Times(0, 1_000), gains, TimeSpan.FromHours(1));
        // 1,000 hours at 16 hours a block are 63 or 64 blocks.
        Assert.Equal(16, whole.Block.TotalHours);
        Assert.Equal((499_500.0, 1_000), (whole.Sums.Sum(), whole.Rows.Sum()));
        Assert.Equal(0, whole.First * 16 % 16);
        // A part of it, on finer blocks, laid beside the whole: equal in the blocks that it fills.
        var part = BlockGains.Of(Times(480, 100), gains.AsSpan(480, 100), TimeSpan.FromHours(1));
        Assert.Equal(2, part.Block.TotalHours);
        var aligned = BlockGains.Align([whole, part]);
        var both = aligned[0].Zip(aligned[1]).Where(p => !double.IsNaN(p.Second)).ToList();
        Assert.InRange(both.Count, 7, 8);
        Assert.All(both.Skip(1).SkipLast(1), p => Assert.Equal(p.First, p.Second));
    }

    [Fact]
    public void The_same_model_run_again_is_no_new_try_and_another_one_is()
    {
        var random = new SeededRandom(3);
        double[][] gains = [.. Enumerable.Range(0, 6).Select(_ => (double[])[.. Enumerable.Range(0, 2_000).Select(_ => random.NextGaussian())])];
        ScoredTry Try(int model, int start = 0) => new($"m{model}", Start.AddHours(start), Start.AddHours(start + 1_999), 1, BlockGains.Of(Times(start, 2_000), gains[model], TimeSpan.FromHours(1)));
        TrialCorrection Of(ScoredTry[] own, ScoredTry[] others, int declared = 0) => TrialCorrection.Of(own, others, declared, 1, TestContext.Current.CancellationToken);

        Assert.Equal(1, Of([Try(0)], []).Effective);
        // The number is found by simulation, to some 7 %.
        Assert.Equal(1, Of([Try(0)], [Try(0), Try(0), Try(0)]).Effective, 0.2);
        Assert.InRange(Of([Try(0), Try(1)], [Try(2), Try(3), Try(4), Try(5)]).Effective, 4.8, 6);
        Assert.Equal(8, Of([Try(0)], [], 7).Effective);
        // At other times the others do not matter, ever so many.
        var later = Of([Try(0)], [Try(1, 5_000), Try(2, 9_000)]);
        Assert.Equal((1.0, 0), (later.Effective, later.Earlier));
        // One hour of overlap is enough; a search whose gains were not kept counts with all its trials.
        Assert.InRange(Of([Try(0)], [Try(1, 1_999)]).Effective, 1.6, 2);
        Assert.Equal(41, Of([Try(0)], [new ScoredTry("search", Start.AddYears(-1), Start, 40, null)]).Effective);
    }

    [Fact]
    public void A_fair_number_of_blocks_with_one_bar_more_still_counts_as_the_same_series()
    {
        double[] gains = [.. Enumerable.Range(0, 3_001).Select(i => Math.Sin(i / 40.0))];
        ScoredTry Of(int rows) => new("m", Start, Start.AddHours(rows - 1), 1, BlockGains.Of(Times(0, rows), gains.AsSpan(0, rows), TimeSpan.FromHours(1)));
        Assert.Equal(1, TrialCorrection.Of([Of(3_001)], [Of(3_000)], 0, 1, TestContext.Current.CancellationToken).Effective, 0.2);
    }

    [Fact]
    public void A_p_value_that_is_too_small_to_show_is_not_said_to_be_0()
    {
        var sure = Compared(Enumerable.Range(0, 400).Select(i => 1 + (0.01 * (i % 3))));
        Assert.Contains(": p < 0.0001 counts as < 0.0001", new TrialCorrection { Own = 3, Effective = 2 }.Explain(sure with { Trials = 2 }), StringComparison.Ordinal);
        var random = new SeededRandom(4);
        var unsure = Compared(Enumerable.Range(0, 400).Select(_ => random.NextGaussian() + 0.05));
        Assert.Matches(@": p = 0\.\d{1,4} counts as 0\.\d{1,4}", new TrialCorrection { Own = 3, Effective = 2 }.Explain(unsure with { Trials = 2 }));

        static Weathervane.Evaluation.Comparison Compared(IEnumerable<double> gains) => new()
        {
            Model = "m", Baseline = "b", Metric = Weathervane.Evaluation.Metrics.LogLoss.Metric, ModelScore = 0.6, BaselineScore = 0.7, Test = Weathervane.Evaluation.LongRunMean.Of([.. gains]),
        };
    }

    private static DateTime[] Times(int start, int count) => [.. Enumerable.Range(start, count).Select(i => Start.AddHours(i))];
}
