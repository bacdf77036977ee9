using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Metrics;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Numerics;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Evaluation;

public sealed class BaselineCatalogTests
{
    [Fact]
    public void Forecasts_are_those_of_the_rules()
    {
        // 30 bars rise, then fall for 10: momentum over 20 bars still says up at first where persistence says down.
        double[] closes = [.. Enumerable.Range(1, 30).Select(i => 100.0 + i), .. Enumerable.Range(1, 10).Select(i => 130.0 - (2 * i))];
        var rows = Rows(MadeBars.OfCloses(closes), 0);
        var forecasts = Forecast(rows, [new Split([20, 21, 22, 29], [24, 28, 29, 30, 36])]).ToDictionary(f => f.Name);

        // Training rows 20, 21, 22 were up and 29 was down.
        Assert.All(forecasts["base-rate"].Probabilities, p => Assert.Equal(0.75, p));
        Assert.All(forecasts["always-up"].Probabilities, p => Assert.Equal(1, p));
        Assert.All(forecasts["always-down"].Probabilities, p => Assert.Equal(0, p));
        Assert.All(forecasts["coin"].Probabilities, p => Assert.Equal(0.5, p));
        Assert.Equal([1, 1, 1, 0, 0], forecasts["persistence"].Probabilities.Select(p => p > 0.5 ? 1 : 0));
        // At bar 36: 116 against 117 of bar 16.
        Assert.Equal([1, 1, 1, 1, 0], forecasts["momentum"].Probabilities.Select(p => p > 0.5 ? 1 : 0));
    }

    [Fact]
    public void Last_return_learns_which_way_the_market_turns_after_a_move_and_sees_nothing_else()
    {
        // After an up bar comes a down bar in 9 of 10 cases: the sign is learnt, so that its ranking is good where persistence is wrong.
        var random = new SeededRandom(4);
        var (closes, up) = (new List<double> { 100 }, true);
        for (var i = 0; i < 600; i++)
        {
            up = random.NextDouble() < 0.9 ? !up : up;
            closes.Add(closes[^1] * (up ? 1.01 : 1 / 1.01));
        }

        var rows = Rows(MadeBars.OfCloses([.. closes]), 20);
        var forecasts = Forecast(rows, new WalkForward().Split(rows)).ToDictionary(f => f.Name);
        Assert.InRange(forecasts["last-return"].Score(RocAuc.Metric), 0.85, 0.95);
        Assert.InRange(forecasts["persistence"].Score(Accuracy.Metric), 0.05, 0.15);
        // One column decides: rows with the same last return get the same probability, whatever came before. Closes are rounded in the 16th digit.
        var fold = forecasts["last-return"].Fold(0);
        Assert.Equal(2, fold.Probabilities.Select(p => Math.Round(p, 9)).Distinct().Count());
    }

    [Fact]
    public void Test_labels_and_later_bars_never_reach_a_baseline()
    {
        var bars = MadeBars.Walk(200, 3);
        var rows = Rows(bars, 20);
        var split = new HoldOut().Split(rows)[0];
        var noisy = MadeBars.WithNoise(bars, 4, b => b > rows.Spans[split.Test[0]].First);
        var first = split with { Test = [split.Test[0]] };
        Assert.Equal(
            Forecast(rows, [first]).Select(f => f.Probabilities[0]),
            Forecast(Rows(noisy, 20), [first]).Select(f => f.Probabilities[0]));
    }

    [Fact]
    public void All_stand_on_one_scoreboard_beside_a_model()
    {
        var rows = Rows(MadeBars.Walk(400, 5), 20);
        var baselines = Forecast(rows, new WalkForward().Split(rows));
        var model = new OutOfSample("m", baselines[0].Rows, baselines[0].Folds, baselines[0].Labels, [.. baselines[0].Labels.Select(_ => 0.49)]);
        var board = Scoreboard.Of([model], baselines, LogLoss.Metric);
        Assert.Equal(["m", "base-rate", "always-up", "always-down", "coin", "persistence", "momentum", "last-return"], board.Lines.Select(l => l.Name));
        Assert.NotEqual(Verdict.Beats, board.Decisive("m").Verdict);
    }

    [Fact]
    public void Says_which_feature_set_a_baseline_needs()
    {
        var rows = Rows(MadeBars.Walk(100, 5), 20);
        rows = rows with { Features = rows.Features.TakeColumns([1]) };
        Assert.Equal(
            "persistence: needs the feature 'return_1', but the rows have return_20. Give it the feature set 'baseline'.",
            Assert.Throws<InputException>(() => Forecast(rows, new HoldOut().Split(rows))).Message);
    }

    private static IReadOnlyList<OutOfSample> Forecast(Dataset rows, IReadOnlyList<Split> splits) =>
        BaselineCatalog.Forecast(rows, splits, 0, TestContext.Current.CancellationToken);

    private static Dataset Rows(BarSeries bars, int warmUp) => DatasetBuilder.Build(bars, FeatureSets.Baseline.Compute(bars), new NextBarDirection().Compute(bars), warmUp);
}
