using Weathervane.Pipelines.Reports;
using Weathervane.Pipelines.Reports.Sections;

namespace Weathervane.Tests.Pipelines.Reports.Sections;

public sealed class FindingTests
{
    private static readonly ReportModel Model = new() { Name = "m", Scores = [0.69], FoldScores = [0.68, 0.70, 0.68] };
    private static readonly ReportModel BaseRate = new() { Name = "base rate", IsBaseline = true, Scores = [0.6931], FoldScores = [0.69, 0.69, 0.69] };

    [Fact]
    public void A_baseline_that_scores_better_needs_attention()
    {
        Assert.False(Of(Beats(Model, BaseRate), "scoreboard").NeedsAttention);
        var worse = Of(Beats(Model with { Scores = [0.70] }, BaseRate), "scoreboard");
        Assert.True(worse.NeedsAttention);
        Assert.Equal("The best baseline, base rate, scores 0.6931 in log loss; m scores 0.7000.", worse.Text);
    }

    [Fact]
    public void Folds_are_counted_by_the_metrics_own_direction()
    {
        Assert.Equal("m is better than base rate in 2 of 3 folds.", Of(Beats(Model, BaseRate), "folds").Text);
        var higher = Beats(Model, BaseRate) with { Metrics = [new("accuracy", HigherIsBetter: true, IsPrimary: true)] };
        Assert.Equal("m is better than base rate in 1 of 3 folds.", Of(higher, "folds").Text);
        Assert.True(Of(higher, "folds").NeedsAttention);
    }

    [Fact]
    public void A_model_that_nearly_always_says_one_direction_needs_attention()
    {
        // Says up for 95 of 100, and 50 came up.
        var lean = Of(Beats(Model with { Confusion = new(TrueNegatives: 3, FalsePositives: 47, FalseNegatives: 2, TruePositives: 48) }), "confusion");
        Assert.Equal("It says up for 95.0% of the bars; 50.0% came up.", lean.Text);
        Assert.True(lean.NeedsAttention);
        Assert.False(Of(Beats(Model with { Confusion = new(25, 25, 25, 25) }), "confusion").NeedsAttention);
    }

    [Fact]
    public void An_edge_that_costs_eat_needs_attention_with_the_cost_that_it_would_bear()
    {
        ReportMoney Money(double end, string even) => new("long-flat", [new("m", [new(1, 1), new(2, end)], [], [new("return", "x"), new(ReportMoney.BreakEven, even)])], []);
        var eaten = Of(Beats(Model, BaseRate) with { Money = Money(0.002, "0.92") }, "money");
        Assert.Equal("Traded with costs, 1 became 0.00; it breaks even where a trade costs 0.92 basis points.", eaten.Text);
        Assert.True(eaten.NeedsAttention);
        var kept = Of(Beats(Model, BaseRate) with { Money = Money(1.25, "–") }, "money");
        Assert.Equal(("Traded with costs, 1 became 1.25.", false), (kept.Text, kept.NeedsAttention));
    }

    [Fact]
    public void One_bin_of_ten_off_is_chance_and_three_are_not()
    {
        ReportReliability Bin(bool isOff) => isOff ? new(0.6, 0.7, 0.65, 0.50, 0.45, 0.55, 100) : new(0.6, 0.7, 0.65, 0.64, 0.6, 0.7, 100);
        ReportModel With(int off) => Model with { Reliability = [.. Enumerable.Range(0, 10).Select(i => Bin(i < off))] };
        Assert.False(Of(Beats(With(1)), "calibration").NeedsAttention);
        Assert.True(Of(Beats(With(3)), "calibration").NeedsAttention);
        Assert.Contains("said 65.0%, 50.0% came up", Of(Beats(With(3)), "calibration").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_are_counted()
    {
        var look = new ReportLook(DateTime.UnixEpoch, "r", "a");
        Assert.False(Of(ReportExamples.Small with { Looks = [] }, "looks").NeedsAttention);
        Assert.Contains("looked at once", Of(ReportExamples.Small with { Looks = [look] }, "looks").Text, StringComparison.Ordinal);
        Assert.Contains("3 times", Of(ReportExamples.Small with { Looks = [look, look, look] }, "looks").Text, StringComparison.Ordinal);
    }

    private static Finding Of(RunReport report, string anchor) => Assert.Single(Finding.Of(report), f => f.Anchor == anchor);

    private static RunReport Beats(params ReportModel[] models) => ReportExamples.Small with
    {
        Verdict = ReportExamples.Small.Verdict with { Model = "m", Gain = new(0.003, 0.002, 0.004, 0.001, ReportOutcome.Beats) },
        Metrics = [new("log loss", HigherIsBetter: false, IsPrimary: true)],
        Models = models,
    };
}
