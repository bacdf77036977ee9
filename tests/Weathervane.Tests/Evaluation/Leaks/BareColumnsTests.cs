using Weathervane.Bars;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation.Leaks;
using Weathervane.Features;
using Weathervane.Labels;
using Weathervane.Numerics;
using Weathervane.Tests.Datasets;
using Weathervane.Tests.Labels;

namespace Weathervane.Tests.Evaluation.Leaks;

public sealed class BareColumnsTests
{
    private static readonly BarSeries Bars = MadeBars.Walk(1500, 11);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public void A_later_value_is_named_with_its_bar_on_any_scale(int ahead)
    {
        Assert.Equal(new FutureMatch("high", ahead, $"the high {ahead} {(ahead == 1 ? "bar" : "bars")} ahead"), Match(i => 3 - (2 * Bars.High[i + ahead]), 1500 - ahead));
        Assert.Null(Match(i => Bars.High[i + 51], 1449));
    }

    [Fact]
    public void A_label_is_named_as_long_as_it_is_not_settled_at_its_row()
    {
        var label = new NextBarDirection { Horizon = 5 };
        var labels = label.Compute(Bars);
        Assert.Equal("the label of its own bar, known 5 bars later", Of(i => labels[i].Value, 0, 1495)!.Words);
        Assert.Equal("the label of the bar 3 bars ahead", Of(i => labels[i + 3].Value, 0, 1490)!.Words);
        Assert.Equal("the label of the bar 4 bars before, which is not known yet", Of(i => labels[i - 4].Value, 4, 1499)!.Words);
        Assert.Null(Of(i => labels[i - 5].Value, 5, 1500));

        FutureMatch? Of(Func<int, double> value, int from, int to) => Match(value, to, from, label);
    }

    [Fact]
    public void What_was_known_matches_nothing_even_where_it_is_a_later_open()
    {
        // Made bars open at the close before: the next open is this close, which is known.
        var bars = Weathervane.Bars.Making.BarMaker.Make(new() { Bars = 1500, Seed = 3 }, TestContext.Current.CancellationToken);
        Assert.Null(FutureMatch.Of(bars.Close, bars, new NextBarDirection()));
        Assert.Null(FutureMatch.Of(bars.Volume, bars, new NextBarDirection()));
        Assert.Null(FutureMatch.Of(new double[1500], bars, new NextBarDirection()));
    }

    [Fact]
    public void Chance_is_suspected_in_one_of_a_hundred_sets_of_columns_at_most_a_few_times_more()
    {
        // Ten slow columns (AR 0.95) beside the labels of slow bars: the band must know their memory. 1 % of 60 is 0.6; 5 or more has a chance of 0.04 %.
        var suspected = 0;
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var bars = MadeBars.Walk(400, seed);
            var random = new SeededRandom(seed + 1_000);
            var values = new double[10 * bars.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (i % bars.Count == 0 ? 0 : 0.95 * values[i - 1]) + random.NextGaussian();
            }

            var report = BareColumns.Judge(
                new BarFeatures(new FeatureMatrix([.. Enumerable.Range(0, 10).Select(i => $"c{i}")], values, bars.Count)), bars, new NextBarDirection { Horizon = 10 }, seed, TestContext.Current.CancellationToken);
            Assert.Empty(report.Findings);
            suspected += report.Columns.Any(c => c.Verdict == ColumnVerdict.Suspicious) ? 1 : 0;
        }

        Assert.InRange(suspected, 0, 4);
    }

    [Fact]
    public void The_auc_is_that_of_the_metric()
    {
        var labels = new NextBarDirection().Compute(Bars);
        var random = new SeededRandom(4);
        double[] values = [.. Enumerable.Range(0, Bars.Count).Select(i => Math.Round(random.NextDouble() + (0.2 * (labels.IsKnown(i) ? labels[i].Value : 0)), 2))];
        var judged = Assert.Single(BareColumns.Judge(new BarFeatures(new FeatureMatrix(["x"], values, Bars.Count)), Bars, new NextBarDirection(), 1, TestContext.Current.CancellationToken).Columns);
        var expected = Weathervane.Evaluation.Metrics.MetricCatalog.Of("roc_auc").Score(
            [.. Enumerable.Range(0, 1499).Select(i => labels[i].Value)], [.. values[..1499].Select(v => v / 2)]);
        Assert.Equal(expected, judged.Auc, 1e-12);
        Assert.Equal(ColumnVerdict.Suspicious, judged.Verdict);
        Assert.InRange(judged.High, 0.505, 0.56);
    }

    [Fact]
    public void Copied_stretches_across_a_split_are_found_and_a_market_that_stands_still_is_not()
    {
        var rows = MadeRows.Of(new NextBarDirection(), 301, 2);
        var split = new Split([.. Enumerable.Range(0, 200)], [.. Enumerable.Range(200, 100)]);
        var noise = rows.Features.Column(1).ToArray();
        Assert.Equal(0, Count(noise, rows.Labels));
        var (copied, labels) = (noise.ToArray(), rows.Labels.ToArray());
        noise.AsSpan(50, 12).CopyTo(copied.AsSpan(230));
        labels.AsSpan(50, 12).CopyTo(labels.AsSpan(230));
        Assert.Equal(12, Count(copied, labels));
        var still = noise.ToArray();
        still.AsSpan(190, 60).Fill(7);
        Assert.Equal(0, Count(still, new double[rows.Rows]));

        int Count(double[] values, double[] ups) => DuplicateRows.Find(
            new Weathervane.Datasets.Dataset(new FeatureMatrix(["noise"], values, rows.Rows), ups, rows.Spans), split).Count;
    }

    private static FutureMatch? Match(Func<int, double> value, int to, int from = 0, Label? label = null) =>
        FutureMatch.Of([.. Enumerable.Range(0, Bars.Count).Select(i => i >= from && i < to ? value(i) : double.NaN)], Bars, label ?? new NextBarDirection());
}
