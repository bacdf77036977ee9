using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;

namespace Weathervane.Tests.Pipelines;

/// <summary>The ways to cut rows, chosen in a pipeline's file.</summary>
public sealed class PipelineValidationTests
{
    private const string Yaml = """
        bars: { make: { bars: 1500, edge: 0.6, seed: 3 } }
        features: [return(1), return(5)]
        scaler: standard
        learners: [logistic, base-rate]
        ensemble: soft

        """;

    [Fact]
    public void Combinatorial_histories_score_every_row_once_each_beside_baselines_on_the_same_rows()
    {
        var (run, inputs) = Run("split: { scheme: combinatorial-purged, folds: 5, test-folds: 2, start: 0 }\n");
        Assert.Equal(10, inputs.Folds.Count);
        Assert.All(run.Candidates, c => Assert.Equal(4, c.Paths.Count));
        Assert.All(run.Candidates.SelectMany(c => c.Paths), p => Assert.Equal(Enumerable.Range(0, inputs.Training.Count), p.Rows));
        Assert.Equal(inputs.Training.Count, run.Scores.Rows);
        Assert.Equal(4, run.Candidates[0].Paths.Select(p => p.Score(run.Scores.Primary)).Distinct().Count());
        // The vote is worked out history by history.
        Assert.Equal((run.Candidates[0].Paths[2].Probabilities[7] + run.Candidates[1].Paths[2].Probabilities[7]) / 2, run.Candidates[2].Paths[2].Probabilities[7], 1e-15);
        Assert.Contains("10 splits form 4 histories: log_loss of", ValidationWords.Paths(run), StringComparison.Ordinal);
        Assert.Contains(RunWords.Cautions(run), c => c.StartsWith("Combinatorial purged also learns from bars after those that it scores", StringComparison.Ordinal));
    }

    [Fact]
    public void K_fold_scores_the_rows_after_the_start_and_tuning_sees_none_of_them()
    {
        var (run, inputs) = Run("split: { scheme: purged-k-fold, folds: 4, start: 0.25, embargo: 7 }\n");
        Assert.Single(run.Candidates[0].Paths);
        Assert.Equal(4, run.Candidates[0].Forecasts.ScoreByFold(run.Scores.Primary).Length);
        var first = run.Candidates[0].Forecasts.Rows[0];
        Assert.Equal((int)Math.Round(0.25 * inputs.Training.Count), first);
        // The label reads one bar ahead and 7 bars lie free: the last row that a search may see is 9 before the first scored one.
        Assert.Equal(Enumerable.Range(0, first - 8), inputs.Searched);
    }

    [Fact]
    public void A_walk_forward_search_sees_what_the_first_fold_learns_from()
    {
        foreach (var window in (string[])["expanding", "rolling"])
        {
            var (_, inputs) = Run($"split: {{ folds: 3, window: {window} }}\n");
            Assert.Equal(inputs.Folds[0].Train, inputs.Searched);
        }
    }

    [Theory]
    [InlineData("split: { start: 0 }\n", "split: leaves a walk-forward nothing to learn from first. Give a 'start' of 0.05 or more.")]
    [InlineData("split: { scheme: purged-k-fold, folds: 1 }\n", "split: has one fold, so that none is left to learn from. Give 2 'folds' or more.")]
    [InlineData("split: { scheme: combinatorial-purged, folds: 4, test-folds: 4 }\n", "split: tests 4 of 4 folds at once, so that none is left to learn from.")]
    [InlineData("split: { scheme: combinatorial-purged, folds: 30, test-folds: 10 }\n", "split: makes more than 1,000 splits of 30 folds, 10 tested at once.")]
    [InlineData("split: { scheme: k-fold }\n", "split.scheme: is 'k-fold'. Known: walk-forward, purged-k-fold, combinatorial-purged.")]
    public void Cuts_that_leave_nothing_are_refused(string split, string told) => Assert.Contains(
        told, Assert.Throws<InputException>(() => PipelineFile.Parse(Yaml + split, "p.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Tuning_where_every_row_is_scored_is_refused() => Assert.Contains(
        "tunes, but 'split.start' is 0: every row is scored, so none is left to tune on.",
        Assert.Throws<InputException>(() => PipelineFile.Parse(
            "bars: a.csv\nlearners: [{ lightgbm: { tune: { num_leaves: [3, 9] } } }]\nsplit: { scheme: purged-k-fold, start: 0 }\n", "p.yaml")).Message,
        StringComparison.Ordinal);

    private static (RunResult Run, PipelineInputs Inputs) Run(string split)
    {
        var pipeline = PipelineFile.Parse(Yaml + split, "p.yaml");
        var inputs = PipelineInputs.Load(pipeline, 2, TestContext.Current.CancellationToken);
        return (PipelineRunner.Run(pipeline, inputs, new RunOptions { Threads = 2, Cancel = TestContext.Current.CancellationToken }), inputs);
    }
}
