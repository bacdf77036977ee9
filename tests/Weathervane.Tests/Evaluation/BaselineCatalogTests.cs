using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Metrics;
using Weathervane.Labels;
using Weathervane.Tests.Datasets;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Evaluation;

public sealed class BaselineCatalogTests
{
    [Fact]
    public void Forecasts_are_those_of_the_rules()
    {
        // 30 bars rise, then fall for 10: momentum over 20 bars still says up at first where persistence says down.
        double[] closes = [.. Enumerable.Range(1, 30).Select(i => 100.0 + i), .. Enumerable.Range(1, 10).Select(i => 130.0 - (2 * i))];
        var bars = MadeBars.OfCloses(closes);
        var rows = DatasetBuilder.Build(bars, MadeRows.Features(bars, 1), new NextBarDirection().Compute(bars), 0);
        var forecasts = BaselineCatalog.Forecast(rows, bars, [new Split([0, 1, 2, 29], [10, 28, 29, 30, 36])]).ToDictionary(f => f.Name, f => f.Probabilities);

        // Training rows 0, 1, 2 were up and 29 was down.
        Assert.All(forecasts["base-rate"], p => Assert.Equal(0.75, p));
        Assert.All(forecasts["always-up"], p => Assert.Equal(1, p));
        Assert.All(forecasts["always-down"], p => Assert.Equal(0, p));
        Assert.Equal([1, 1, 1, 0, 0], forecasts["persistence"]);
        // At bar 10 there are no 20 bars before: the majority, up. At bar 36: 116 against 117 of bar 16.
        Assert.Equal([1, 1, 1, 1, 0], forecasts["momentum"]);
    }

    [Fact]
    public void Test_labels_and_later_bars_never_reach_a_baseline()
    {
        var bars = MadeBars.Walk(200, 3);
        var rows = DatasetBuilder.Build(bars, MadeRows.Features(bars, 1), new NextBarDirection().Compute(bars), 0);
        var split = new HoldOut().Split(rows)[0];
        var noisy = MadeBars.WithNoise(bars, 4, b => b > rows.Spans[split.Test[0]].First);
        var other = DatasetBuilder.Build(noisy, MadeRows.Features(noisy, 1), new NextBarDirection().Compute(noisy), 0);
        var first = split with { Test = [split.Test[0]] };
        Assert.Equal(
            BaselineCatalog.Forecast(rows, bars, [first]).Select(f => f.Probabilities[0]),
            BaselineCatalog.Forecast(other, noisy, [first]).Select(f => f.Probabilities[0]));
    }

    [Fact]
    public void All_stand_on_one_scoreboard_beside_a_model()
    {
        var bars = MadeBars.Walk(400, 5);
        var rows = DatasetBuilder.Build(bars, MadeRows.Features(bars, 1), new NextBarDirection().Compute(bars), 20);
        var splits = new WalkForward().Split(rows);
        var baselines = BaselineCatalog.Forecast(rows, bars, splits);
        var model = ComparisonTests.Forecasts("m", baselines[0].Labels, [.. baselines[0].Labels.Select(_ => 0.49)]);
        model = new OutOfSample("m", baselines[0].Rows, baselines[0].Folds, model.Labels, model.Probabilities);
        var board = Scoreboard.Of([model], baselines, LogLoss.Metric);
        Assert.Equal(["m", .. BaselineCatalog.All.Select(b => b.Name)], board.Lines.Select(l => l.Name));
        Assert.NotEqual(Verdict.Beats, board.Decisive("m").Verdict);
    }
}
