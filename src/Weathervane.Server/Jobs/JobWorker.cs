using Microsoft.Extensions.Logging;
using Weathervane.Server.Jobs.Backfills;
using Weathervane.Server.Jobs.Searches;
using Weathervane.Server.Operation;
using Weathervane.Store;

namespace Weathervane.Server.Jobs;

/// <summary>Does what nobody waits for, one job after the other, on half of the cores and below the priority of requests: models that are looked after, forecasts that are filled in, trials of searches.</summary>
/// <remarks>Any number of servers may do so over one store: what is due is read off what has happened, one server takes the lease, and only who still holds it keeps a
/// result. One that dies or is stopped loses the lease, and another does the work again.</remarks>
internal sealed class JobWorker : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LowPriorityThreads _threads = new(Threads);
    private readonly ILogger _log;
    private readonly BackfillWork _backfills;
    private readonly StudyWork _studies;

    /// <summary>Begins.</summary>
    /// <param name="workspace">Where jobs are asked for, and results are kept.</param>
    /// <param name="leaseLength">How long a server that says nothing keeps a job to itself.</param>
    /// <param name="begin">Waited for before the first look.</param>
    /// <param name="clock">Gives the times that versions are made at, and how long trials take.</param>
    /// <param name="log">Told what happened.</param>
    internal JobWorker(Workspace workspace, TimeSpan leaseLength, Task begin, TimeProvider clock, ILogger log)
    {
        var leases = new JobLeases(workspace, leaseLength, _stop.Token);
        _log = log;
        Retraining = new RetrainingWork(workspace, leases, _threads, clock, log);
        _backfills = new BackfillWork(workspace, leases, _threads);
        _studies = new StudyWork(workspace, leases, _threads, clock);
        new Thread(() => Work(begin)) { IsBackground = true, Name = "vane jobs" }.Start();
    }

    /// <summary>Half of the cores: what work that nobody waits for may take.</summary>
    internal static int Threads { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Looks after the models of series.</summary>
    internal RetrainingWork Retraining { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ended.Task;
        _threads.Dispose();
        _stop.Dispose();
    }

    private void Work(Task begin)
    {
        Task.WaitAny(begin, Task.Delay(Timeout.Infinite, _stop.Token));
        while (!_stop.IsCancellationRequested)
        {
            // Series come first after each job: a search of a thousand trials does not keep a model from being looked after.
            Retraining.DoAll();
            var isMore = Guarded("a backfill", _backfills.DoOne) || Guarded("a trial", _studies.DoOne);
            if (!isMore)
            {
                _stop.Token.WaitHandle.WaitOne(Every);
            }
        }

        _ended.SetResult();
    }

    private bool Guarded(string what, Func<bool> work) => JobGuard.Try(work, failure => Log.JobWaits(_log, failure, what));
}
