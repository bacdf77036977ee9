using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Learners.Trees;
using Weathervane.Tests.Learners;
using Weathervane.Tuning;

namespace Weathervane.Tests.Evaluation;

public sealed class PreparedFoldsTests
{
    private static readonly Dataset Rows = Tables.Made(1200, 4, seed: 5, missing: 0.05);
    private static readonly IReadOnlyList<Split> Splits = new WalkForward { Folds = 3 }.Split(Rows);
    private static readonly EvaluationOptions Options = new() { Preprocessing = new Preprocessing { Scaler = Scaling.Standard }, Seed = 1, Threads = 2 };

    [Fact]
    public void Ten_trials_on_three_folds_cut_bins_three_times_and_score_as_if_each_had_cut_its_own()
    {
        var folds = new PreparedFolds();
        var (kept, alone) = (Objective(Options with { Folds = folds }), Objective(Options));
        var scores = new TrialScore[10];
        Parallel.For(0, 10, trial => scores[trial] = kept(Trial(trial)));
        Assert.Equal((3, 3), (folds.Prepared, folds.Bins.Cuts));
        Assert.All(Enumerable.Range(0, 10), trial => Assert.Equal(alone(Trial(trial)).FoldValues, scores[trial].FoldValues));
        Assert.Equal(10, scores.Select(s => s.Value).Distinct().Count());
    }

    [Fact]
    public void Other_bins_are_cut_anew_and_no_more_than_eight_kinds_are_kept()
    {
        var bins = new Weathervane.Learners.Trees.Bins.BinCache();
        Model Fit(int maxBin) => new LightGbm { NEstimators = 2, MaxBin = maxBin }.Fit(Rows, new FitContext { Bins = bins });
        foreach (var maxBin in Enumerable.Range(10, 9).Concat(Enumerable.Range(10, 8)))
        {
            Assert.Equal(Tables.Bytes(new LightGbm { NEstimators = 2, MaxBin = maxBin }.Fit(Rows, new FitContext())), Tables.Bytes(Fit(maxBin)));
        }

        Assert.Equal(9, bins.Cuts);
        Fit(18);
        Assert.Equal(10, bins.Cuts);
    }

    private static Objective Objective(EvaluationOptions options) => Objectives.OverFolds(
        Rows, Splits, point => new LightGbm { NEstimators = 5, NumLeaves = (int)point["num_leaves"] }, MetricCatalog.Of("log_loss"), options);

    private static TrialContext Trial(int number) => new(number, new Dictionary<string, object> { ["num_leaves"] = number + 3 }, TestContext.Current.CancellationToken);
}
