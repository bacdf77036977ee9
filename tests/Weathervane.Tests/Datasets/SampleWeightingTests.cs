using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Learners.Baselines;

namespace Weathervane.Tests.Datasets;

public sealed class SampleWeightingTests
{
    [Fact]
    public void A_row_counts_half_for_each_half_life_before_the_newest()
    {
        // 1/4, 1/2 and 1, of mean 7/12.
        var weights = Weigh(new SampleWeighting { TimeDecay = 2 }, (10, 11), (12, 13), (14, 15));
        Near([3 / 7.0, 6 / 7.0, 12 / 7.0], weights);
    }

    [Fact]
    public void Uniqueness_is_the_mean_share_of_the_bars_that_a_label_reads()
    {
        // The first label reads bars 1, 2 and 3, the second bar 2, the third bar 6: (1 + 1/2 + 1) / 3 = 5/6, 1/2 and 1, of mean 7/9.
        var weights = Weigh(new SampleWeighting { Uniqueness = true }, (0, 3), (1, 2), (5, 6));
        Near([5 / 6.0 * 9 / 7, 9 / 14.0, 9 / 7.0], weights);
    }

    [Fact]
    public void Labels_that_look_one_bar_ahead_are_all_unique() =>
        Near([1, 1, 1, 1], Weigh(new SampleWeighting { Uniqueness = true }, (0, 1), (1, 2), (2, 3), (7, 8)));

    [Fact]
    public void Labels_of_one_length_in_a_row_share_every_bar_alike()
    {
        // Far from the ends each bar is read by four labels: a quarter each, and so equal weights.
        var weights = Weigh(new SampleWeighting { Uniqueness = true }, [.. Enumerable.Range(0, 40).Select(i => (i, i + 4))]);
        Assert.All(weights[4..^4], w => Assert.Equal(weights[4], w, 1e-12));
        // The first label has its first bar alone, shares the second with one, the third with two, the fourth with three.
        Assert.Equal((1 + (1 / 2.0) + (1 / 3.0) + (1 / 4.0)) / 4 * 4, weights[0] / weights[10], 1e-12);
    }

    [Fact]
    public void Both_rules_multiply_each_other_and_the_weights_there_are()
    {
        LabelSpan[] spans = [new(0, 3), new(1, 2), new(5, 6)];
        var rows = new Dataset(new FeatureMatrix(["x"], [1, 2, 3], 3), [0, 1, 0], spans, [1, 3, 1]);
        var weighted = new SampleWeighting { TimeDecay = 5, Uniqueness = true }.Apply(rows).Weights!;
        var decay = SampleWeighting.Decay(spans, 5);
        Assert.Equal([5 / 6.0 * decay[0] / decay[2], 3 * decay[1] / (2 * decay[2])], [weighted[0] / weighted[2], weighted[1] / weighted[2]], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(1, weighted.Average(), 1e-12);
    }

    [Fact]
    public void Ancient_rows_keep_a_weight_that_learners_take() =>
        Assert.All(Weigh(new SampleWeighting { TimeDecay = 1 }, (0, 1), (100_000, 100_001)), w => Assert.InRange(w, 1e-9, 2));

    [Fact]
    public void Without_a_rule_rows_stay_as_they_are()
    {
        var rows = MadeOf([(0, 1), (1, 2)]);
        Assert.Same(rows, new SampleWeighting().Apply(rows));
    }

    [Fact]
    public void Each_fold_weighs_its_own_training_rows_and_nothing_else()
    {
        var rows = MadeOf([.. Enumerable.Range(0, 120).Select(i => (i, i + 5))]);
        var weighting = new SampleWeighting { TimeDecay = 10, Uniqueness = true };
        var splits = new WalkForward { Folds = 3 }.Split(rows);
        var seen = new List<(int Rows, double[] Weights, double[]? Validation)>();
        Evaluator.Run(
            "x",
            rows,
            splits,
            (train, context) =>
            {
                seen.Add((train.Rows, train.Weights!, context.Validation!.Weights));
                return new BaseRate().Fit(train, context);
            },
            new EvaluationOptions { Weighting = weighting, ValidationShare = 0.2 });
        for (var fold = 0; fold < splits.Count; fold++)
        {
            // The rows that stay after the validation rows are held back; alone, as if no later row had ever been.
            var alone = rows.Take(Purge.HoldBack(rows, splits[fold].Train, 0.2).Train);
            Assert.Equal(weighting.Apply(alone).Weights, seen[fold].Weights);
            Assert.Null(seen[fold].Validation);
        }
    }

    [Fact]
    public void Refuses_a_half_life_of_nothing() => Assert.StartsWith(
        "TimeDecay must be in (0, 1000000000], but is 0.",
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleWeighting { TimeDecay = 0 }).Message);

    private static double[] Weigh(SampleWeighting weighting, params (int First, int Last)[] spans) => weighting.Apply(MadeOf(spans)).Weights!;

    private static Dataset MadeOf((int First, int Last)[] spans) => new(
        new FeatureMatrix(["x"], [.. spans.Select(s => (double)s.First)], spans.Length),
        [.. spans.Select((_, i) => (double)(i % 2))],
        [.. spans.Select(s => new LabelSpan(s.First, s.Last))]);

    private static void Near(double[] expected, double[] actual) => Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-12));
}
