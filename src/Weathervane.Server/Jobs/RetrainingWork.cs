using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary>Looks after the models of all series that have a plan.</summary>
internal sealed class RetrainingWork
{
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly ConcurrentDictionary<string, DriftCheck> _checked = new();
    private readonly Workspace _workspace;
    private readonly JobLeases _leases;
    private readonly ILogger _log;
    private readonly SeriesCare _care;

    internal RetrainingWork(Workspace workspace, JobLeases leases, LowPriorityThreads threads, TimeProvider clock, ILogger log)
    {
        (_workspace, _leases, _log) = (workspace, leases, log);
        _care = new SeriesCare(workspace, threads, clock, Probes.Version);
    }

    /// <summary>What keeps the model of a series from being looked after; null for nothing.</summary>
    internal string? ProblemOf(string series) => _problems.GetValueOrDefault(series);

    /// <summary>When this server last looked for drift of a series; null for not yet.</summary>
    internal DriftCheck? LastCheckOf(string series) => _checked.GetValueOrDefault(series);

    /// <summary>Does all that is due now.</summary>
    internal void DoAll()
    {
        foreach (var (series, plan) in Guarded("all series", _workspace.Retraining.Plans) ?? [])
        {
            Guarded(series, () => LookAfter(series, plan));
        }
    }

    private T? Guarded<T>(string series, Func<T> work)
    {
        try
        {
            return JobGuard.Try(work, failure => Log.CareWaits(_log, failure, series));
        }
        catch (InputException wrong)
        {
            _problems[series] = wrong.Message;
            return default;
        }
    }

    private bool LookAfter(string name, RetrainingPlan plan)
    {
        var series = _workspace.Series.Get(name);
        if (RetrainingProblem.Of(series) is { } problem)
        {
            _problems[name] = problem;
            return false;
        }

        if (Due(series, plan) is { Refresh: null, Check: false })
        {
            return false;
        }

        using var lease = _leases.Take("retraining/" + name);
        if (lease is null)
        {
            return false;
        }

        DoWhatIsDue(series, plan, lease);
        _problems.TryRemove(name, out _);
        return true;
    }

    private void DoWhatIsDue(KeptSeries series, RetrainingPlan plan, HeldLease lease)
    {
        var before = _workspace.Retraining.Events(series.Name, 1) is [var latest, ..] ? latest.Id : 0;
        // Asked again: another server may have done it just before the lease came free.
        if (Due(series, plan).Check && _care.Check(series, plan, lease) is { IsHeld: true, IsTested: var isTested })
        {
            _checked[series.Name] = new DriftCheck(_workspace.Retraining.Now(), isTested);
        }

        if (Due(series, plan).Refresh is { } because)
        {
            _care.Refresh(series, plan, because, lease);
        }

        foreach (var told in _workspace.Retraining.Events(series.Name, 10).Where(e => e.Id > before).Reverse())
        {
            Log.SeriesEvent(_log, told.Series, told.Kind.ToString(), told.Model, told.Version, told.Words);
        }
    }

    private DueWork Due(KeptSeries series, RetrainingPlan plan) => DueWork.Of(
        plan,
        _workspace.Retraining.Events(series.Name),
        _workspace.Models.Resolve(series.Models[0]).Created,
        LastCheckOf(series.Name)?.At,
        _workspace.Retraining.Now());
}

/// <summary>A look for drift and decay.</summary>
/// <param name="At">When.</param>
/// <param name="IsTested">Whether there were rows enough to tell.</param>
internal sealed record DriftCheck(DateTimeOffset At, bool IsTested);
