using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Inference;

namespace Weathervane.Pipelines.Running;

/// <summary>Opens the sealed hold-out: the models that were kept, beside the baselines, on rows that nothing before has seen.</summary>
internal static class HoldoutScores
{
    internal static RunResult Open(RunResult run, Dataset training, RunOptions options)
    {
        var holdout = run.Inputs.Holdout;
        var times = run.Inputs.Rows.Times!;
        // Recorded first, so that a crash cannot hide the look.
        var look = options.OpeningHoldout!(new HoldoutSpan(run.Inputs.Bars.Name, times[holdout[0]], times[holdout[^1]] + run.Inputs.Bars.Interval, holdout.Count));
        var rows = run.Inputs.Rows.Take([.. holdout]);
        var split = new Split(LearntFrom(training, run.Inputs.Training), [.. holdout]);
        var baselines = BaselineCatalog.Forecast(run.Inputs.BaselineRows, [split], run.Pipeline.Seed, options.Cancel);
        var models = run.Models.Select(m => new OutOfSample(
            m.Candidate.Name, [.. holdout], new int[holdout.Count], rows.Labels, m.Model.Predict(rows.Features, options.Threads)));
        var scores = Scoreboard.Of([.. models], baselines, run.Scores.Primary, PipelineRunner.Inference(run.Pipeline, options), run.Scores.Reference);
        // Tries do not count here: nothing was chosen by these rows. Looks do.
        return run with { Holdout = scores.Corrected(1, MultipleTesting.LevelOfLook(look)), Look = look };
    }

    private static int[] LearntFrom(Dataset training, IReadOnlyList<int> rows) =>
        [.. rows.Where((_, i) => training.ForTraining?[i] != false)];
}
