using Weathervane.Bars;
using Weathervane.Datasets;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Numerics;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Options;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Retraining;

/// <summary>What came of training a recipe again.</summary>
/// <param name="Decision">What the gate says.</param>
/// <param name="Model">Fitted on all bars; null where the gate keeps the incumbent.</param>
/// <param name="Promise">What the fresh recipe's forecasts of the validation rows promise.</param>
/// <param name="Learnt">What later rows are held against to see drift; null where there is no model.</param>
public sealed record Refreshed(GateDecision Decision, ForecastModel? Model, DecayPromise Promise, LearntRows? Learnt);

/// <summary>Trains the recipe of the model that forecasts now again, on all bars up to now.</summary>
/// <remarks>Nothing is searched. The newest rows are forecast by models that had not learnt from them, which gives the gate its rows, and calibration and
/// threshold theirs; only then is the model fitted on all rows. The same code serves the live service and the replay of history.</remarks>
public static class ModelRefresh
{
    private const double ScoredMost = 0.2;

    /// <summary>Trains and asks the gate.</summary>
    /// <param name="recipe">A pipeline that searches nothing, such as <see cref="FixedRecipe.Of"/> gives; its bars and split are not used.</param>
    /// <param name="bars">All bars up to now.</param>
    /// <param name="others">Those of the further series that have a file, by name.</param>
    /// <param name="incumbent">The model that it would replace.</param>
    /// <param name="options">How.</param>
    /// <param name="known">The features of these bars where they were worked out before; null to work them out.</param>
    /// <exception cref="InputException">There are too few bars to learn from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static Refreshed Run(
        Pipeline recipe, BarSeries bars, IReadOnlyDictionary<string, BarSeries> others, Incumbent incumbent, RefreshOptions options, RecipeFeatures? known = null)
    {
        // Of a short history the newest part is worth learning from more than scoring on.
        var scored = Math.Min(options.Validation / (double)bars.Count, ScoredMost);
        var pipeline = recipe with
        {
            Split = recipe.Split with
            {
                Holdout = 0, Train = null, Test = null, Scheme = SplitScheme.WalkForward, Folds = options.Folds, Start = Math.Min(1 - scored, 0.95),
            },
        };
        // Two fits side by side use two cores better than one after the other on both, though the second is in vain where the gate keeps the incumbent.
        var atOnce = Math.Min(2, options.Threads);
        var run = new RunOptions { Threads = options.Threads / atOnce, CodeVersion = options.CodeVersion, Cancel = options.Cancel, PipelineText = PipelineFile.Write(recipe) };
        var inputs = PipelineInputs.Of(pipeline, new LoadedBars(bars, []), others, options.Threads, options.Cancel, known);
        var training = inputs.Rows.Take([.. inputs.Training]);
        var learners = PipelineRunner.Names(pipeline.Learners).Select(n => (n.Name, n.Entry.Learner)).ToList();
        List<Candidate> candidates = [];
        FittedEarly? fitted = null;
        ParallelRuns.Run(atOnce, atOnce, piece =>
        {
            if (piece == 0)
            {
                candidates = PipelineRunner.Compete(pipeline, training, inputs.Folds, learners, run);
            }
            else
            {
                fitted = Fit();
            }
        });
        var candidate = candidates[^1];
        var decision = Decide(pipeline, inputs, training, candidate.Forecasts, incumbent, options);
        var promise = DecayPromise.Of(candidate.Forecasts, pipeline.Label.BarsAhead);
        if (!decision.Promote)
        {
            return new Refreshed(decision, null, promise, null);
        }

        var verdict = VerdictWords.Of(decision.Proven ? Verdict.Beats : Verdict.NotProven);
        var (final, model) = fitted ?? Fit();
        var trained = final.Complete(candidate, model, verdict);
        return new Refreshed(decision, trained.Model, promise, LearntRows.Of(training, inputs.Folds[^1], trained, options.Threads));

        FittedEarly Fit()
        {
            var final = new FinalFit(pipeline, inputs, training, run);
            var (name, learner) = PipelineRunner.LastOf(pipeline);
            return new FittedEarly(final, final.Fit(name, learner, pipeline.Learners.Count - 1));
        }
    }

    /// <summary>The model on all rows, fitted before anyone knows whether the gate wants it.</summary>
    private sealed record FittedEarly(FinalFit Final, Model Model);

    private static GateDecision Decide(
        Pipeline pipeline, PipelineInputs inputs, Dataset training, OutOfSample forecasts, Incumbent incumbent, RefreshOptions options)
    {
        var gate = new PromotionGate(options.Rules, MetricCatalog.Of(pipeline.Primary), pipeline.Label.BarsAhead);
        IReadOnlyList<OutOfSample> baselines = incumbent.IsProven
            ? []
            : BaselineCatalog.Forecast(inputs.BaselineRows.Take([.. inputs.Training]), inputs.Folds, pipeline.Seed, options.Cancel);
        return gate.Refresh(forecasts, training, inputs.Bars, incumbent, baselines, [], options.Threads);
    }
}
