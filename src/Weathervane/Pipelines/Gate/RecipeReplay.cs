using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Gate;

/// <summary>Refits another pipeline's recipe over the walk-forward of a run: the same bars, the same folds, its own features, search and learner.</summary>
public static class RecipeReplay
{
    /// <summary>Whether two pipelines are the same recipe: all but their names, the bars that they read, and where the model is kept.</summary>
    /// <param name="one">A pipeline.</param>
    /// <param name="other">Another.</param>
    public static bool IsSame(Pipeline one, Pipeline other) => Text(one) == Text(other);

    /// <summary>What keeps a recipe from being refitted on a run's rows; null when nothing does.</summary>
    /// <param name="recipe">The other pipeline.</param>
    /// <param name="candidate">Which of its models.</param>
    /// <param name="run">The run.</param>
    public static string? Problem(Pipeline recipe, string candidate, RunResult run) =>
        recipe.Label != run.Pipeline.Label ? "it answers another question (its label differs)"
        : candidate != PipelineRunner.VoteName && PipelineRunner.Names(recipe.Learners).All(n => n.Name != candidate) ? $"its pipeline has no learner '{candidate}'"
        : null;

    /// <summary>The recipe's forecasts of the bars that the run scored, each fold's by what that fold may learn from.</summary>
    /// <param name="recipe">The other pipeline; its own bars and split are not used.</param>
    /// <param name="candidate">Which of its models: a learner's name on the scoreboard, or <c>ensemble</c>.</param>
    /// <param name="run">The run.</param>
    /// <param name="options">Threads, clock, progress, cancellation; nobody is told of its searches.</param>
    /// <returns>Row numbers are positions of decision bars in the run's bars.</returns>
    /// <exception cref="InputException">Its series cannot be read, or its rows cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static OutOfSample Run(Pipeline recipe, string candidate, RunResult run, RunOptions options)
    {
        var silent = options with { StudyStarted = null, TrialFinished = null, KnownTrials = null, OpeningHoldout = null };
        var there = recipe with { Bars = run.Pipeline.Bars, Split = run.Pipeline.Split, Folder = run.Pipeline.Folder };
        var others = there.Series.Where(s => s.Bars is not null)
            .ToDictionary(s => s.Name, s => run.Inputs.Others.TryGetValue(s.Name, out var bars) ? bars : BarsLoader.Load(s.Bars!, there.Folder, options.Cancel).Bars);
        var rows = PipelineInputs.Of(there, new LoadedBars(run.Inputs.Bars, run.Inputs.Cards), others, options.Threads, options.Cancel).Rows;
        var placed = Enumerable.Range(0, rows.Rows).ToDictionary(r => rows.Spans[r].First);
        // A recipe with a long warm-up has no rows to learn from in the first folds.
        var folds = run.Inputs.Folds.Select(f => new Split(Here(f.Train), Here(f.Test))).Where(f => f.Train.Length > 0 && f.Test.Length > 0).ToList();
        if (folds.Count == 0)
        {
            throw new InputException("the recipe", $"has no row to learn from in any of the {run.Inputs.Folds.Count} folds: its warm-up is too long.", "Give more bars.");
        }

        var search = new LearnerSearch(there, rows.Take(Here(run.Inputs.Searched)), silent);
        var learners = PipelineRunner.Names(there.Learners)
            .Select((n, i) => (n.Name, n.Entry, Position: (ulong)i))
            .Where(n => candidate == PipelineRunner.VoteName || n.Name == candidate)
            .Select(n => (n.Name, n.Entry.Tune is null ? n.Entry.Learner : LearnerSearch.Best(n.Entry, search.Search(n.Name, n.Entry, n.Position))))
            .ToList();
        var forecasts = PipelineRunner.Compete(candidate == PipelineRunner.VoteName ? there : there with { Ensemble = Ensemble.None }, rows, folds, learners, silent)
            .First(c => c.Name == candidate).Forecasts;
        return new OutOfSample(candidate, [.. forecasts.Rows.Select(r => rows.Spans[r].First)], forecasts.Folds, forecasts.Labels, forecasts.Probabilities);

        // Rows of the run as rows of the recipe, by their decision bar; what the recipe has no row for, its warm-up being longer, is left out.
        int[] Here(IEnumerable<int> training) =>
            [.. training.Select(r => run.Inputs.Rows.Spans[run.Inputs.Training[r]].First).Where(placed.ContainsKey).Select(bar => placed[bar])];
    }

    private static string Text(Pipeline pipeline) => PipelineFile.Write(pipeline with
    {
        Name = "recipe", Register = new RegisterOptions(), Folder = "", Bars = pipeline.Bars with { Files = ["bars"], Make = null, From = null, To = null },
    });
}
