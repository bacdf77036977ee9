using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;

namespace Weathervane.Tests.Evaluation;

public sealed class ScoreboardTests
{
    private static readonly double[] Labels = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? 0.0 : 1.0)];
    private static readonly OutOfSample Model = ComparisonTests.Forecasts("m", Labels, Noisy());
    private static readonly OutOfSample Rate = ComparisonTests.Forecasts("base-rate", Labels, [.. Labels.Select(_ => 0.6)]);
    private static readonly OutOfSample Up = ComparisonTests.Forecasts("always-up", Labels, [.. Labels.Select(_ => 1.0)], ForecastKind.Decision);
    private static readonly OutOfSample Coin = ComparisonTests.Forecasts("coin", Labels, [.. Labels.Select(_ => 0.5)], ForecastKind.Coin);
    private static readonly Scoreboard Board = Scoreboard.Of([Model], [Rate, Up, Coin], LogLoss.Metric);

    [Fact]
    public void Lists_models_before_baselines_with_every_score()
    {
        Assert.Equal(["m", "base-rate", "always-up", "coin"], Board.Lines.Select(l => l.Name));
        Assert.Equal([false, true, true, true], Board.Lines.Select(l => l.IsBaseline));
        Assert.All(Board.Lines, l => Assert.Equal(MetricCatalog.All.Select(m => m.Name), l.Scores.Keys));
        Assert.Equal((300, 2.0 / 3), (Board.Rows, Board.ShareUp));
    }

    [Fact]
    public void Decisions_are_compared_by_metrics_of_decisions_only()
    {
        Assert.Equal(double.NaN, Board.Lines[2].Scores["log_loss"]);
        Assert.Equal(2.0 / 3, Board.Lines[2].Scores["accuracy"], 1e-15);
        Assert.DoesNotContain(Board.Comparisons, c => c.Baseline == "always-up" && c.Metric.Needs == MetricNeed.Probability);
        Assert.Contains(Board.Comparisons, c => c.Baseline == "always-up" && c.Metric.Name == "f1");
    }

    [Fact]
    public void The_coin_stands_in_expectation()
    {
        Assert.Equal(0.5, Board.Lines[3].Scores["accuracy"]);
        Assert.Equal(2.0 / 3 / (2.0 / 3 + 0.5), Board.Lines[3].Scores["f1"], 1e-15);
        Assert.Equal(Math.Log(2), Board.Lines[3].Scores["log_loss"], 1e-15);
        Assert.Equal(Board.Find("m", "coin", "accuracy")!.Gain, Board.Find("m", "coin", "accuracy")!.Test!.Mean, 1e-15);
    }

    [Fact]
    public void A_win_over_the_reference_names_the_baseline_that_it_does_not_win_over()
    {
        var last = ComparisonTests.Forecasts("last-return", Labels, Noisy());
        Assert.Equal(Verdict.Beats, Board.Decisive("m").Verdict);
        Assert.Null(Board.Unbeaten("m"));
        var board = Scoreboard.Of([Model], [Rate, last], LogLoss.Metric);
        var score = board.Lines[0].Scores["log_loss"].ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
        // As good as the model, and so not beaten; without the win over the base rate there is nothing to add.
        Assert.Equal($"The verdict is about base-rate. last-return alone scores {score} in log_loss, and the {score} of m is not proven to beat it.", board.Unbeaten("m"));
        Assert.Null(board.Corrected(1, 1e-300).Unbeaten("m"));
    }

    [Fact]
    public void The_primary_metric_against_the_reference_decides()
    {
        var decisive = Board.Decisive("m");
        Assert.Equal(("m", "base-rate", "log_loss"), (decisive.Model, decisive.Baseline, decisive.Metric.Name));
        Assert.Equal(Verdict.Beats, decisive.Verdict);
        Assert.Throws<ArgumentException>(() => Board.Decisive("another"));
    }

    [Fact]
    public void Refuses_a_primary_metric_that_cannot_be_tested_and_an_unknown_reference()
    {
        Assert.StartsWith("primary must be one of log_loss, brier, accuracy", Assert.Throws<ArgumentException>(() => Scoreboard.Of([Model], [Rate], F1.Metric)).Message);
        Assert.StartsWith("reference must be one of always-up", Assert.Throws<ArgumentException>(() => Scoreboard.Of([Model], [Up], LogLoss.Metric)).Message);
    }

    private static double[] Noisy()
    {
        var random = new SeededRandom(3);
        return [.. Labels.Select(l => Math.Clamp(0.5 + (0.2 * (l - 0.5)) + (0.2 * (random.NextDouble() - 0.4)), 0.01, 0.99))];
    }
}
