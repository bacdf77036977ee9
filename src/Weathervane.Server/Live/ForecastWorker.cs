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
    // A series as long as this leaves tens of megabytes to collect.
    private const int LongSeries = 10_000;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly Dictionary<(string Series, string Version), long> _done = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Workspace _workspace;
    private readonly ServedModels _models;
    private readonly ExperimentReports _experiments;
    private readonly KnownForecasts _known;
    private readonly ILogger _log;
    private readonly Task _work;
    private bool _hasLitter;

    internal ForecastWorker(Workspace workspace, ServedModels models, ExperimentReports experiments, KnownForecasts known, bool isWorking, ILogger log)
    {
        (_workspace, _models, _experiments, _known, _log) = (workspace, models, experiments, known, log);
        // Where it does not work another server does, and this one only tells what became of it.
        _work = isWorking ? Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) : Task.CompletedTask;
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

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _wake.Dispose();
    }

    private void Work()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                foreach (var series in _workspace.Series.List())
                {
                    _known.Add(series);
                    foreach (var reference in series.Models)
                    {
                        Forecast(series, reference);
                    }

                    Compare(series);
                }

                if (!_wake.Wait(Every, _stop.Token) && _hasLitter)
                {
                    // Bars come by the hour, and the collector by what is allocated: left to itself it would hold what a pass took until the next ones.
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    _hasLitter = false;
                }
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
    private void Compare(KeptSeries series)
    {
        foreach (var experiment in _workspace.LiveExperiments.List(series.Name, running: true))
        {
            foreach (var version in experiment.Forecasting)
            {
                Forecast(series, version);
            }

            _experiments.Judge(experiment, series.Changes);
        }
    }

    private void Forecast(KeptSeries series, string reference)
    {
        try
        {
            var model = _models.Get(reference);
            var key = (series.Name, model.Version.Reference);
            if (_done.TryGetValue(key, out var changes) && changes == series.Changes)
            {
                return;
            }

            var bars = _workspace.Series.Bars(series.Name);
            _hasLitter |= bars.Count >= LongSeries;
            if (bars.Count > 0)
            {
                // Bars that the model has learnt from are no test of it.
                var forecasts = new Forecaster(model.Model).Forecast(model.Model.OnCalendar(bars), cancel: _stop.Token)
                    .Where(f => f.Bar > model.Model.Facts.To).Select(f => Kept(model.Version, f)).ToList();
                _workspace.Forecasts.Keep(series.Name, forecasts);
                if (forecasts is [.., var newest])
                {
                    _known.Add(series.Name, model.Version.Reference, newest);
                }
            }

            _done[key] = series.Changes;
            _problems.TryRemove(series.Name, out _);
        }
        catch (Exception wrong) when (wrong is InputException or ArgumentException)
        {
            _problems[series.Name] = $"{reference}: {wrong.Message}";
        }
    }

    /// <summary>A forecast as it is kept.</summary>
    internal static KeptForecast Kept(ModelVersion version, Forecast forecast) => new()
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
    };
}
