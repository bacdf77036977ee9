using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Learners.Ensembles;
using Weathervane.Numerics;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Options;

namespace Weathervane.Pipelines.Running;

/// <summary>Takes a pipeline from rows to evaluated models: search, walk-forward beside the baselines, choice, final fit, and the hold-out if asked.</summary>
/// <remarks>The same pipeline, bars and seed give the same models to the byte, on any number of threads.</remarks>
public static class PipelineRunner
{
    /// <summary>What the scoreboard calls the vote of the pipeline's learners.</summary>
    public const string VoteName = "ensemble";

    /// <summary>Runs a pipeline.</summary>
    /// <param name="pipeline">What to run.</param>
    /// <param name="inputs">What <see cref="PipelineInputs.Load"/> read for it.</param>
    /// <param name="options">Threads, and whom to tell.</param>
    /// <exception cref="InputException">The rows cannot be learnt from as the pipeline asks.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; trials that had ended were told.</exception>
    public static RunResult Run(Pipeline pipeline, PipelineInputs inputs, RunOptions options)
    {
        var primary = MetricCatalog.Of(pipeline.Primary);
        var training = inputs.Rows.Take([.. inputs.Training]);
        var search = new LearnerSearch(pipeline, SearchRows(inputs), options, inputs.Bars.Interval);
        var learners = search.Tune(Names(pipeline.Learners));
        var candidates = Compete(pipeline, training, inputs.Folds, learners, options);
        var baselines = BaselineCatalog.Forecast(inputs.BaselineRows.Take([.. inputs.Training]), inputs.Folds, pipeline.Seed, options.Cancel);
        var scores = Scoreboard.Of([.. candidates.Select(c => c.Forecasts)], baselines, primary, Inference(pipeline, options));
        var trials = RunTrials.Count(inputs, candidates, baselines[0], search.Finished, pipeline, options);
        var winner = Best(candidates, primary);
        var result = new RunResult
        {
            Pipeline = pipeline,
            Inputs = inputs,
            Studies = search.Finished,
            Candidates = candidates,
            Baselines = baselines,
            Scores = scores.Corrected(trials.Effective),
            Trials = trials,
            Winner = winner,
            Models = [],
        };
        result = result with { Models = Fitted(result, training, options) };
        result = result with { Findings = WinnerFindings.Of(result, training, options) };
        return options.OpeningHoldout is null || inputs.Holdout.Count == 0 ? result : HoldoutScores.Open(result, training, options);
    }

    private static List<TrainedModel> Fitted(RunResult result, Dataset training, RunOptions options)
    {
        var final = new FinalFit(result.Pipeline, result.Inputs, training, options);
        var kept = result.Candidates.Index().Where(c => result.Pipeline.Register.Each || c.Item == result.Winner);
        return [.. kept.Select(c => final.Fit(c.Item, c.Index, result.Scores.Decisive(c.Item.Name).Verdict is { } word ? VerdictWords.Of(word) : "not tested"))];
    }

    internal static List<Candidate> Compete(
        Pipeline pipeline, Dataset training, IReadOnlyList<Split> folds, IReadOnlyList<(string Name, Learner Learner)> learners, RunOptions options)
    {
        List<Dataset> inner = [.. OutOfFold.Within(pipeline, folds).Select(rows => training.Take(rows))];
        List<IReadOnlyList<Split>> innerSplits = [.. inner.Select(i => OutOfFold.InnerSplits(pipeline, i))];
        List<Said> said = [.. learners.Select((l, i) => Forecast(l.Name, l.Learner, i))];
        if (HasVote(pipeline))
        {
            said.Add(Vote(said, pipeline.Ensemble, pipeline.EnsembleWeights));
        }

        return [.. said.Select(Scored)];

        Candidate Scored(Said said)
        {
            var (first, paths) = OutOfFold.Of(pipeline, training, folds, said.Inner, said.Forecasts);
            var candidate = new Candidate(said.Forecasts.Name, said.Learner, first) { LastFold = said.Last };
            return paths.Count == 1 ? candidate : candidate with { Paths = paths };
        }

        Said Forecast(string name, Learner learner, int member)
        {
            var fit = FitOf(learner, member);
            FoldModel? last = null;
            List<OutOfSample> before =
                [.. inner.Zip(innerSplits, (rows, cut) => Evaluator.Run(name, rows, cut, fit, Options(pipeline, $"forecasting training rows by {name}", options)))];
            var forecasts = Evaluator.Run(name, training, folds, fit, Options(pipeline, $"scoring {name}", options) with
            {
                Fitted = (fold, model, train, test) => last = fold == folds.Count - 1 ? FoldModel.Of(model, train, test) : last,
            });
            return new Said(learner, before, forecasts, last!);
        }
    }

    /// <summary>Name and learner of the last of the candidates that <see cref="Compete"/> gives for a pipeline's learners as they are: the vote where there is one.</summary>
    internal static (string Name, Learner Learner) LastOf(Pipeline pipeline) => HasVote(pipeline)
        ? (VoteName, Vote([.. pipeline.Learners.Select(e => e.Learner)], pipeline.Ensemble, pipeline.EnsembleWeights))
        : (Names(pipeline.Learners)[^1].Name, pipeline.Learners[^1].Learner);

    private static bool HasVote(Pipeline pipeline) => pipeline.Ensemble != Ensemble.None && pipeline.Learners.Count > 1;

    /// <summary>How a run fits a learner: from the stream that it draws from as a member of the vote, so that it is fitted once for both.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="place">Its place among the pipeline's learners, from 0.</param>
    public static FitFunction FitOf(Learner learner, int place) =>
        (train, context) => learner.Fit(train, context with { Seed = SeededRandom.Mix(context.Seed, (ulong)place) });

    internal static InferenceOptions Inference(Pipeline pipeline, RunOptions options) =>
        new() { Horizon = pipeline.Label.BarsAhead, Seed = pipeline.Seed, Threads = options.Threads, Cancel = options.Cancel };

    internal static EvaluationOptions Options(Pipeline pipeline, string stage, RunOptions options) => new()
    {
        Preprocessing = pipeline.Preprocessing,
        Weighting = pipeline.Weights,
        Seed = pipeline.Seed,
        Threads = options.Threads,
        FoldsAtOnce = options.Threads,
        Progress = StageProgress.Of(options, stage),
        Cancel = options.Cancel,
    };

    /// <summary>The members' vote, as <see cref="VotingModel"/> takes it.</summary>
    private static Said Vote(IReadOnlyList<Said> members, Ensemble ensemble, IReadOnlyList<double> given)
    {
        double[] weights = given.Count > 0 ? [.. given] : [.. members.Select(_ => 1.0)];
        return new Said(
            Vote([.. members.Select(m => m.Learner)], ensemble, given),
            [.. members[0].Inner.Select((_, i) => Mean([.. members.Select(m => m.Inner[i])], weights, ensemble))],
            Mean([.. members.Select(m => m.Forecasts)], weights, ensemble),
            members[0].Last with { Model = new VotingModel([.. members.Select(m => m.Last.Model)], weights, ensemble == Ensemble.Hard) });
    }

    private static VotingEnsemble Vote(IReadOnlyList<Learner> members, Ensemble ensemble, IReadOnlyList<double> weights) =>
        new() { Estimators = members, Voting = ensemble == Ensemble.Soft ? "soft" : "hard", Weights = weights };

    private static OutOfSample Mean(IReadOnlyList<OutOfSample> members, double[] weights, Ensemble ensemble)
    {
        var (first, total) = (members[0], weights.Sum());
        var probabilities = new double[first.Rows.Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            for (var m = 0; m < weights.Length; m++)
            {
                var probability = members[m].Probabilities[i];
                probabilities[i] += weights[m] * (ensemble == Ensemble.Soft ? probability : probability > 0.5 ? 1 : 0);
            }

            probabilities[i] /= total;
        }

        return new OutOfSample(VoteName, first.Rows, first.Folds, first.Labels, probabilities);
    }

    /// <summary>The best walk-forward score; of equals the earlier.</summary>
    private static Candidate Best(IReadOnlyList<Candidate> candidates, Metric primary) => candidates.Aggregate((best, next) =>
        primary.Gain(next.Forecasts.Score(primary), best.Forecasts.Score(primary)) > 0 ? next : best);

    /// <summary>The rows before the first one that is scored.</summary>
    internal static Dataset SearchRows(PipelineInputs inputs) => inputs.Rows.Take([.. inputs.Training]).Take([.. inputs.Searched]);

    /// <summary>The learners as the scoreboard calls them: by their ids, with a number where several share one.</summary>
    /// <param name="entries">A pipeline's learners.</param>
    public static IReadOnlyList<(string Name, LearnerEntry Entry)> Names(IReadOnlyList<LearnerEntry> entries) =>
    [
        .. entries.Select((entry, i) => (
            entries.Count(e => e.Learner.Id == entry.Learner.Id) == 1
                ? entry.Learner.Id
                : $"{entry.Learner.Id}-{entries.Take(i + 1).Count(e => e.Learner.Id == entry.Learner.Id)}",
            entry)),
    ];

    /// <summary>What a learner says of rows that it has not learnt from, before calibration.</summary>
    /// <param name="Learner">Its recipe.</param>
    /// <param name="Inner">Forecasts inside training rows, as many as <see cref="OutOfFold.Within"/>.</param>
    /// <param name="Forecasts">Of all splits.</param>
    /// <param name="Last">The last fold's model, before calibration.</param>
    private sealed record Said(Learner Learner, IReadOnlyList<OutOfSample> Inner, OutOfSample Forecasts, FoldModel Last);
}
