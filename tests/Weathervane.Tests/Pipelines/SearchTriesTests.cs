using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;
using Weathervane.Tuning;

namespace Weathervane.Tests.Pipelines;

/// <summary>Trials of a search are tries on the rows that it searched, and resemble each other there.</summary>
public sealed class SearchTriesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("none")]
    [InlineData("median")]
    public void Each_complete_trial_is_a_try_with_its_gains_and_the_others_count_together_in_full(string pruner)
    {
        var (result, tries) = Run(pruner);
        var trials = result.Studies[0].Result.Trials;
        var complete = trials.Where(t => t.State == TrialState.Complete).ToList();
        var searches = tries.Where(t => t.Name.StartsWith("search of lightgbm", StringComparison.Ordinal)).ToList();
        Assert.Equal(trials.Count, searches.Sum(t => t.Tries));
        Assert.Equal(complete.Count, searches.Count(t => t.Gains is not null));
        Assert.All(searches, t => Assert.Equal(t.Gains is null ? trials.Count - complete.Count : 1, t.Tries));

        // A trial's value is its mean log loss over folds: with the base rate's that gives its gain again.
        var rows = result.Inputs.Rows.Take([.. result.Inputs.Training]).Take([.. result.Inputs.Searched]);
        var splits = new Weathervane.Datasets.Splits.WalkForward { Folds = result.Pipeline.Tuning.Folds }.Split(rows);
        var rate = Evaluator.Run("rate", rows, splits, BaselineCatalog.All[0].Fit, new EvaluationOptions()).ScoreByFold(LogLoss.Metric);
        foreach (var trial in complete)
        {
            var kept = Assert.Single(searches, t => t.Name == $"search of lightgbm, trial {trial.Number}");
            var gain = splits.Select((s, f) => s.Test.Length * (rate[f] - trial.FoldValues[f])).Sum();
            Assert.Equal(gain, kept.Gains!.Sums.Sum(), 1e-9);
            Assert.Equal(splits.Sum(s => s.Test.Length), kept.Gains.Rows.Sum());
            Assert.Equal((rows.Times![splits[0].Test[0]], rows.Times[splits[^1].Test[^1]]), (kept.From, kept.To));
        }
    }

    [Fact]
    public void Trials_that_resemble_each_other_weigh_less_on_a_later_run_than_as_many_of_which_nothing_is_known()
    {
        var (result, tries) = Run("none");
        var searches = tries.Where(t => t.Name.StartsWith("search", StringComparison.Ordinal)).ToList();
        var later = searches[0] with { Name = "later", Gains = searches[0].Gains! with { Sums = [.. searches[0].Gains!.Sums.Reverse()] } };
        var known = TrialCorrection.Of([later], searches, 0, cancel: Cancel);
        var unknown = TrialCorrection.Of([later], [.. searches.Select(s => s with { Gains = null })], 0, cancel: Cancel);
        Assert.Equal((12, 12), (known.Earlier, unknown.Earlier));
        Assert.Equal(13, unknown.Effective);
        Assert.InRange(known.Effective, 1.5, 10);
        Assert.InRange(result.Studies[0].Overfitting, 0, 1);
    }

    [Fact]
    public void Trials_known_from_before_count_in_full()
    {
        var first = Run("none").Result.Studies[0].Result.Trials;
        var (result, tries) = Run("none", _ => [.. first.Take(5)]);
        Assert.Equal(first.Select(t => t.Value), result.Studies[0].Result.Trials.Select(t => t.Value));
        Assert.Equal(5, Assert.Single(tries, t => t.Gains is null).Tries);
        Assert.Equal(7, result.Studies[0].Tries.Count);
    }

    private static (RunResult Result, IReadOnlyList<ScoredTry> Tries) Run(string pruner, Func<StudyStart, IReadOnlyList<Trial>>? known = null)
    {
        var pipeline = PipelineFile.Parse(
            $$"""
            name: m
            bars: { file: '{{Path.Combine(Repository.Root, "samples/sp500.csv")}}', from: 2005-01-01, to: 2009-01-01 }
            features: [return(1), return(5), rsi(14)]
            split: { folds: 2, holdout: 0.1 }
            tuning: { trials: 12, folds: 3, pruner: {{pruner}} }
            learners:
              - lightgbm: { n_estimators: 8, min_data_in_leaf: 10, tune: { num_leaves: [2, 30], learning_rate: [0.01, 0.9] } }
            """,
            "p.yaml");
        var inputs = PipelineInputs.Load(pipeline, 2, Cancel);
        IReadOnlyList<ScoredTry> told = [];
        var result = PipelineRunner.Run(pipeline, inputs, new RunOptions
        {
            Threads = 2,
            Cancel = Cancel,
            KnownTrials = known,
            Tried = tries =>
            {
                told = tries;
                return [];
            },
        });
        return (result, told);
    }
}
