using Weathervane.Evaluation.Inference;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation.Inference;

/// <summary>What corrects for many tries: hand-worked, published, or simulated.</summary>
public sealed class ManyTriesTests
{
    [Fact]
    public void Holm_and_benjamini_hochberg_are_worked_by_hand()
    {
        // Sorted .005 .01 .03 .04. Holm: .02, .03, .06, max(.06, .04). BH: .04 x 4/4 = .04, min(.04, .03 x 4/3 = .04), .01 x 4/2 = .02, min(.02, .02).
        double[] p = [0.01, 0.04, double.NaN, 0.03, 0.005];
        Same([0.03, 0.06, double.NaN, 0.06, 0.02], MultipleTesting.Holm(p));
        Same([0.02, 0.04, double.NaN, 0.04, 0.02], MultipleTesting.BenjaminiHochberg(p));
        Assert.Equal([1, 1], MultipleTesting.Holm([0.6, 0.9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultipleTesting.Holm([1.1]));
    }

    [Fact]
    public void The_best_of_many_needs_a_smaller_p_value()
    {
        Assert.Equal(1 - Math.Pow(0.99, 20), MultipleTesting.BestOf(0.01, 20), 1e-15);
        Assert.Equal(1e-20 * 7, MultipleTesting.BestOf(1e-20, 7), 1e-33);
        Assert.Equal((0.3, 1.0), (MultipleTesting.BestOf(0.3, 1), MultipleTesting.BestOf(1, 3)));
    }

    [Fact]
    public void All_looks_that_can_ever_be_taken_spend_5_in_100()
    {
        Assert.Equal(0.025, MultipleTesting.LevelOfLook(1), 1e-17);
        Assert.Equal(0.05 / 6, MultipleTesting.LevelOfLook(2), 1e-17);
        // 1/(k (k + 1)) is 1/k - 1/(k + 1): the sum of the first k is 1 - 1/(k + 1).
        Assert.Equal(0.05 * (1 - (1 / 1001.0)), Enumerable.Range(1, 1000).Sum(MultipleTesting.LevelOfLook), 1e-14);
    }

    [Fact]
    public void Deflated_sharpe_is_that_of_its_paper()
    {
        // Bailey and Lopez de Prado (2014), numerical example: yearly ratio 2.5 on 250 days a year, 1,250 days, 100 trials whose
        // yearly ratios have variance 1/2, skewness -3, kurtosis 10: expected best 0.1132 a day, deflated ratio 0.9004.
        var best = DeflatedSharpe.ExpectedBest(100, Math.Sqrt(0.5 / 250));
        Assert.Equal(0.1132, best, 0.00005);
        Assert.Equal(0.9004, DeflatedSharpe.Probability(2.5 / Math.Sqrt(250), best, 1250, -3, 10), 0.0001);
        Assert.Equal(0, DeflatedSharpe.ExpectedBest(1, 1));
        Assert.Equal(0.5, DeflatedSharpe.Of([0.1, -0.1, 0.1, -0.1], 1), 1e-12);
        Assert.Equal(double.NaN, DeflatedSharpe.Of([0.1, 0.1], 5));
    }

    [Fact]
    public void Tries_without_skill_are_overfitted_half_the_time_and_a_true_best_never()
    {
        var random = new SeededRandom(8);
        double[][] noise = [.. Enumerable.Range(0, 20).Select(_ => Noise(random, 64))];
        // The mean over 12,870 splits of one draw of noise still varies by about 0.15; the mean over 12 draws by 0.04, three of which are allowed.
        var mean = Enumerable.Range(0, 12).Average(_ => OverfittingProbability.Of([.. Enumerable.Range(0, 20).Select(_ => Noise(random, 64))], 10, TestContext.Current.CancellationToken));
        Assert.InRange(mean, 0.38, 0.62);
        noise[7] = [.. noise[7].Select(v => v + 3)];
        Assert.Equal(0, OverfittingProbability.Of(noise, 16, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_choice_without_any_worth_is_overfitted_in_half_of_the_cases_however_many_tries_there_are(int tries)
    {
        var random = new SeededRandom(11);
        var mean = Enumerable.Range(0, 400).Average(_ => OverfittingProbability.Of([.. Enumerable.Range(0, tries).Select(_ => Noise(random, 40))], 10, TestContext.Current.CancellationToken));
        // One such probability has a deviation of about 0.3: four of the mean's are 0.06.
        Assert.InRange(mean, 0.44, 0.56);
    }

    [Fact]
    public void Overfitting_is_counted_by_hand_for_two_groups()
    {
        var token = TestContext.Current.CancellationToken;
        // Each try wins one half and loses the other: the best of either half is the worst of the rest, always below the median.
        Assert.Equal(1, OverfittingProbability.Of([[1, 1, 0, 0], [0, 0, 1, 1]], 2, token));
        Assert.Equal(0, OverfittingProbability.Of([[1, 1, 2, 2], [0, 0, 1, 1]], 2, token));
        Assert.Equal(double.NaN, OverfittingProbability.Of([[1, 2]], 2, token));
        Assert.Throws<ArgumentException>(() => OverfittingProbability.Of([[1, 2], [1, 2]], 3, token));
    }

    [Fact]
    public void Copies_count_once_and_unrelated_tries_each()
    {
        var random = new SeededRandom(9);
        double[][] own = [.. Enumerable.Range(0, 10).Select(_ => Noise(random, 60))];
        double[] scaled = [.. own[0].Select(v => (2 * v) + 5)];
        var token = TestContext.Current.CancellationToken;
        // The 95 % point of 4,000 draws is known to 2 % or so, which moves the number by some 7 %; three times that is allowed.
        Assert.Equal(1, EffectiveTrials.Of([own[0], own[0], scaled, own[0]], 1, token), 0.21);
        Assert.InRange(EffectiveTrials.Of(own, 1, token), 7.5, 10);
        Assert.InRange(EffectiveTrials.Of([.. own, .. Enumerable.Repeat(own[3], 90)], 1, token), 7.5, 12.1);
        Assert.Equal(1, EffectiveTrials.Of([own[0]], 1, token));
        // Tries that share no time, or never change, are unrelated to all others.
        Assert.Equal(3, EffectiveTrials.Of([[1, 1, 1, 1], [2, 2, 2, 2], [0.1, 0.1, 0.1, 0.1]], 1, token));
        double[] early = [.. own[0].Select((v, i) => i < 30 ? v : double.NaN)], late = [.. own[0].Select((v, i) => i < 30 ? double.NaN : v)];
        Assert.InRange(EffectiveTrials.Of([early, late], 1, token), 1.6, 2);
    }

    [Fact]
    public void The_best_of_related_tries_without_an_edge_rarely_seems_to_have_one()
    {
        // 40 tries in 8 families, 64 blocks, no edge: after the correction at most 5 % of the best may seem significant, 15 of 300; three deviations of 3.8 more.
        var (corrected, naive) = (0, 0);
        for (var run = 0; run < 300; run++)
        {
            var random = SeededRandom.Fork(10, (ulong)run);
            double[][] families = [.. Enumerable.Range(0, 8).Select(_ => Noise(random, 64))];
            double[][] tries = [.. Enumerable.Range(0, 40).Select(i => (double[])[.. families[i % 8].Select(v => v + (0.5 * random.NextGaussian()))])];
            var p = tries.Select(t => Weathervane.Evaluation.LongRunMean.Of(t)).Where(m => m.Mean > 0).Min(m => m.PValue);
            naive += p < 0.05 ? 1 : 0;
            corrected += MultipleTesting.BestOf(p, EffectiveTrials.Of(tries, (ulong)run, TestContext.Current.CancellationToken)) < 0.05 ? 1 : 0;
        }

        Assert.InRange(corrected, 0, 26);
        Assert.True(naive > 60, $"{naive}");
    }

    private static double[] Noise(SeededRandom random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())];

    private static void Same(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 1e-15));
    }
}
