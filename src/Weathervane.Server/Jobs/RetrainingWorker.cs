using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary>Looks after the models of all series that have a plan, on half of the cores, below the priority of requests.</summary>
/// <remarks>Any number of servers may do so over one store: what is due is read off what has happened, one server takes the lease, and only who still holds it keeps a
/// result. One that dies or is stopped loses the lease within a minute, and another does the work again.</remarks>
internal sealed class RetrainingWorker : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, string> _problems = new();
    private readonly Dictionary<string, DateTimeOffset> _checked = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly string _owner = LeaseOwner.New();
    private readonly Workspace _workspace;
    private readonly TimeSpan _leaseLength;
    private readonly ILogger _log;
    private readonly SeriesCare _care;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins.</summary>
    /// <param name="workspace">Whose series.</param>
    /// <param name="leaseLength">How long a server that says nothing keeps the work to itself; it says so three times as often.</param>
    /// <param name="clock">Gives the times that versions are made at.</param>
    /// <param name="log">Told what happened.</param>
    internal RetrainingWorker(Workspace workspace, TimeSpan leaseLength, TimeProvider clock, ILogger log)
    {
        (_workspace, _leaseLength, _log) = (workspace, leaseLength, log);
        _care = new SeriesCare(workspace, leaseLength, clock, Probes.Version);
        new Thread(Work) { IsBackground = true, Name = "vane retraining", Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <summary>Half of the cores: what work that nobody waits for may take.</summary>
    internal static int Threads { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>What keeps the model of a series from being looked after; null for nothing.</summary>
    internal string? ProblemOf(string series) => _problems.GetValueOrDefault(series);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ended.Task;
        _stop.Dispose();
    }

    private void Work()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var (series, plan) in Guarded("all series", _workspace.Retraining.Plans) ?? [])
            {
                Guarded(series, () => LookAfter(series, plan));
            }

            _stop.Token.WaitHandle.WaitOne(Every);
        }

        _ended.SetResult();
    }

    private T? Guarded<T>(string series, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InputException wrong)
        {
            _problems[series] = wrong.Message;
        }
        catch (OperationCanceledException)
        {
            // The server stops, or another has taken over.
        }
        catch (ObjectDisposedException)
        {
            // The server stops.
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or TimeoutException)
        {
            Log.CareWaits(_log, failure, series);
        }

        return default;
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

        if (_workspace.Leases.Take("retraining/" + name, _owner, _leaseLength) is not { } lease)
        {
            return false;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        // Its own thread of the pool: the work itself may keep this one busy for minutes.
        using var renewing = new Timer(_ => Renew(lease, stop), null, _leaseLength / 3, _leaseLength / 3);
        try
        {
            DoWhatIsDue(series, plan, lease, stop.Token);
            _problems.TryRemove(name, out _);
        }
        finally
        {
            _workspace.Leases.Release(lease);
        }

        return true;
    }

    private void DoWhatIsDue(KeptSeries series, RetrainingPlan plan, Lease lease, CancellationToken cancel)
    {
        var before = _workspace.Retraining.Events(series.Name, 1) is [var latest, ..] ? latest.Id : 0;
        // Asked again: another server may have done it just before the lease came free.
        if (Due(series, plan).Check && _care.Check(series, plan, lease, Threads, cancel))
        {
            _checked[series.Name] = _workspace.Retraining.Now();
        }

        if (Due(series, plan).Refresh is { } because)
        {
            _care.Refresh(series, plan, because, lease, Threads, cancel);
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
        _checked.TryGetValue(series.Name, out var last) ? last : null,
        _workspace.Retraining.Now());

    private void Renew(Lease lease, CancellationTokenSource stop)
    {
        try
        {
            if (_workspace.Leases.Renew(lease, _leaseLength) is null)
            {
                stop.Cancel();
            }
        }
        catch (Exception away) when (away is IOException or TimeoutException or ObjectDisposedException)
        {
            // The store is away; whether the lease is still held is asked again when a result is kept.
        }
    }
}
