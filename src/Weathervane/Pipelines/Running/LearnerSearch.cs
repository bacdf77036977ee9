using System.Collections.Concurrent;
using Weathervane.Datasets;
using Weathervane.Datasets.Splits;
using Weathervane.Evaluation;
using Weathervane.Evaluation.Baselines;
using Weathervane.Evaluation.Inference;
using Weathervane.Evaluation.Metrics;
using Weathervane.Learners;
using Weathervane.Numerics;
using Weathervane.Pipelines.Options;
using Weathervane.Tuning;
using Weathervane.Tuning.Pruners;
using Weathervane.Tuning.Samplers;

namespace Weathervane.Pipelines.Running;

/// <summary>Searches the learners' ranges, on rows before the first one that the walk-forward scores.</summary>
/// <remarks>A search that saw scored rows would make their scores look better than they are.</remarks>
/// <param name="pipeline">What is searched, and how.</param>
/// <param name="rows">The rows before the first scored one, with their times.</param>
/// <param name="options">Threads, the clock, and whom to tell.</param>
/// <param name="interval">Of the bars: what each trial gains over the base rate is then known by block of time; null for working out nothing of the kind.</param>
internal sealed class LearnerSearch(Pipeline pipeline, Dataset rows, RunOptions options, TimeSpan? interval = null)
{
    private readonly List<FinishedStudy> _finished = [];

    // All learners are searched on the same folds, whose rows are prepared and cut into bins once for all trials.
    private readonly Lazy<IReadOnlyList<Split>> _splits = new(() =>
        new WalkForward { Folds = pipeline.Tuning.Folds, Window = pipeline.Split.Window, Embargo = pipeline.Split.Embargo }.Split(rows));

    private readonly PreparedFolds _folds = new();
    private readonly ConcurrentDictionary<(string Learner, int Trial), ScoredTry> _tries = [];
    private double[]? _baseRate;

    /// <summary>The searches that were run.</summary>
    internal IReadOnlyList<FinishedStudy> Finished => _finished;

    /// <summary>Each learner with its best parameters; one without ranges as it is.</summary>
    internal IReadOnlyList<(string Name, Learner Learner)> Tune(IReadOnlyList<(string Name, LearnerEntry Entry)> entries) =>
        [.. entries.Select((e, i) => (e.Name, e.Entry.Tune is null ? e.Entry.Learner : Best(e.Entry, Search(e.Name, e.Entry, (ulong)i))))];

    /// <summary>Searches one learner's ranges.</summary>
    /// <param name="name">What the scoreboard calls it.</param>
    /// <param name="entry">The learner, with ranges.</param>
    /// <param name="position">Its place in the pipeline: the study's seed depends on it.</param>
    internal FinishedStudy Search(string name, LearnerEntry entry, ulong position)
    {
        var start = StartOf(name, entry, position);
        var study = start.Options;
        options.StudyStarted?.Invoke(start);
        var known = options.KnownTrials?.Invoke(start) ?? [];
        var progress = StageProgress.Of(options, $"tuning {name}");
        var done = known.Count;
        var result = Study.Run(
            study,
            // Trials run side by side on one thread each: that keeps all cores busy without any of them waiting for another.
            ObjectiveOf(start, entry, Math.Max(1, options.Threads / study.Threads)),
            new StudyContext
            {
                Known = known,
                Finished = trial =>
                {
                    options.TrialTried?.Invoke(name, TryOf(name, trial));
                    options.TrialFinished?.Invoke(name, trial);
                    progress?.Report((double)++done / study.Trials);
                },
                Clock = options.Clock,
                Cancel = options.Cancel,
            });
        // What was known from before, stopped early or refused has none.
        var finished = new FinishedStudy(start, result)
        {
            Tries = [.. result.Trials.Where(t => t.State == TrialState.Complete).Select(t => _tries.GetValueOrDefault((name, t.Number))).OfType<ScoredTry>()],
        };
        _finished.Add(finished);
        return finished;
    }

    /// <summary>The same search, for whoever makes its trials one by one, each on all threads.</summary>
    /// <inheritdoc cref="Search"/>
    internal OpenSearch Open(string name, LearnerEntry entry, ulong position)
    {
        var start = StartOf(name, entry, position);
        return new OpenSearch(start, new OpenStudy(start.Options), ObjectiveOf(start, entry, options.Threads), trial => TryOf(name, trial));
    }

    /// <summary>What a trial that was made here tried: with its gains, where it was not stopped early or refused.</summary>
    private ScoredTry TryOf(string learner, Trial trial) => _tries.GetValueOrDefault((learner, trial.Number))
        ?? new ScoredTry(NameOf(learner, trial.Number), rows.Times![0], rows.Times[^1], 1, null);

    private static string NameOf(string learner, int trial) => FormattableString.Invariant($"{ScoredTry.SearchPrefix}{learner}, trial {trial}");

    private StudyStart StartOf(string name, LearnerEntry entry, ulong position)
    {
        var metric = MetricCatalog.Of(pipeline.Tuning.Metric ?? pipeline.Primary);
        var study = new StudyOptions
        {
            Space = entry.Tune!,
            Direction = metric.Direction,
            Sampler = SamplerCatalog.Of(pipeline.Tuning.Sampler),
            Pruner = PrunerCatalog.Of(pipeline.Tuning.Pruner),
            Trials = pipeline.Tuning.Trials,
            Seconds = pipeline.Tuning.Seconds,
            Seed = SeededRandom.Mix(pipeline.Seed, position),
            Width = pipeline.Tuning.Width,
            Threads = Math.Min(options.Threads, pipeline.Tuning.Width),
        };
        return new StudyStart(name, study, metric.Name);
    }

    private Objective ObjectiveOf(StudyStart start, LearnerEntry entry, int threads) => Objectives.OverFolds(
        rows,
        _splits.Value,
        point => With(entry.Learner, point),
        MetricCatalog.Of(start.Metric),
        PipelineRunner.Options(pipeline, $"tuning {start.Learner}", options) with
        {
            Threads = threads, FoldsAtOnce = 1, Folds = _folds, ValidationShare = pipeline.Tuning.Validation,
        },
        interval is { } bar ? (trial, forecasts) => _tries[(start.Learner, trial.Number)] = Try(start.Learner, trial.Number, forecasts, bar) : null);

    private ScoredTry Try(string learner, int trial, OutOfSample forecasts, TimeSpan bar)
    {
        // Every trial is scored on the same folds; two threads that come at once work out the same.
        var rate = _baseRate ??= Evaluator.Run(
            learner, rows, _splits.Value, BaselineCatalog.All[0].Fit, new EvaluationOptions { Seed = pipeline.Seed, Cancel = options.Cancel }).RowScores(LogLoss.Metric)!;
        DateTime[] times = [.. forecasts.Rows.Select(r => rows.Times![r])];
        var gains = BlockGains.Of(times, [.. forecasts.RowScores(LogLoss.Metric)!.Zip(rate, (ours, theirs) => theirs - ours)], bar);
        return new ScoredTry(NameOf(learner, trial), times[0], times[^1], 1, gains);
    }

    /// <summary>The learner with the best point of its study.</summary>
    /// <exception cref="InputException">All trials failed.</exception>
    internal static Learner Best(LearnerEntry entry, FinishedStudy study) => study.Result.Best is { } best
        ? With(entry.Learner, best.Parameters)
        : throw new InputException(
            $"tuning {study.Start.Learner}",
            study.Result.Trials.Count == 0 ? "not one trial was made in the time given." : $"all {study.Result.Trials.Count} trials failed; the first: {study.Result.Trials[0].Message}",
            study.Result.Trials.Count == 0 ? "Give more 'seconds' under 'tuning'." : "Change the ranges under 'tune'.");

    /// <summary>The learner with some parameters set; the others stay as the pipeline gave them.</summary>
    private static Learner With(Learner learner, IReadOnlyDictionary<string, object> point)
    {
        var values = LearnerCatalog.Find(learner.Id).Parameters.ToDictionary(p => p.Name, p => p.Get(learner));
        foreach (var (name, value) in point)
        {
            values[name] = value;
        }

        return LearnerCatalog.Create(learner.Id, values);
    }
}
