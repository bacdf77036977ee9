using System.Text.Json;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation;

public sealed class MetricCatalogTests
{
    /// <summary>Sums of at most 400 terms near 1: their order moves the last digits only.</summary>
    private const double Tolerance = 1e-13;

    [Fact]
    public void Every_score_equals_scikit_learns()
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(Repository.Shared("oracle/metrics.json")));
        var compared = 0;
        foreach (var item in oracle.RootElement.EnumerateObject())
        {
            var labels = Numbers(item.Value.GetProperty("label"));
            var probabilities = Numbers(item.Value.GetProperty("probability"));
            var counts = ConfusionMatrix.Of(labels, probabilities);
            Assert.Equal(
                [Count("tn"), Count("fp"), Count("fn"), Count("tp")],
                [counts.TrueNegatives, counts.FalsePositives, counts.FalseNegatives, counts.TruePositives]);
            foreach (var metric in MetricCatalog.All)
            {
                var expected = item.Value.GetProperty(metric.Name);
                var actual = metric.Score(labels, probabilities);
                Assert.True(
                    expected.ValueKind == JsonValueKind.Null ? double.IsNaN(actual) : Math.Abs(expected.GetDouble() - actual) <= Tolerance,
                    $"{item.Name} {metric.Name}: {actual:R} instead of {expected}");
                compared++;
            }

            long Count(string name) => item.Value.GetProperty(name).GetInt64();
        }

        Assert.Equal(70, compared);
    }

    [Fact]
    public void Names_are_unique_and_an_unknown_one_is_refused_with_the_list()
    {
        Assert.Equal(MetricCatalog.All.Count, MetricCatalog.All.Select(m => m.Name).Distinct().Count());
        Assert.Contains("log_loss, brier", Assert.Throws<ArgumentException>(() => MetricCatalog.Of("auc")).Message);
    }

    [Fact]
    public void No_rows_score_NaN() => Assert.All(MetricCatalog.All, m => Assert.Equal(double.NaN, m.Score([], [])));

    [Fact]
    public void Refuses_lengths_that_differ_and_probabilities_that_are_none()
    {
        Assert.All(MetricCatalog.All, m => Assert.Throws<ArgumentException>(() => m.Score([1], [0.5, 0.5])));
        Assert.All(MetricCatalog.All, m => Assert.Throws<ArgumentOutOfRangeException>(() => m.Score([1, 0], [0.5, double.NaN])));
        Assert.All(MetricCatalog.All, m => Assert.Throws<ArgumentOutOfRangeException>(() => m.Score([1, 0], [0.5, 1.1])));
    }

    [Fact]
    public void The_order_of_rows_does_not_matter_even_among_ties()
    {
        var random = new SeededRandom(5);
        double[] labels = [.. Enumerable.Range(0, 200).Select(_ => (double)random.NextInt(2))];
        double[] probabilities = [.. Enumerable.Range(0, 200).Select(_ => random.NextInt(5) / 4.0)];
        var order = Enumerable.Range(0, 200).ToArray();
        random.Shuffle<int>(order);
        foreach (var metric in MetricCatalog.All)
        {
            Assert.Equal(
                metric.Score(labels, probabilities),
                metric.Score([.. order.Select(i => labels[i])], [.. order.Select(i => probabilities[i])]),
                Tolerance);
        }
    }

    [Fact]
    public void Better_forecasts_score_better_in_each_metrics_own_direction()
    {
        double[] labels = [0, 0, 1, 1, 1, 0];
        double[] good = [0.1, 0.6, 0.8, 0.9, 0.7, 0.2];
        double[] bad = [0.9, 0.6, 0.2, 0.4, 0.7, 0.8];
        Assert.All(MetricCatalog.All, m => Assert.True(m.IsBetter(m.Score(labels, good), m.Score(labels, bad)), m.Name));
        Assert.All(MetricCatalog.All, m => Assert.True(m.Gain(m.Score(labels, good), m.Score(labels, bad)) > 0, m.Name));
    }

    [Fact]
    public void An_undefined_score_is_never_better()
    {
        Assert.False(Accuracy.Metric.IsBetter(double.NaN, 0.1));
        Assert.True(LogLoss.Metric.IsBetter(0.7, double.NaN));
        Assert.False(LogLoss.Metric.IsBetter(0.7, 0.6));
    }

    [Fact]
    public void A_half_is_down() => Assert.Equal(new ConfusionMatrix(1, 0, 1, 0), ConfusionMatrix.Of([0, 1], [0.5, 0.5]));

    [Fact]
    public void The_coins_expectation_is_what_many_coins_score()
    {
        // 40,000 rows, 60 % up: one coin's score stays within 0.02 (four standard errors or more) of its expectation.
        var random = new SeededRandom(6);
        double[] labels = [.. Enumerable.Range(0, 40_000).Select(i => i % 5 < 3 ? 1.0 : 0.0)];
        double[] halves = [.. Enumerable.Repeat(0.5, labels.Length)];
        double[] flips = [.. Enumerable.Range(0, labels.Length).Select(_ => (double)random.NextInt(2))];
        foreach (var metric in MetricCatalog.All)
        {
            Assert.Equal(metric.Coin!(0.6), metric.Score(labels, metric.Needs == MetricNeed.Decision ? flips : halves), 0.02);
        }
    }

    [Fact]
    public void A_mean_over_rows_is_the_mean_of_its_row_scores()
    {
        double[] labels = [0, 1, 1];
        double[] probabilities = [0.2, 0.4, 1];
        foreach (var metric in MetricCatalog.All.Where(m => m.RowScore is not null))
        {
            Assert.Equal(labels.Zip(probabilities, metric.RowScore!).Average(), metric.Score(labels, probabilities), Tolerance);
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];
}
