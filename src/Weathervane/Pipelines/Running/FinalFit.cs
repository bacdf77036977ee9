using System.Collections;
using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Numerics;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Running;

/// <summary>Fits the models that are kept, on all rows before the hold-out.</summary>
internal sealed class FinalFit
{
    private readonly Pipeline _pipeline;
    private readonly PipelineInputs _inputs;
    private readonly RunOptions _options;
    private readonly Preprocessor _preprocessor;
    private readonly Dataset _prepared;

    /// <summary>Prepares the rows once for every model.</summary>
    internal FinalFit(Pipeline pipeline, PipelineInputs inputs, Dataset training, RunOptions options)
    {
        (_pipeline, _inputs, _options) = (pipeline, inputs, options);
        var rows = training.ForTraining is null
            ? training
            : training.Take([.. Enumerable.Range(0, training.Rows).Where(r => training.ForTraining[r])]);
        _preprocessor = pipeline.Preprocessing.Fit(rows.Features);
        _prepared = pipeline.Weights.Apply(rows) with { Features = _preprocessor.Transform(rows.Features) };
    }

    /// <summary>Fits a candidate.</summary>
    /// <param name="candidate">Its learner, and what its forecasts are to be read by.</param>
    /// <param name="position">Its place among the candidates: its seed depends on it.</param>
    /// <param name="verdict">What is on record about it.</param>
    internal TrainedModel Fit(Candidate candidate, int position, string verdict) => Complete(candidate, Fit(candidate.Name, candidate.Learner, position), verdict);

    /// <summary>Fits the learner of a candidate, which may still be at the walk-forward.</summary>
    internal Model Fit(string name, Learner learner, int position) => learner.Fit(_prepared, new FitContext
    {
        // A vote mixes its members' streams itself, as each learner's is mixed here.
        Seed = learner is VotingEnsemble && name == PipelineRunner.VoteName ? _pipeline.Seed : SeededRandom.Mix(_pipeline.Seed, (ulong)position),
        Threads = _options.Threads,
        Progress = StageProgress.Of(_options, $"fitting {name}"),
        Cancel = _options.Cancel,
    });

    /// <summary>Adds what the walk-forward told of a candidate to its fitted model.</summary>
    internal TrainedModel Complete(Candidate candidate, Model model, string verdict)
    {
        var facts = new TrainingFacts
        {
            Name = _pipeline.Name,
            Learner = candidate.Learner.Id,
            Parameters = LearnerCatalog.Describe(candidate.Learner)
                .ToDictionary(p => p.Name, p => Text(p.Value)),
            Pipeline = _options.PipelineText ?? PipelineFile.Write(_pipeline),
            Rows = _prepared.Rows,
            From = _prepared.Times![0],
            To = _prepared.Times[^1],
            SealedFrom = _inputs.Holdout.Count == 0 ? null : _inputs.Rows.Times![_inputs.Holdout[0]],
            SealedTo = _inputs.Holdout.Count == 0 ? null : _inputs.Rows.Times![_inputs.Holdout[^1]],
            Metrics = MetricCatalog.All.ToDictionary(m => m.Name, m => candidate.Forecasts.Score(m)),
            Verdict = verdict,
            CodeVersion = _options.CodeVersion,
        };
        var terms = new ForecastTerms
        {
            Calibration = candidate.Probabilities.Calibration,
            Threshold = candidate.Probabilities.Threshold,
            Conformal = ConformalState.Of(_pipeline.Conformal, candidate.Probabilities.Conformal.End),
            Familiarity = Familiarity.Of(_prepared.Features),
        };
        return new TrainedModel(candidate, new ForecastModel(_inputs.Recipe, _preprocessor, model, _pipeline.Label, facts, terms));
    }

    private static string Text(object value) => value is IEnumerable list and not string
        ? string.Join(", ", list.Cast<object>().Select(Text))
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
