using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Placebo;
using Weathervane.Learners;
using Weathervane.Numerics;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Running;

namespace Weathervane.Pipelines.Proving;

/// <summary>Runs a pipeline's whole competition again in worlds without an edge: every learner, the vote, and the choice of the best.</summary>
/// <remarks>So what choosing the best of several gains by luck is in the distribution. Searched parameters are those found on the real rows before the first scored
/// one; they are not searched again. Each world's seed depends on the kind and the world's number alone: more worlds later go on from these.</remarks>
public sealed class PlaceboRunner
{
    private readonly Pipeline _pipeline;
    private readonly PipelineInputs _inputs;
    private readonly RunOptions _options;
    private readonly IReadOnlyList<(string Name, Learner Learner)> _learners;

    /// <summary>Searches parameters, where the pipeline says so, and scores the real world.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputs">What <see cref="PipelineInputs.Load"/> read for it.</param>
    /// <param name="options">Threads, the clock, and whom to tell.</param>
    /// <exception cref="InputException">The rows cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public PlaceboRunner(Pipeline pipeline, PipelineInputs inputs, RunOptions options)
    {
        (_pipeline, _inputs, _options) = (pipeline, inputs, options);
        _learners = new LearnerSearch(pipeline, PipelineRunner.SearchRows(inputs), options).Tune(PipelineRunner.Names(pipeline.Learners));
        Real = Gain(Training(inputs), inputs.Folds);
    }

    /// <summary>The best candidate's gain over the base rate in the primary metric, in the real world.</summary>
    public double Real { get; }

    /// <summary>The metric of the gains.</summary>
    public string Metric => _pipeline.Primary;

    /// <summary>What keeps a kind from being run; null when nothing does.</summary>
    /// <param name="kind">The kind.</param>
    public string? Problem(PlaceboKind kind) => kind is { Bars: not null, IsSingle: true } && _inputs.Others.Count > 0
        ? $"{kind.Name} is left out: the series {string.Join(", ", _inputs.Others.Keys)} cannot be reversed along, since they join as of what had closed."
        : null;

    /// <summary>The gain in one world without an edge.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="number">Which of them, from 0.</param>
    /// <exception cref="InputException">The rows cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public double Run(PlaceboKind kind, int number)
    {
        var seed = SeededRandom.Mix(SeededRandom.Mix(_pipeline.Seed, (ulong)number), (ulong)PlaceboKind.All.ToList().IndexOf(kind));
        if (kind.Bars is { } change)
        {
            var inputs = PipelineInputs.Of(_pipeline, new LoadedBars(change(_inputs.Bars, seed), []), _inputs.Others, _options.Threads, _options.Cancel);
            return Gain(Training(inputs), inputs.Folds);
        }

        var real = Training(_inputs);
        return Gain(real.WithLabels(kind.Labels!(real.Labels, _pipeline.Label.BarsAhead, seed)), _inputs.Folds);
    }

    private static Dataset Training(PipelineInputs inputs) => inputs.Rows.Take([.. inputs.Training]);

    private double Gain(Dataset rows, IReadOnlyList<Split> folds)
    {
        var metric = MetricCatalog.Of(_pipeline.Primary);
        var candidates = PipelineRunner.Compete(_pipeline, rows, folds, _learners, _options);
        var reference = BaselineCatalog.All[0];
        var rate = ForecastPaths.Of(Evaluator.Run(reference.Name, rows, folds, reference.Fit, new EvaluationOptions { Seed = _pipeline.Seed, Cancel = _options.Cancel }))[0] with { Kind = reference.Kind };
        return candidates.Max(c => metric.Gain(c.Forecasts.Score(metric), rate.Score(metric)));
    }
}
