using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live.Experiments;
using Weathervane.Server.Operation;
using Weathervane.Server.Outages;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;

namespace Weathervane.Server.Live;

/// <summary>Forecasts each bar that comes in by every version of its series and of the experiments on it, joins outcomes, revises what corrected bars change, and
/// judges the experiments.</summary>
/// <remarks>It asks the store what has changed, so bars that came by another server count as well; what two servers forecast is kept once.</remarks>
internal sealed class ForecastWorker : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly Dictionary<(string Series, string Version), (string State, DateTimeOffset? Again)> _done = [];
    private readonly ConcurrentDictionary<string, Waiting> _waiting = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Workspace _workspace;
    private readonly ServedModels _models;
    private readonly ExperimentReports _experiments;
    private readonly KnownForecasts _known;
    private readonly ILogger _log;
    private readonly Task _work;

    /// <summary>Begins.</summary>
    /// <param name="workspace">Whose series.</param>
    /// <param name="models">The models that forecast them.</param>
    /// <param name="experiments">What runs on them.</param>
    /// <param name="known">Told what was forecast.</param>
    /// <param name="begin">Waited for before the first look; null where it does not work: another server does, and this one only tells what became of it.</param>
    /// <param name="log">Told what could not be done.</param>
    internal ForecastWorker(Workspace workspace, ServedModels models, ExperimentReports experiments, KnownForecasts known, Task? begin, ILogger log)
    {
        (_workspace, _models, _experiments, _known, _log) = (workspace, models, experiments, known, log);
        _work = begin is null ? Task.CompletedTask : Task.Factory.StartNew(() => Work(begin), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Looks for work at once instead of within a second.</summary>
    internal void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>What keeps a model from forecasting a series; null for nothing.</summary>
    internal string? ProblemOf(string series) => _problems.GetValueOrDefault(series);

    /// <summary>What a forecast of a series waits for; null for nothing.</summary>
    internal Waiting? WaitingOf(string series) => _waiting.GetValueOrDefault(series);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _wake.Dispose();
    }

    private void Work(Task begin)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                begin.Wait(_stop.Token);
                var all = _workspace.Series.List().ToDictionary(s => s.Name);
                foreach (var series in all.Values)
                {
                    _known.Add(series);
                    foreach (var reference in series.Models)
                    {
                        Forecast(series, reference, all);
                    }

                    Compare(series, all);
                }

                _wake.Wait(Every, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException or TimeoutException)
            {
                Log.ForecastsWait(_log, failure);
                _stop.Token.WaitHandle.WaitOne(Every);
            }
        }
    }

    /// <summary>Every arm of an experiment forecasts every bar, whoever answers; then it is judged on the outcomes that are known.</summary>
    private void Compare(KeptSeries series, Dictionary<string, KeptSeries> all)
    {
        foreach (var experiment in _workspace.LiveExperiments.List(series.Name, running: true))
        {
            foreach (var version in experiment.Forecasting)
            {
                Forecast(series, version, all);
            }

            _experiments.Judge(experiment, series.Changes);
        }
    }

    private void Forecast(KeptSeries series, string reference, Dictionary<string, KeptSeries> all)
    {
        try
        {
            var model = _models.Get(reference);
            var key = (series.Name, model.Version.Reference);
            var state = SeriesBars.StateOf(series, model.Model, all.GetValueOrDefault);
            if (_done.TryGetValue(key, out var done) && done.State == state && (done.Again is not { } again || _workspace.Retraining.Now() < again))
            {
                return;
            }

            var bars = SeriesBars.Read(_workspace, series, model.Model);
            Waiting? waiting = null;
            if (bars.Own.Count > 0)
            {
                var forecasts = new Forecaster(model.Model).Forecast(bars.Own, bars.Others, cancel: _stop.Token, onlyNew: true)
                    .Select(f => Kept(model.Version, f, bars)).ToList();
                waiting = HoldBack(series, forecasts);
                _workspace.Forecasts.Keep(series.Name, forecasts);
                if (forecasts is [.., var newest])
                {
                    _known.Add(series.Name, model.Version.Reference, newest);
                }
            }

            _done[key] = (state, waiting?.Until);
            Tell(series.Name, waiting);
            _problems.TryRemove(series.Name, out _);
        }
        catch (Exception wrong) when (wrong is InputException or ArgumentException)
        {
            _problems[series.Name] = $"{reference}: {wrong.Message}";
        }
    }

    /// <summary>Takes out what waits: forecasts without the last bar of a further series, until that is there, or for as long as the series says. Then they are made of what is there.</summary>
    /// <returns>The first to go on; null where none waits.</returns>
    private Waiting? HoldBack(KeptSeries series, List<KeptForecast> forecasts)
    {
        if (forecasts.FirstOrDefault(f => f.Behind is not null) is not { } first)
        {
            return null;
        }

        var (received, now) = (_workspace.Series.Received(series.Name, first.Bar), _workspace.Retraining.Now());
        Waiting? waiting = null;
        forecasts.RemoveAll(forecast =>
        {
            // Bars that come late, or all at once, wait from when they came: theirs may be on the way.
            var until = (received.TryGetValue(forecast.Bar, out var came) && came > forecast.KnownAt ? came : forecast.KnownAt).AddSeconds(series.WaitSeconds);
            var isWaiting = forecast.Behind is not null && now < until;
            waiting = isWaiting && !(waiting?.Until <= until) ? new Waiting(forecast.Bar, forecast.Behind!, until) : waiting;
            return isWaiting;
        });
        return waiting;
    }

    private void Tell(string series, Waiting? waiting)
    {
        if (waiting is not null)
        {
            _waiting[series] = waiting;
        }
        else
        {
            _waiting.TryRemove(series, out _);
        }
    }

    /// <summary>A forecast as it is kept.</summary>
    internal static KeptForecast Kept(ModelVersion version, Forecast forecast, SeriesBars bars) => new()
    {
        Model = version.Name,
        Version = version.Version,
        Bar = forecast.Bar,
        KnownAt = forecast.KnownAt,
        Target = forecast.Target,
        Probability = forecast.Probability,
        Threshold = forecast.Threshold,
        Set = ForecastJson.Word(forecast.Set),
        Familiarity = double.IsNaN(forecast.Familiarity) ? null : forecast.Familiarity,
        Outcome = double.IsNaN(forecast.Outcome) ? null : (int)forecast.Outcome,
        Behind = bars.BehindAt(forecast.KnownAt),
    };
}

/// <summary>A forecast that waits for the bars of further series.</summary>
/// <param name="Bar">Open of the bar that it is made at.</param>
/// <param name="For">The further series, by the model's name of them.</param>
/// <param name="Until">Then it is made of what is there.</param>
internal sealed record Waiting(DateTimeOffset Bar, IReadOnlyList<string> For, DateTimeOffset Until);
