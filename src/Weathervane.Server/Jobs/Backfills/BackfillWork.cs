using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Studies;

namespace Weathervane.Server.Jobs.Backfills;

/// <summary>Forecasts bars that were there before a version was asked, as jobs ask for it.</summary>
internal sealed class BackfillWork(Workspace workspace, JobLeases leases, LowPriorityThreads threads)
{
    /// <summary>Does one job that nobody else does.</summary>
    /// <returns>False where there is none.</returns>
    internal bool DoOne()
    {
        foreach (var job in workspace.Backfills.Open())
        {
            using var lease = leases.Take(BackfillStore.LeaseOf(job.Id));
            if (lease is not null)
            {
                Do(job, lease);
                return true;
            }
        }

        return false;
    }

    private void Do(Backfill job, HeldLease lease)
    {
        try
        {
            var version = workspace.ModelVersions.Get(job.Model, job.Version);
            var model = VersionFiles.Read(workspace, version);
            var bars = SeriesBars.Read(workspace, workspace.Series.Get(job.Series), model);
            // A bar whose outcome is not known yet is the live service's.
            var forecasts = bars.Own.Count == 0 ? [] : threads.Run(() => new Forecaster(model).Forecast(bars.Own, bars.Others, threads: threads.Count, cancel: lease.Lost, onlyNew: true))
                .Where(f => !(f.Bar < job.From) && !(f.Bar >= job.To) && !double.IsNaN(f.Outcome))
                .Select(f => ForecastWorker.Kept(version, f, bars)).ToList();
            workspace.Backfills.Finish(job, forecasts, JobOutcome.Done, Words(forecasts), lease.Lease);
        }
        catch (Exception wrong) when (wrong is InputException or ArgumentException)
        {
            workspace.Backfills.Finish(job, [], JobOutcome.Failed, wrong.Message, lease.Lease);
        }
    }

    private static string Words(List<KeptForecast> forecasts) => forecasts.Count == 0
        ? "No bar after the training's end has a known outcome."
        : FormattableString.Invariant($"{forecasts.Count} bars from {forecasts[0].Bar:yyyy-MM-dd HH:mm} to {forecasts[^1].Bar:yyyy-MM-dd HH:mm} UTC.");
}
