using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Numerics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;

namespace Weathervane.Tests.Pipelines.Gate;

public sealed class PromotionGateTests
{
    private const string Yaml = "bars: { make: { bars: 1500, edge: 0.6, seed: 3 } }\nfeatures: [return(1), return(5)]\nscaler: standard\nlearners: [{ lightgbm: { n_estimators: 20, bagging_fraction: 0.7, bagging_freq: 1 } }, logistic]\nensemble: soft\n";
    private static readonly GateRules Rules = new();
    private static readonly Metric LogLoss = MetricCatalog.Of("log_loss");

    [Fact]
    public void Trials_count_as_they_do_for_the_verdict_and_raise_the_bars_needed()
    {
        var (sharp, flat) = Forecasters(4_000, 0.25, 1);
        var one = Rules.Beats("x", sharp, flat, LogLoss, 1);
        var many = (Rules with { Trials = 1000 }).Beats("x", sharp, flat, LogLoss, 1);
        Assert.True(one.Passed);
        // One count, one formula: the verdict of the scoreboard and the gate's word are the same test.
        var verdict = Comparison.Of(sharp, flat, LogLoss) with { Trials = 1000 };
        Assert.Equal(verdict.PValue, one.PValue);
        Assert.Equal(verdict.CorrectedPValue, many.PValue);
        Assert.Equal(verdict.Verdict == Verdict.Beats, many.Passed);
        Assert.Equal(1 - Math.Pow(1 - one.PValue, 1000), many.PValue, 1e-12);
        Assert.True(many.Power < one.Power && many.RowsNeeded > one.RowsNeeded);
        // By hand: rows for 80 % at one-sided 2.5 %: (1.959964 + 0.841621)^2 = 7.84888 variances over the gain squared.
        var test = Comparison.Of(sharp, flat, LogLoss).Test!;
        Assert.Equal(Math.Ceiling(7.848879 * test.LongRunVariance / (test.Mean * test.Mean)), one.RowsNeeded!.Value, 1.0);
        Assert.Contains(", corrected p ", many.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("corrected", one.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Power_at_the_bars_needed_is_80_percent()
    {
        var (sharp, flat) = Forecasters(2_000, 0.1, 5);
        var seen = Rules.Beats("x", sharp, flat, LogLoss, 1);
        var test = Comparison.Of(sharp, flat, LogLoss).Test!;
        var shift = (test.Mean * Math.Sqrt(seen.RowsNeeded!.Value / test.LongRunVariance)) + Normal.Quantile(0.025);
        Assert.Equal(0.8, Normal.Cdf(shift), 0.001);
    }

    [Fact]
    public void A_forecast_that_claims_more_than_it_knows_or_leans_is_not_calibrated()
    {
        var (honest, _) = Forecasters(8_000, 0.4, 2);
        var bold = new OutOfSample("bold", honest.Rows, honest.Folds, honest.Labels, [.. honest.Probabilities.Select(p => Sigmoid(3 * Math.Log(p / (1 - p))))]);
        Assert.Contains("claims more than it knows", Rules.Calibrated(bold, 1).Words, StringComparison.Ordinal);
        Assert.False(Rules.Calibrated(bold, 1).Passed);
        var leaning = new OutOfSample("leaning", honest.Rows, honest.Folds, honest.Labels, [.. honest.Probabilities.Select(p => Math.Min(p + 0.05, 1))]);
        Assert.False(Rules.Calibrated(leaning, 1).Passed);
    }

    [Fact]
    public void A_calibrated_forecast_is_called_so_in_99_of_100_worlds()
    {
        // Nominal 1 %: 9 or more of 300 have a chance of 0.4 %, 4 or more of 50 one of 0.2 %.
        int Refused(int rows, int worlds) => Enumerable.Range(1, worlds).Count(seed => !Rules.Calibrated(Forecasters(rows, 0.4, (ulong)seed).Sharp, 1).Passed);
        Assert.InRange(Refused(800, 300), 0, 8);
        Assert.InRange(Refused(8_000, 50), 0, 3);
    }

    [Fact]
    public void A_refresh_passes_while_nothing_shows_it_to_be_worse()
    {
        var gate = new PromotionGate(Rules, LogLoss, 1);
        var (sharp, flat) = Forecasters(6_000, 0.3, 4);
        var checks = new[] { new GateCondition("bars", true, "the same") };
        Assert.True(gate.Refresh(sharp, sharp, flat, "the champion", true, [flat], checks) is { Promote: true, Proven: true });
        Assert.True(gate.Refresh(sharp, sharp, flat, "the champion", false, [sharp], checks) is { Promote: true, Proven: false });
        // What fewer bars did not prove, more may.
        Assert.True(gate.Refresh(sharp, sharp, flat, "the champion", false, [flat], checks) is { Promote: true, Proven: true });
        var worse = gate.Refresh(flat, flat, sharp, "the champion", true, [flat], checks);
        Assert.False(worse.Promote);
        Assert.StartsWith("as a refresh it fails its guardrail the champion: its log_loss ", worse.Why, StringComparison.Ordinal);
        // A month of too few bars shows nothing, and the refresh goes on.
        Assert.True(gate.Refresh(sharp, Head(sharp, 50), Head(flat, 50), "the champion", true, [flat], checks).Promote);
        Assert.False(gate.Refresh(sharp, sharp, flat, "the champion", true, [flat], [new("bars", false, "others")]).Promote);
    }

    [Fact]
    public void A_refresh_that_is_not_calibrated_passes_only_where_the_champion_is_no_better()
    {
        var gate = new PromotionGate(Rules, LogLoss, 1);
        var (sharp, _) = Forecasters(6_000, 0.3, 4);
        var leaning = new OutOfSample("leaning", sharp.Rows, sharp.Folds, sharp.Labels, [.. sharp.Probabilities.Select(p => Math.Min(p + 0.05, 0.99))]);
        var worse = new OutOfSample("worse", sharp.Rows, sharp.Folds, sharp.Labels, [.. sharp.Probabilities.Select(p => Math.Min(p + 0.10, 0.99))]);
        Assert.StartsWith(
            "as a refresh it fails its guardrail calibration", gate.Refresh(leaning, Head(leaning, 50), Head(sharp, 50), "the champion", true, [], []).Why, StringComparison.Ordinal);
        var excused = gate.Refresh(leaning, leaning, worse, "the champion", true, [], []);
        Assert.True(excused.Promote);
        Assert.Contains("the champion is no better: it says up", excused.Conditions[^1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_of_the_same_recipe_on_the_same_bars_gives_the_same_forecasts()
    {
        var (pipeline, run) = Run(Yaml);
        foreach (var candidate in run.Candidates)
        {
            // A learner alone draws from the first stream; the first learner and the vote drew as they do here.
            var replayed = RecipeReplay.Run(pipeline, candidate.Name, run, new RunOptions { Threads = 2 });
            Assert.Equal(candidate.Forecasts.Rows.Select(r => run.Inputs.Rows.Spans[run.Inputs.Training[r]].First), replayed.Rows);
            Assert.Equal(candidate.Forecasts.Probabilities, replayed.Probabilities);
        }
    }

    [Fact]
    public void A_replayed_recipe_with_a_longer_warm_up_is_compared_on_the_bars_of_both()
    {
        var (_, run) = Run(Yaml);
        var longer = PipelineFile.Parse(Yaml.Replace("return(5)", "sma(700)", StringComparison.Ordinal), "p.yaml");
        var replayed = RecipeReplay.Run(longer, "logistic", run, new RunOptions { Threads = 2 });
        var own = run.Candidates[1].Forecasts;
        var common = CommonRowsOf(replayed, own, run);
        Assert.Equal(common.Ours.Rows, common.Theirs.Rows);
        Assert.Equal(replayed.Rows.Length, common.Ours.Rows.Length);
        Assert.True(common.Ours.Rows.Length < own.Rows.Length && common.Ours.Rows[0] >= 699);
        Assert.Equal(common.Ours.Labels, common.Theirs.Labels);
    }

    [Fact]
    public void A_recipe_is_all_but_its_name_its_bars_and_where_it_is_kept()
    {
        Pipeline Of(string more) => PipelineFile.Parse(Yaml + more, "p.yaml");
        Assert.True(RecipeReplay.IsSame(Of("name: a\nregister: { name: b }\n"), Of("name: c\n") with { Folder = "/x" }));
        Assert.False(RecipeReplay.IsSame(Of(""), Of("impute: median\n")));
        Assert.False(RecipeReplay.IsSame(Of(""), Of("seed: 7\n")));
    }

    private static (OutOfSample Ours, OutOfSample Theirs) CommonRowsOf(OutOfSample theirs, OutOfSample own, RunResult run)
    {
        var rows = CommonRows.Of((theirs, bar => bar), (own, row => run.Inputs.Rows.Spans[run.Inputs.Training[row]].First));
        return (rows[1], rows[0]);
    }

    private static (Pipeline Pipeline, RunResult Run) Run(string yaml)
    {
        var pipeline = PipelineFile.Parse(yaml, "p.yaml");
        var inputs = PipelineInputs.Load(pipeline, 2, TestContext.Current.CancellationToken);
        return (pipeline, PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2, Cancel = TestContext.Current.CancellationToken }));
    }

    /// <summary>One that knows log-odds of that deviation, and one that says one half.</summary>
    private static (OutOfSample Sharp, OutOfSample Flat) Forecasters(int rows, double edge, ulong seed)
    {
        var random = new SeededRandom(seed);
        double[] p = [.. Enumerable.Range(0, rows).Select(_ => Sigmoid(edge * random.NextGaussian()))];
        double[] labels = [.. p.Select(x => random.NextDouble() < x ? 1.0 : 0)];
        int[] numbers = [.. Enumerable.Range(0, rows)];
        return (new OutOfSample("sharp", numbers, new int[rows], labels, p), new OutOfSample("flat", numbers, new int[rows], labels, [.. p.Select(_ => 0.5)]));
    }

    private static OutOfSample Head(OutOfSample f, int rows) => new(f.Name, f.Rows[..rows], f.Folds[..rows], f.Labels[..rows], f.Probabilities[..rows]);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
