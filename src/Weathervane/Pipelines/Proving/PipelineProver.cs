using Weathervane.Evaluation.Leaks;
using Weathervane.Features;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Proving;

/// <summary>Searches everything in a pipeline that could know the future: features, joined series, labels, scalers, search rows, splits, and columns of the file.</summary>
public static class PipelineProver
{
    /// <summary>Searches a pipeline.</summary>
    /// <remarks>Features are computed again on other futures and compared to the bit (<see cref="LeakProver"/>); so are the rows that the first and
    /// the last fold learn from, and what is fitted on them. No model is fitted: a learner is given those rows and nothing else.</remarks>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputs">What <see cref="PipelineInputs.Load"/> read for it.</param>
    /// <param name="options">Places, seed, threads, progress; the label is the pipeline's.</param>
    /// <exception cref="InputException">There are too few bars.</exception>
    public static LeakReport Prove(Pipeline pipeline, PipelineInputs inputs, LeakOptions options)
    {
        var report = LeakProver.Prove(
            (bars, cancel) => new BarFeatures(inputs.Recipe.Compute(bars.Own, bars.Others, 1, cancel).Matrix),
            new ProbeBars(inputs.Bars, inputs.Others),
            options with { Label = pipeline.Label, Tolerance = 0, Repeat = false });
        var training = inputs.Rows.Take([.. inputs.Training]);
        var evaluation = PipelineRunner.Options(pipeline, "", new RunOptions { Threads = options.Threads, Cancel = options.Cancel });
        return report
            .And(FoldProbes.Spans(training, inputs.Folds))
            .And(FoldProbes.Targets(training, inputs.Folds, FoldProbes.AsEvaluated(evaluation), options.Seed))
            .And(TaughtRows.Check(pipeline, inputs, options))
            .And(DuplicateRows.Check(training, inputs.Folds))
            .And(FromTheFile(pipeline, inputs, options));
    }

    /// <summary>Columns that the bars' file brought: nobody here made them, so that they can only be looked at.</summary>
    private static LeakReport FromTheFile(Pipeline pipeline, PipelineInputs inputs, LeakOptions options)
    {
        var bars = inputs.Bars;
        string[] bare = [.. inputs.Recipe.Set.SourceColumns];
        var notes = inputs.Recipe.Series.Where(r => r.Set.SourceColumns.Count > 0)
            .Select(r => $"Not provable without the program that made them: the columns {string.Join(", ", r.Set.SourceColumns)} of the series '{r.Name}'.");
        if (bare.Length == 0)
        {
            return new LeakReport { Checks = [], Findings = [], Notes = [.. notes] };
        }

        var values = new FeatureMatrix(bare, [.. bare.SelectMany(name => bars.Column(name).ToArray())], bars.Count);
        return BareColumns.Judge(new BarFeatures(values), bars.WithoutColumns(), pipeline.Label, options.Seed, options.Cancel) with { Notes = [.. notes] };
    }
}
