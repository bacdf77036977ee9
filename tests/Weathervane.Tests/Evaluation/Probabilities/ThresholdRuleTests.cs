using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Probabilities;

public sealed class ThresholdRuleTests
{
    [Fact]
    public void Finds_by_hand_what_five_rows_want()
    {
        double[] labels = [0, 1, 0, 1, 1];
        double[] said = [0.1, 0.3, 0.4, 0.6, 0.8];
        // Calls of up from 0.3 on: 3 of 4 right, all found: F1 = 6/7. From 0.6 on: 2 of 2, 2 of 3 found: 4/5.
        Assert.Equal(0.2, new ThresholdRule { Goal = ThresholdGoal.F1 }.Choose(labels, said), 1e-15);
        // MCC from 0.6 on: (2 x 2 - 0) / sqrt(2 x 3 x 2 x 3) = 2/3; from 0.3 on: (3 x 1 - 0) / sqrt(4 x 3 x 2 x 1) = 0.61.
        Assert.Equal(0.5, new ThresholdRule { Goal = ThresholdGoal.Mcc }.Choose(labels, said), 1e-15);
        // A false up costs three false downs: from 0.6 on one false down costs 1, from 0.3 on one false up costs 3.
        Assert.Equal(0.5, new ThresholdRule { Goal = ThresholdGoal.Cost, FalseUp = 3 }.Choose(labels, said), 1e-15);
        Assert.Equal(0.2, new ThresholdRule { Goal = ThresholdGoal.Cost, FalseDown = 3 }.Choose(labels, said), 1e-15);
        Assert.Equal(0.37, new ThresholdRule { At = 0.37 }.Choose(labels, said));
    }

    [Theory]
    [InlineData(ThresholdGoal.F1)]
    [InlineData(ThresholdGoal.Mcc)]
    [InlineData(ThresholdGoal.Cost)]
    public void No_other_threshold_is_better_on_the_rows_that_it_was_chosen_on(ThresholdGoal goal)
    {
        for (var seed = 0UL; seed < 60; seed++)
        {
            var random = new SeededRandom(seed);
            var n = 1 + random.NextInt(60);
            double[] said = [.. Enumerable.Range(0, n).Select(_ => Math.Round(random.NextDouble(), 1 + random.NextInt(3)))];
            double[] labels = [.. said.Select(p => random.NextDouble() < p ? 1.0 : 0.0)];
            var rule = new ThresholdRule { Goal = goal, FalseUp = 2, FalseDown = 0.5 };
            var chosen = rule.Choose(labels, said);
            Assert.InRange(chosen, 0, 1);
            Assert.All(said.Append(0).Append(1), t => Assert.True(Value(t) <= Value(chosen) + 1e-12, $"seed {seed}: {t} beats {chosen}"));

            double Value(double threshold)
            {
                var counts = ConfusionMatrix.Of(labels, [.. said.Select(p => p > threshold ? 1.0 : 0.0)]);
                return goal switch { ThresholdGoal.F1 => counts.F1, ThresholdGoal.Mcc => counts.Mcc, _ => -(2 * counts.FalsePositives) - (0.5 * counts.FalseNegatives) };
            }
        }
    }

    [Fact]
    public void A_wanted_precision_is_reached_with_as_many_calls_as_it_allows_or_up_is_never_said()
    {
        // 0.001, 0.002, ...: the chance of up rises from 0 to 1.
        var random = new SeededRandom(3);
        double[] said = [.. Enumerable.Range(1, 999).Select(i => i / 1000.0)];
        double[] labels = [.. said.Select(p => random.NextDouble() < p ? 1.0 : 0.0)];
        var rule = new ThresholdRule { Goal = ThresholdGoal.Precision, AtLeast = 0.8 };
        var threshold = rule.Choose(labels, said);
        var counts = ConfusionMatrix.Of(labels, [.. said.Select(p => p > threshold ? 1.0 : 0.0)]);
        Assert.InRange(counts.Precision, 0.8, 0.81);
        // Among the rows above t the mean chance is (1 + t) / 2: 0.8 is reached from 0.6 on, give or take four deviations of 400 rows.
        Assert.InRange(threshold, 0.5, 0.7);
        Assert.Equal(1, (rule with { AtLeast = 1 }).Choose(labels, [.. said.Select(p => Math.Min(p, 0.9))]));
        // The two calls that are right by luck are no proof.
        Assert.Equal(1, rule.Choose([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4]));
    }

    [Fact]
    public void No_rows_give_one_half_and_ranges_are_checked()
    {
        Assert.Equal(0.5, new ThresholdRule { Goal = ThresholdGoal.F1 }.Choose([], []));
        Assert.Contains("AtLeast must be in [0, 1], but is 2.", Assert.Throws<ArgumentOutOfRangeException>(() => new ThresholdRule { AtLeast = 2 }).Message, StringComparison.Ordinal);
    }
}
