using System.Collections;
using System.Globalization;
using Weathervane.Datasets;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Metrics;
using Weathervane.Evaluation.Probabilities;
using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Numerics;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Running;

/// <summary>Fits the models that are kept, on all rows before the hold-out.</summary>
internal sealed class FinalFit(RunResult run, Dataset training, RunOptions options)
{
    internal IReadOnlyList<TrainedModel> Run()
    {
        var rows = training.ForTraining is null
            ? training
            : training.Take([.. Enumerable.Range(0, training.Rows).Where(r => training.ForTraining[r])]);
        var preprocessor = run.Pipeline.Preprocessing.Fit(rows.Features);
        var weighted = run.Pipeline.Weights.Apply(rows);
        var prepared = weighted with { Features = preprocessor.Transform(rows.Features) };
        var kept = run.Pipeline.Register.Each ? run.Candidates : [run.Winner];
        return [.. kept.Select(c => Fit(c, prepared, preprocessor))];
    }

    private TrainedModel Fit(Candidate candidate, Dataset prepared, Preprocessor preprocessor)
    {
        var position = (ulong)run.Candidates.ToList().IndexOf(candidate);
        var model = candidate.Learner.Fit(prepared, new FitContext
        {
            // A vote mixes its members' streams itself, as each learner's is mixed here.
            Seed = candidate.Learner is VotingEnsemble && candidate.Name == "ensemble" ? run.Pipeline.Seed : SeededRandom.Mix(run.Pipeline.Seed, position),
            Threads = options.Threads,
            Progress = StageProgress.Of(options, $"fitting {candidate.Name}"),
            Cancel = options.Cancel,
        });
        var verdict = run.Scores.Decisive(candidate.Name);
        var facts = new TrainingFacts
        {
            Name = run.Pipeline.Name,
            Learner = candidate.Learner.Id,
            Parameters = LearnerCatalog.Describe(candidate.Learner)
                .ToDictionary(p => p.Name, p => Text(p.Value)),
            Pipeline = options.PipelineText ?? PipelineFile.Write(run.Pipeline),
            Rows = prepared.Rows,
            From = prepared.Times![0],
            To = prepared.Times[^1],
            Metrics = MetricCatalog.All.ToDictionary(m => m.Name, m => candidate.Forecasts.Score(m)),
            Verdict = verdict.Verdict is { } word ? VerdictWords.Of(word) : "not tested",
            CodeVersion = options.CodeVersion,
        };
        var terms = new ForecastTerms
        {
            Calibration = candidate.Probabilities.Calibration,
            Threshold = candidate.Probabilities.Threshold,
            Conformal = ConformalState.Of(run.Pipeline.Conformal, candidate.Probabilities.Conformal.End),
            Familiarity = Familiarity.Of(prepared.Features),
        };
        return new TrainedModel(candidate, new ForecastModel(run.Inputs.Recipe, preprocessor, model, run.Pipeline.Label, facts, terms));
    }

    private static string Text(object value) => value is IEnumerable list and not string
        ? string.Join(", ", list.Cast<object>().Select(Text))
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
