using Weathervane.Bars;
using Weathervane.Labels;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Inputs;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Running;
using Weathervane.Pipelines.Serving;

namespace Weathervane.Pipelines.Replay;

/// <summary>Lives through history as the live service would have: each bar is forecast by the model of that moment, outcomes arrive when their bars
/// close, drift and decay are looked for, and models are trained again on what was known by then.</summary>
/// <remarks>The clock is that of the bars: nothing that happens at one reads a later one. Training, gate, drift and decay are the live service's own code. Features are worked out
/// once over all bars, since each reads its past alone, which tests hold the live path to, bit by bit. The same bars, pipeline and options give
/// the same result on any number of threads.</remarks>
public sealed class HistoryReplay
{
    private const int BarsAtOnce = 1024;
    private readonly Pipeline _pipeline;
    private readonly BarSeries _bars;
    private readonly IReadOnlyDictionary<string, BarSeries> _others;
    private readonly ReplayOptions _options;
    private readonly LabelSeries _labels;
    private readonly int _first;
    private readonly double[] _said, _frozen, _baseRate;
    private readonly int[] _versions;
    private readonly List<ReplayEvent> _events = [];

    // [bars] decision bars whose label is known once the bar has closed.
    private readonly ILookup<int, int> _arriving;
    private RecipeFeatures? _features;
    private Pipeline? _recipe;
    private Incumbent? _incumbent;
    private DecayWatch? _decay;
    private DriftWatch? _drift;
    private DateTime _trained;
    private bool _isDrifting;
    private int _version, _saidUntil;

    private HistoryReplay(Pipeline pipeline, LoadedBars loaded, IReadOnlyDictionary<string, BarSeries> others, ReplayOptions options)
    {
        (_pipeline, _bars, _others, _options) = (Unsealed(pipeline), loaded.Bars, others, options);
        _labels = pipeline.Label.Compute(_bars);
        _first = options.From is { } from ? _bars.FirstAtOrAfter(from) : _bars.Count / 4;
        if (_first < 2 || _first >= _bars.Count - pipeline.Label.BarsAhead)
        {
            throw new InputException(
                _bars.Name, FormattableString.Invariant($"holds {_bars.Count} bars from {_bars.Times[0]:yyyy-MM-dd HH:mm} to {_bars.Times[^1]:yyyy-MM-dd HH:mm}; a replay from {options.From ?? _bars.Times[Math.Min(_first, _bars.Count - 1)]:yyyy-MM-dd HH:mm} has nothing to learn from before it, or nothing to forecast after it."),
                "Choose another start with --from, or give more bars.");
        }

        (_said, _frozen, _baseRate) = (Unknown(_bars.Count), Unknown(_bars.Count), Unknown(_bars.Count));
        _versions = new int[_bars.Count];
        _arriving = Enumerable.Range(0, _bars.Count).Where(_labels.IsKnown).ToLookup(i => _labels[i].Span.Last);
    }

    /// <summary>Lives through it.</summary>
    /// <param name="pipeline">What is run on the bars before the start, and trained again afterwards. Nothing is sealed: every bar is forecast before it is learnt from.</param>
    /// <param name="loaded">The bars.</param>
    /// <param name="others">Those of the further series that have a file, by name.</param>
    /// <param name="options">When what happens.</param>
    /// <exception cref="InputException">There are too few bars before or after the start.</exception>
    /// <exception cref="OperationCanceledException">The replay was stopped.</exception>
    public static ReplayResult Run(Pipeline pipeline, LoadedBars loaded, IReadOnlyDictionary<string, BarSeries> others, ReplayOptions options) =>
        new HistoryReplay(pipeline, loaded, others, options).Live();

    private ReplayResult Live()
    {
        TrainFirst();
        var (refresh, check) = (Next(_options.Refresh, _first - 1), Next(_options.Check, _first - 1));
        var known = (Count: 0, Ups: 0.0);
        for (var bar = 0; bar < _bars.Count; bar++)
        {
            var decayed = false;
            foreach (var row in _arriving[bar])
            {
                known = (known.Count + 1, known.Ups + _labels[row].Value);
                // A model answers for its own forecasts alone.
                decayed |= _versions[row] == _version && _version > 0 && _decay!.Update(_said[row], _labels[row].Value);
            }

            if (bar < _first)
            {
                continue;
            }

            _options.Training.Cancel.ThrowIfCancellationRequested();
            _baseRate[bar] = known.Ups / Math.Max(1, known.Count);
            _versions[bar] = _version;
            ForecastUpTo(bar);
            var close = CloseOf(bar);
            _options.BarClosed?.Invoke(close);
            // What is due at a bar's close comes after its forecast: training takes its time.
            var (isDue, isChecked) = (refresh <= close, check <= close);
            var drifted = isChecked && LookForDrift(bar);
            if (decayed)
            {
                Tell(bar, ReplayEventKind.Decay, _decay!.Words(_incumbent!.Called));
            }

            if (isDue || ((drifted && _options.OnDrift || decayed && _options.OnDecay) && close - _trained >= TimeSpan.FromDays(_options.PauseDays)))
            {
                Refresh(bar);
            }

            (refresh, check) = (isDue ? Next(_options.Refresh, bar) : refresh, isChecked ? Next(_options.Check, bar) : check);
            if (bar % 256 == 0)
            {
                _options.Progress?.Report(new RunProgress("replaying", (bar - _first) / (double)(_bars.Count - _first)));
            }
        }

        return new ReplayResult
        {
            Pipeline = _pipeline,
            Bars = _bars,
            Labels = _labels,
            First = _first,
            Probabilities = _said,
            Versions = _versions,
            Frozen = _frozen,
            BaseRate = _baseRate,
            Events = _events,
        };
    }

    private void TrainFirst()
    {
        var run = PipelineRunner.Run(
            _pipeline,
            PipelineInputs.Of(_pipeline, new LoadedBars(_bars.Slice(0, _first), []), Others(_first - 1), _options.Training.Threads, _options.Training.Cancel),
            new RunOptions
            {
                Threads = _options.Training.Threads, Progress = _options.Progress, CodeVersion = _options.Training.CodeVersion, Cancel = _options.Training.Cancel,
            });
        var trained = run.Models.First(m => m.Candidate == run.Winner);
        var model = trained.Model;
        _recipe = FixedRecipe.Of(run, run.Winner);
        _features = model.Recipe.Compute(_bars, _others, _options.Training.Threads, _options.Training.Cancel);
        var verdict = run.Decisive;
        Install(_first - 1, model, verdict.Verdict == Evaluation.Verdict.Beats, DecayPromise.Of(run.Winner.Forecasts, _pipeline.Label.BarsAhead), LearntRows.Of(run, trained, _options.Training.Threads));
        Forecast(_first, _bars.Count, model, _frozen);
        Tell(_first - 1, ReplayEventKind.Trained, verdict.ToString());
    }

    private void Refresh(int bar)
    {
        var refreshed = ModelRefresh.Run(
            _recipe!, _bars.Slice(0, bar + 1), Others(bar), _incumbent!, _options.Training, _features! with { Matrix = _features.Matrix.Slice(0, bar + 1) });
        _trained = CloseOf(bar);
        if (refreshed.Model is { } model)
        {
            Install(bar, model, refreshed.Decision.Proven, refreshed.Promise, refreshed.Learnt!);
        }

        Tell(bar, refreshed.Model is null ? ReplayEventKind.Kept : ReplayEventKind.Refreshed, refreshed.Decision.Why);
    }

    private void Install(int bar, ForecastModel model, bool isProven, DecayPromise promise, LearntRows learnt)
    {
        _version++;
        (_incumbent, _decay, _trained) = (new Incumbent(FormattableString.Invariant($"version {_version}"), model, isProven), new DecayWatch(promise), CloseOf(bar));
        _isDrifting = false;
        _drift = new DriftWatch(() => learnt.Reference(_options.Drift), _options.Drift);
        _saidUntil = bar + 1;
    }

    private bool LookForDrift(int bar)
    {
        var (before, report) = (_isDrifting, _drift!.Check(Since(bar)));
        _isDrifting = report is { Alarm: true };
        // The same drift is told once, until it is over or a model has learnt of it.
        if (!_isDrifting || before)
        {
            return false;
        }

        Tell(bar, ReplayEventKind.Drift, report!.Words);
        return true;
    }

    // Many bars in one call, which is far faster than one by one; if the model is replaced before, its successor says the rest again.
    private void ForecastUpTo(int bar)
    {
        if (bar >= _saidUntil)
        {
            Forecast(_saidUntil, _saidUntil = Math.Min(bar + BarsAtOnce, _bars.Count), _incumbent!.Model, _said);
        }
    }

    private void Forecast(int from, int to, ForecastModel model, double[] into)
    {
        var start = Math.Max(from, _features!.WarmUp);
        if (start < to)
        {
            model.Predict(_features.Matrix.Slice(start, to - start), _options.Training.Threads).CopyTo(into, start);
        }
    }

    /// <summary>What is known at a bar's close of those after the last one that the model learnt from.</summary>
    private LaterRows Since(int bar)
    {
        var learnt = Math.Max(_features!.WarmUp, _bars.FirstAtOrAfter(_incumbent!.Model.Facts.To) + 1);
        var rows = Math.Max(0, bar + 1 - learnt);
        var (said, outcomes) = (Unknown(rows), Unknown(rows));
        for (var row = 0; row < rows; row++)
        {
            var at = learnt + row;
            said[row] = _versions[at] == _version ? _said[at] : double.NaN;
            outcomes[row] = _labels.IsKnown(at) && _labels[at].Span.Last <= bar ? _labels[at].Value : double.NaN;
        }

        return new LaterRows(_features.Matrix.Slice(learnt, rows), said, outcomes);
    }

    private void Tell(int bar, ReplayEventKind kind, string why)
    {
        var happened = new ReplayEvent(CloseOf(bar), kind, _version, why);
        _events.Add(happened);
        _options.Happened?.Invoke(happened);
    }

    private DateTime? Next(Schedule? schedule, int bar) => schedule?.Invoke(CloseOf(bar));

    private DateTime CloseOf(int bar) => _bars.Times[bar] + _bars.Interval;

    private Dictionary<string, BarSeries> Others(int bar) =>
        _others.ToDictionary(o => o.Key, o => o.Value.Slice(0, o.Value.FirstAtOrAfter(CloseOf(bar) - o.Value.Interval + TimeSpan.FromTicks(1))));

    private static Pipeline Unsealed(Pipeline pipeline) => pipeline with { Split = pipeline.Split with { Holdout = 0, Train = null, Test = null } };

    private static double[] Unknown(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
