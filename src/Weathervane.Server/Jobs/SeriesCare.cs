using System.Text;
using Weathervane.Monitoring.Drift;
using Weathervane.Pipelines;
using Weathervane.Pipelines.Gate;
using Weathervane.Pipelines.Mlflow;
using Weathervane.Pipelines.Retraining;
using Weathervane.Pipelines.Serving;
using Weathervane.Server.Live;
using Weathervane.Store;
using Weathervane.Store.Live;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Jobs;

/// <summary>Looks after the model of one series, by the code that a replay runs: drift, decay, refresh. Every result is kept under the lease.</summary>
internal sealed class SeriesCare(Workspace workspace, LowPriorityThreads work, TimeProvider clock, string codeVersion)
{
    private const int EventsSeen = 1000;

    /// <summary>Looks for drift and decay of the version that forecasts now, and tells each once a version and alarm.</summary>
    /// <returns>Whether the lease was held to the end, and whether there were rows enough to test for drift.</returns>
    internal (bool IsHeld, bool IsTested) Check(KeptSeries series, RetrainingPlan plan, HeldLease lease)
    {
        var version = workspace.Models.Resolve(series.Models[0]);
        var events = workspace.Retraining.Events(series.Name, EventsSeen).Where(e => e.Model == version.Name && e.Version == version.Version).ToList();
        var model = VersionFiles.Read(workspace, version);
        var held = true;
        if (Decay(series, version, model) is { } decay && !events.Any(e => e.Kind == SeriesEventKind.Decay && e.Words == decay))
        {
            held = workspace.Retraining.Finish(lease.Lease, series.Name, SeriesEventKind.Decay, version, decay);
        }

        if (!held || events.Any(e => e.Kind == SeriesEventKind.Drift))
        {
            return (held, true);
        }

        var report = Drift(series, plan, version, model, lease.Lost);
        if (report is { Alarm: true })
        {
            held = workspace.Retraining.Finish(lease.Lease, series.Name, SeriesEventKind.Drift, version, report.Words);
        }

        return (held, report is not null);
    }

    /// <summary>Trains the model again on the bars as they stand, asks the gate, and keeps what came of it.</summary>
    /// <returns>False where the lease was lost: another server does it again.</returns>
    internal bool Refresh(KeptSeries series, RetrainingPlan plan, string because, HeldLease lease)
    {
        var version = workspace.Models.Resolve(series.Models[0]);
        try
        {
            var model = VersionFiles.Read(workspace, version);
            SeriesBars.Refuse(workspace, series, model);
            var bars = SeriesBars.Read(workspace, series, model);
            var incumbent = new Incumbent(version.Reference, model, GateDecision.IsProven(version.Tags));
            var recipe = RecipeOf(version, model);
            var options = new RefreshOptions { Folds = plan.Folds, Validation = plan.Validation, Threads = work.Count, CodeVersion = codeVersion, Cancel = lease.Lost };
            var refreshed = work.Run(() => ModelRefresh.Run(recipe, bars.Own, bars.Others, incumbent, options));
            var why = $"{refreshed.Decision.Why} (asked for by {because})";
            // Who has lost the lease by now registers nothing; between this and the end only the alias counts, and that is fenced.
            if (!lease.Renew())
            {
                return false;
            }

            return refreshed.Model is { } fresh
                ? workspace.Retraining.Finish(lease.Lease, series.Name, SeriesEventKind.Refreshed, Register(version, fresh, refreshed, why, lease), why, version.Aliases.Contains(ModelName.Champion) ? version : null)
                : workspace.Retraining.Finish(lease.Lease, series.Name, SeriesEventKind.Kept, version, why);
        }
        catch (InputException wrong)
        {
            return workspace.Retraining.Finish(lease.Lease, series.Name, SeriesEventKind.Failed, version, $"{wrong.Message} (asked for by {because})");
        }
    }

    private ModelVersion Register(ModelVersion before, ForecastModel fresh, Refreshed refreshed, string why, HeldLease lease)
    {
        var options = new DriftWatchOptions { Test = new DriftOptions { Threads = work.Count, Cancel = lease.Lost } };
        var reference = work.Run(() => refreshed.Learnt!.Reference(options));
        var version = TrainedVersion.Of(
            before.Name, "retraining", fresh, before.Parameters.GetValueOrDefault("learner", fresh.Facts.Learner), fresh.Facts.Pipeline, refreshed.Promise, reference, refreshed.Decision,
            new MlflowFacts(clock.GetUtcNow().UtcDateTime));
        return workspace.Models.Register(version with
        {
            PrimaryMetric = before.PrimaryMetric,
            Notes = $"Refresh of {before.Reference}: {why}",
            Tags = version.Tags.Concat(before.Tags.Where(t => t.Key == ServedModel.ValidFor)).ToDictionary(t => t.Key, t => t.Value),
        });
    }

    /// <summary>The newest decay, told with its moment so that it is told once; null for none.</summary>
    private string? Decay(KeptSeries series, ModelVersion version, ForecastModel model)
    {
        if (VersionFiles.FileOf(workspace, version, DecayPromise.File) is not { } promise)
        {
            return null;
        }

        var watch = new DecayWatch(DecayPromise.Read(promise, $"{version.Reference}, {DecayPromise.File}"));
        DateTimeOffset? seen = null;
        foreach (var forecast in workspace.Forecasts.List(series.Name, version.Reference, from: model.Facts.To, limit: int.MaxValue).Reverse())
        {
            if (!forecast.Backfilled && forecast.Outcome is { } outcome && watch.Update(forecast.Probability, outcome))
            {
                seen = forecast.Target;
            }
        }

        return seen is { } at ? FormattableString.Invariant($"{watch.Words(version.Reference)}, seen at {at:yyyy-MM-dd HH:mm} UTC") : null;
    }

    private DriftReport? Drift(KeptSeries series, RetrainingPlan plan, ModelVersion version, ForecastModel model, CancellationToken cancel)
    {
        var options = new DriftWatchOptions { Window = plan.Window };
        options = options with { Test = options.Test with { Threads = work.Count, Cancel = cancel } };
        var bars = SeriesBars.Read(workspace, series, model);
        return work.Run(() => WatchedRows.Of(model, bars.Own, bars.Others, work.Count, cancel)) is { } rows
            ? work.Run(VersionDrift.Test(workspace, series.Name, version, rows, options))
            : null;
    }

    /// <summary>What the version's run settled on; of a version from before there was such a file its pipeline, where that searches nothing.</summary>
    private Pipeline RecipeOf(ModelVersion version, ForecastModel model)
    {
        if (VersionFiles.FileOf(workspace, version, FixedRecipe.File) is { } recipe)
        {
            return PipelineFile.Parse(Encoding.UTF8.GetString(recipe), $"{version.Reference}, {FixedRecipe.File}");
        }

        var pipeline = PipelineFile.Parse(model.Facts.Pipeline, $"{version.Reference}, its pipeline");
        return pipeline.Learners.Count == 1 && pipeline.Learners[0].Tune is null && pipeline.Ensemble == Ensemble.None
            ? pipeline
            : throw new InputException(version.Reference, "does not tell what its search settled on: it is of an older program.", "Train it once with 'vane run'.");
    }
}
