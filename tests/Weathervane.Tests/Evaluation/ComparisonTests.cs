using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation;

public sealed class ComparisonTests
{
    [Fact]
    public void The_old_pipelines_f1_is_worse_than_always_up()
    {
        // TN 6005, FP 3408, FN 5681, TP 4088: published with F1 0.4736 and no baseline beside it.
        var (labels, decisions) = Rows(6005, 3408, 5681, 4088);
        var model = Forecasts("catboost", labels, decisions, ForecastKind.Decision);
        var up = Forecasts("always-up", labels, [.. labels.Select(_ => 1.0)], ForecastKind.Decision);
        var coin = Forecasts("coin", labels, [.. labels.Select(_ => 0.5)], ForecastKind.Coin);

        var f1 = Comparison.Of(model, up, F1.Metric);
        Assert.Equal((0.4736, 0.6749), (Math.Round(f1.ModelScore, 4), Math.Round(f1.BaselineScore, 4)));
        Assert.True(f1.Gain < -0.2);
        Assert.StartsWith("catboost: WORSE. f1 0.4736 against 0.6749 of always-up, worse by 0.201", f1.ToString());
        Assert.Equal(0.5046, Comparison.Of(model, coin, F1.Metric).BaselineScore, 0.00005);
        Assert.True(Comparison.Of(model, coin, F1.Metric).Gain < 0);

        var accuracy = Comparison.Of(model, up, Accuracy.Metric);
        Assert.Equal((0.5262, 0.5093), (Math.Round(accuracy.ModelScore, 4), Math.Round(accuracy.BaselineScore, 4)));
        Assert.Equal(Verdict.Beats, accuracy.Verdict);
    }

    [Fact]
    public void A_gain_is_positive_whichever_way_the_metric_goes()
    {
        double[] labels = [1, 0, 1, 0];
        var good = Forecasts("good", labels, [0.8, 0.3, 0.7, 0.1]);
        var bad = Forecasts("bad", labels, [0.4, 0.6, 0.7, 0.8]);
        foreach (var metric in MetricCatalog.All)
        {
            var comparison = Comparison.Of(good, bad, metric);
            Assert.True(comparison.Gain > 0, metric.Name);
            if (comparison.Test is { } test)
            {
                Assert.Equal(comparison.Gain, test.Mean, 1e-15);
            }
        }
    }

    [Fact]
    public void Without_an_edge_few_models_beat_the_base_rate()
    {
        // 600 models of pure noise on 400 rows each: at most 2.5 % may seem to beat it, 15 of 600; 26 is three deviations more.
        var random = new SeededRandom(23);
        var beats = 0;
        for (var run = 0; run < 600; run++)
        {
            double[] labels = [.. Enumerable.Range(0, 400).Select(_ => (double)random.NextInt(2))];
            // Better calibrated than the base rate by luck only: the mean loss of 0.5 +- 0.02 is that of 0.5 and a little more.
            var noise = Forecasts("noise", labels, [.. labels.Select(_ => 0.5 + (0.02 * random.NextGaussian()))]);
            var rate = Forecasts("base-rate", labels, [.. labels.Select(_ => 0.5)]);
            beats += Comparison.Of(noise, rate, LogLoss.Metric).Verdict == Verdict.Beats ? 1 : 0;
        }

        Assert.InRange(beats, 0, 26);
    }

    [Fact]
    public void A_true_edge_is_found_and_the_bars_needed_foretell_when()
    {
        // 55 % right and said so: the gain in log loss is ln 2 - H(0.55) = 0.005008 nats a row, deviation about 0.1.
        var random = new SeededRandom(24);
        var (labels, probabilities) = Edge(random, 20_000, 0.55);
        var comparison = Comparison.Of(Forecasts("m", labels, probabilities), Forecasts("base-rate", labels, [.. labels.Select(_ => 0.5)]), LogLoss.Metric);
        Assert.Equal(Verdict.Beats, comparison.Verdict);
        Assert.Equal(0.005008, comparison.Test!.Mean, 3 * 0.1 / Math.Sqrt(20_000));

        // 7.849 * (0.0998 / 0.005008)^2 = 3,120 rows for a power of 80 %. At that length the edge is proven in about 80 % of runs.
        Assert.InRange(comparison.BarsNeeded!.Value, 1_200, 6_500);
        // The best of ten passes at 1 - 0.95^(1/10) = 0.005116, so 2.7996 instead of 1.96 standard errors: (2.7996 + 0.8416)^2 = 13.2586 instead of 7.8489.
        Assert.Equal(13.2586 / 7.8489, (comparison with { Trials = 10 }).BarsNeeded!.Value / (double)comparison.BarsNeeded.Value, 0.002);
        var proven = 0;
        for (var run = 0; run < 300; run++)
        {
            (labels, probabilities) = Edge(random, 3_120, 0.55);
            proven += Comparison.Of(Forecasts("m", labels, probabilities), Forecasts("b", labels, [.. labels.Select(_ => 0.5)]), LogLoss.Metric).Verdict == Verdict.Beats ? 1 : 0;
        }

        // 240 of 300 with a deviation of 7, and a little less because the variance is estimated.
        Assert.InRange(proven, 205, 262);
    }

    [Fact]
    public void A_loss_of_skill_is_worse_and_needs_no_bars()
    {
        var (labels, probabilities) = Edge(new SeededRandom(25), 5_000, 0.45);
        double[] overconfident = [.. probabilities.Select(p => p > 0.5 ? 0.7 : 0.3)];
        var comparison = Comparison.Of(Forecasts("m", labels, overconfident), Forecasts("base-rate", labels, [.. labels.Select(_ => 0.5)]), LogLoss.Metric);
        Assert.Equal(Verdict.Worse, comparison.Verdict);
        Assert.Null(comparison.BarsNeeded);
        Assert.StartsWith("m: WORSE. log_loss ", comparison.ToString());
    }

    [Fact]
    public void A_model_equal_to_the_baseline_is_not_proven()
    {
        double[] labels = [1, 0, 1, 0];
        var comparison = Comparison.Of(Forecasts("m", labels, [.5, .5, .5, .5]), Forecasts("base-rate", labels, [.5, .5, .5, .5]), LogLoss.Metric);
        Assert.Equal((Verdict.NotProven, 1.0), (comparison.Verdict!.Value, comparison.Test!.PValue));
        Assert.Equal("NOT PROVEN", VerdictWords.Of(comparison.Verdict.Value));
        Assert.Null(comparison.BarsNeeded);
    }

    [Fact]
    public void Refuses_to_compare_different_rows()
    {
        var one = new OutOfSample("one", [0, 1], [0, 0], [0, 1], [0.5, 0.5]);
        var other = new OutOfSample("other", [0, 2], [0, 0], [0, 1], [0.5, 0.5]);
        Assert.StartsWith(
            "one and other did not forecast the same rows",
            Assert.Throws<ArgumentException>(() => Comparison.Of(one, other, LogLoss.Metric)).Message);
    }

    internal static OutOfSample Forecasts(string name, double[] labels, double[] probabilities, ForecastKind kind = ForecastKind.Probability) =>
        new(name, [.. Enumerable.Range(0, labels.Length)], new int[labels.Length], labels, probabilities) { Kind = kind };

    private static (double[] Labels, double[] Probabilities) Edge(SeededRandom random, int rows, double accuracy)
    {
        var (labels, probabilities) = (new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            labels[i] = random.NextInt(2);
            var right = random.NextDouble() < accuracy;
            probabilities[i] = (labels[i] > 0) == right ? 0.55 : 0.45;
        }

        return (labels, probabilities);
    }

    /// <summary>Rows with that confusion matrix, in a random order.</summary>
    private static (double[] Labels, double[] Decisions) Rows(int tn, int fp, int fn, int tp)
    {
        int[] cells = [.. Enumerable.Repeat(0, tn), .. Enumerable.Repeat(1, fp), .. Enumerable.Repeat(2, fn), .. Enumerable.Repeat(3, tp)];
        new SeededRandom(22).Shuffle<int>(cells);
        return ([.. cells.Select(c => c >= 2 ? 1.0 : 0.0)], [.. cells.Select(c => c % 2 == 1 ? 1.0 : 0.0)]);
    }
}
