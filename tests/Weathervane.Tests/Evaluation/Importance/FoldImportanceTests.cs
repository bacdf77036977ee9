using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Importance;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Learners.Linear;
using Weathervane.Learners.Trees;
using Weathervane.Numerics;
using Weathervane.Tests.Learners;

namespace Weathervane.Tests.Evaluation.Importance;

public sealed class FoldImportanceTests
{
    private static readonly Metric LogLoss = MetricCatalog.Of("log_loss");

    [Fact]
    public void Two_copies_of_a_signal_hide_each_other_alone_and_show_together()
    {
        // Each copy carries half of what the model leans on: dealt out alone the other still tells, together nothing does. For a score that is w x in all,
        // dealing out half of it costs about a quarter of what dealing out the whole does (the cost goes with the square), so less than half of the group's.
        var rows = Signals(4000, 1);
        var ranking = Rank(rows, new LogisticRegression { C = 0.1 });
        var pair = ranking.Groups.Single(g => g.Members.Count == 2);
        Assert.Equal(["signal", "copy"], pair.Members);
        Assert.Equal(Verdict.Beats, pair.Verdict);
        Assert.Equal(ranking.Folds, pair.FoldsHelped);
        Assert.All(ranking.Columns.Take(2), c => Assert.True(c.Mean < pair.Mean / 2, $"{c.Name}: {c.Mean} of {pair.Mean}"));
        Assert.Equal(pair.Mean, ranking.Groups.Max(g => g.Mean));
    }

    [Fact]
    public void A_weaker_signal_of_its_own_outranks_each_copy_alone_but_not_their_group()
    {
        var ranking = Rank(Signals(6000, 2), new LogisticRegression { C = 0.1 });
        var own = ranking.Columns.Single(c => c.Name == "own");
        Assert.All(ranking.Columns.Take(2), c => Assert.True(c.Mean < own.Mean, $"{c.Name}: {c.Mean}, own: {own.Mean}"));
        Assert.True(ranking.Groups[0].Mean > own.Mean);
        // A column without like ones is a group of its own, with the same numbers; only the table that it is one line of is another.
        Assert.Equal(own with { AdjustedPValue = 0 }, ranking.Groups.Single(g => g.Name == "own") with { AdjustedPValue = 0 });
    }

    [Fact]
    public void Intervals_hold_what_infinitely_many_rows_give_and_noise_is_not_proven()
    {
        // By the formula over pairs for an exact logistic model: E[loss dealt] - E[loss]; here by 400,000 rows instead of infinitely many.
        double[] weights = [0.8, 0.4, 0];
        var model = new LogisticModel(["f0", "f1", "f2"], 0, weights, [1, 1, 1]);
        var many = Additive(400_000, weights, 99);
        var truth = new PermutationImportance { Repeats = 1 }.Of(model, many.Features, many.Labels, LogLoss, TestContext.Current.CancellationToken);
        int inside = 0, falseAlarms = 0;
        const int runs = 60;
        for (ulong seed = 1; seed <= runs; seed++)
        {
            var ranking = Rank(Additive(1500, weights, seed), (_, _) => model);
            inside += ranking.Columns.Take(2).Zip(truth).Count(p => p.First.Low <= p.Second.Mean && p.Second.Mean <= p.First.High);
            falseAlarms += ranking.Columns[2].Verdict == Verdict.NotProven ? 0 : 1;
        }

        // 120 intervals of 95 %: 114 expected with a deviation of 2.4 (pairs in one run are nearly independent); four deviations.
        Assert.InRange(inside, 104, 120);
        Assert.Equal(0, falseAlarms);
    }

    [Fact]
    public void Each_line_of_a_table_has_its_p_value_as_one_of_all_in_it_by_Benjamini_and_Hochberg()
    {
        // One signal and 19 columns of noise whose weights are tiny: a model that leans a little on noise.
        double[] weights = [0.5, .. Enumerable.Repeat(0.02, 19)];
        var model = new LogisticModel([.. weights.Select((_, i) => $"f{i}")], 0, weights, [.. weights.Select(_ => 1.0)]);
        var alone = 0;
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var columns = Rank(Additive(1000, [0.5, .. new double[19]], seed), (_, _) => model).Columns;
            var sorted = columns.OrderBy(c => c.PValue).ToList();
            var best = 1.0;
            for (var i = sorted.Count - 1; i >= 0; i--)
            {
                best = Math.Min(best, sorted[i].PValue * sorted.Count / (i + 1));
                Assert.Equal(best, sorted[i].AdjustedPValue, 1e-15);
            }

            Assert.Equal(Verdict.Beats, columns[0].Verdict);
            Assert.All(columns, c => Assert.Equal(c.AdjustedPValue <= 0.05, c.Verdict != Verdict.NotProven));
            alone += columns.Skip(1).Count(c => c.PValue < 0.05 && c.AdjustedPValue > 0.05);
        }

        // Of 190 worthless columns some pass alone.
        Assert.InRange(alone, 1, 40);
    }

    [Fact]
    public void Folds_agree_on_signals_and_not_on_noise()
    {
        double[] weights = [1, 0.8, 0.6, 0.4, 0.2];
        var model = new LogisticModel(["f0", "f1", "f2", "f3", "f4"], 0, weights, [1, 1, 1, 1, 1]);
        Assert.Equal(1, Rank(Additive(20_000, weights, 3), (_, _) => model).ColumnAgreement, 1e-12);
        // The same model on labels that it knows nothing of loses nothing by dealing, in the mean: the order is chance. Over 30 seeds the mean of
        // agreements with a deviation of about 1/2 / sqrt(6 pairs) each lies near 0.
        var chance = Enumerable.Range(1, 30).Average(seed => Rank(Additive(400, [0, 0, 0, 0, 0], (ulong)seed), new LightGbm { NEstimators = 10, NumLeaves = 4 }).ColumnAgreement);
        Assert.InRange(chance, -0.25, 0.25);
    }

    [Fact]
    public void A_column_that_is_never_known_is_worth_nothing_and_leaves_the_others_their_places()
    {
        var rows = Signals(1200, 4);
        var values = rows.Features.Names.Select((_, c) => rows.Features.Column(c).ToArray()).ToList();
        values.Insert(1, [.. values[0].Select(_ => double.NaN)]);
        var holed = Tables.Of([.. values], rows.Labels, names: ["signal", "unknown", "copy", "own", "noise"]);
        var (with, without) = (Rank(holed, new LogisticRegression { C = 0.1 }), Rank(rows, new LogisticRegression { C = 0.1 }));
        Assert.Equal((0, 0, 0), (with.Columns[1].Mean, with.Columns[1].Low, with.Columns[1].High));
        Assert.Equal(without.Columns.Select(c => c.Name), with.Columns.Where((_, i) => i != 1).Select(c => c.Name));
        Assert.Equal(["signal", "copy"], with.Groups[0].Members);
        Assert.Equal(Verdict.Beats, with.Groups[0].Verdict);
    }

    [Fact]
    public void Groups_are_found_without_the_rows_that_are_scored()
    {
        // What follows the first fold's training rows is replaced: the groups stay.
        var rows = Signals(1000, 5);
        var splits = Folds(rows);
        var first = splits[0].Train.Length;
        var random = new SeededRandom(6);
        double[][] changed = [.. rows.Features.Names.Select((_, c) => rows.Features.Column(c).ToArray().Select((v, i) => i < first ? v : random.NextGaussian()).ToArray())];
        var other = Tables.Of(changed, rows.Labels, names: [.. rows.Features.Names]);
        Assert.Equal(Rank(rows, new LogisticRegression()).Groups.Select(g => g.Name), Rank(other, new LogisticRegression()).Groups.Select(g => g.Name));
    }

    [Fact]
    public void Same_numbers_on_any_number_of_threads()
    {
        var rows = Signals(600, 7);
        var learner = new LightGbm { NEstimators = 10, FeatureFraction = 0.5 };
        var (one, four) = (Rank(rows, learner), Rank(rows, learner, threads: 4));
        Assert.Equal(one.Columns.Concat(one.Groups).Select(Numbers), four.Columns.Concat(four.Groups).Select(Numbers));
    }

    [Fact]
    public void Refuses_a_metric_that_has_no_interval_and_stops_when_told()
    {
        var rows = Signals(200, 8);
        Assert.Throws<ArgumentException>(() => new FoldImportance().Of(rows, Folds(rows), new LogisticRegression().Fit, MetricCatalog.Of("roc_auc"), new EvaluationOptions()));
        Assert.Throws<OperationCanceledException>(() => new FoldImportance().Of(
            rows, Folds(rows), new LogisticRegression().Fit, LogLoss, new EvaluationOptions { Cancel = new CancellationToken(canceled: true) }));
    }

    private static string Numbers(RankedGroup g) => $"{g.Name} {g.Mean:R} {g.Low:R} {g.High:R} {string.Join(' ', g.ByFold.Select(f => f.ToString("R", null)))}";

    private static ImportanceRanking Rank(Dataset rows, Learner learner, int threads = 1) => Rank(rows, learner.Fit, threads);

    private static ImportanceRanking Rank(Dataset rows, FitFunction fit, int threads = 1) => new FoldImportance().Of(
        rows, Folds(rows), fit, LogLoss, new EvaluationOptions { Threads = threads, Cancel = TestContext.Current.CancellationToken });

    private static IReadOnlyList<Split> Folds(Dataset rows) => new WalkForward { Folds = 4 }.Split(rows);

    /// <summary>A signal, a copy of it with a little noise, a weaker signal of its own, and noise.</summary>
    private static Dataset Signals(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = Enumerable.Range(0, 4).Select(_ => new double[rows]).ToArray();
        var labels = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            values[0][i] = random.NextGaussian();
            values[1][i] = values[0][i] + (0.1 * random.NextGaussian());
            values[2][i] = random.NextGaussian();
            values[3][i] = random.NextGaussian();
            labels[i] = random.NextDouble() < FixedMath.Sigmoid((0.5 * (values[0][i] + values[1][i])) + (0.7 * values[2][i])) ? 1 : 0;
        }

        return Tables.Of(values, labels, names: ["signal", "copy", "own", "noise"]);
    }

    /// <summary>Independent normal columns, and labels whose log odds are their weighted sum.</summary>
    private static Dataset Additive(int rows, double[] weights, ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = weights.Select(_ => Enumerable.Range(0, rows).Select(_ => random.NextGaussian()).ToArray()).ToArray();
        double[] labels = [.. Enumerable.Range(0, rows).Select(i => random.NextDouble() < FixedMath.Sigmoid(weights.Select((w, c) => w * values[c][i]).Sum()) ? 1.0 : 0.0)];
        return Tables.Of(values, labels);
    }
}
