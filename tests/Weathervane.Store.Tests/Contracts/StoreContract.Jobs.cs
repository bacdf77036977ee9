using Weathervane.Store.Live;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    private static readonly Dictionary<string, string> NoPoint = [];

    [Fact]
    public void A_trial_of_the_servers_counts_once_and_only_while_its_lease_is_held()
    {
        var (store, id) = (_workspace.Store, AskedStudy());
        var name = StudyJobStore.LeaseOf(id, 0);
        var stale = Leases.Take(name, "one", TimeSpan.Zero)!;
        var held = Leases.Take(name, "two", Minute)!;
        Assert.False(store.StudyJobs.Finish(id, new Trial(0, TrialState.Complete, NoPoint, 0.1), stale));
        Assert.Empty(store.Studies.Trials(id));
        Assert.True(store.StudyJobs.Finish(id, new Trial(0, TrialState.Complete, NoPoint, 0.69), held));
        // The lease went with it; whoever is late has none, and the trial stays.
        Assert.Null(Leases.Renew(held, Minute));
        Assert.False(store.StudyJobs.Finish(id, new Trial(0, TrialState.Complete, NoPoint, 0.2), held));
        Assert.Equal(0.69, Assert.Single(store.Studies.Trials(id)).Value);
    }

    [Fact]
    public void A_search_of_the_servers_ends_once_with_its_run_and_can_be_asked_for_again()
    {
        var id = AskedStudy();
        var jobs = _workspace.Reopen().StudyJobs;
        var job = Assert.Single(jobs.Open());
        Assert.Equal((id, "lightgbm", 30, "ada"), (job.StudyId, job.Learner, job.Trials, job.By));
        Assert.True(jobs.End(id, JobOutcome.Done));
        Assert.False(jobs.End(id, JobOutcome.Stopped, "too late"));
        Assert.Empty(jobs.Open());
        var kept = _workspace.Store.Studies.Get("asked");
        Assert.Equal((JobOutcome.Done, null), (kept.Job!.Outcome, kept.Job.Words));
        Assert.Equal(RunStatus.Finished, _workspace.Store.Runs.Get(kept.Study.RunId).Status);

        _workspace.Store.StudyJobs.Ask(id, "lightgbm", 50, "bob");
        kept = _workspace.Store.Studies.Get("asked");
        Assert.Equal((50, "bob", (DateTimeOffset?)null), (kept.Job!.Trials, kept.Job.By, kept.Job.Ended));
        Assert.Equal(RunStatus.Running, _workspace.Store.Runs.Get(kept.Study.RunId).Status);
        Assert.True(_workspace.Store.StudyJobs.End(id, JobOutcome.Failed, "no rows"));
        Assert.Equal("no rows", _workspace.Store.StudyJobs.Of(id)!.Words);
        Assert.Equal(RunStatus.Failed, _workspace.Store.Runs.Get(kept.Study.RunId).Status);
    }

    [Fact]
    public void What_is_filled_in_counts_once_is_marked_and_is_no_part_of_a_record()
    {
        var store = _workspace.Store;
        store.Series.Put("gbp-1h", "1h", ["gbp"]);
        var (champion, challenger) = (_workspace.Register("gbp"), _workspace.Register("gbp"));
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        store.Forecasts.Keep("gbp-1h", [.. Enumerable.Range(0, 4).Select(i => Said(champion, i))]);
        store.Forecasts.Keep("gbp-1h", [Said(challenger, 3)]);
        var job = store.Backfills.Ask("gbp-1h", challenger, null, start.AddHours(4), "ada");
        Assert.Equal(job, Assert.Single(store.Backfills.Open()));

        var stale = Leases.Take(BackfillStore.LeaseOf(job.Id), "one", TimeSpan.Zero)!;
        var held = Leases.Take(BackfillStore.LeaseOf(job.Id), "two", Minute)!;
        List<KeptForecast> all = [.. Enumerable.Range(0, 4).Select(i => Said(challenger, i))];
        Assert.False(store.Backfills.Finish(job, all, JobOutcome.Done, "late", stale));
        Assert.Single(store.Forecasts.List("gbp-1h", challenger.Reference));
        Assert.True(store.Backfills.Finish(job, all, JobOutcome.Done, "4 bars", held));
        Assert.False(store.Backfills.Finish(job, all, JobOutcome.Failed, "again", held));

        // Three were new; the one that was said when its bar closed stays what it is.
        var done = Assert.Single(store.Backfills.Of("gbp-1h"));
        Assert.Equal((JobOutcome.Done, "4 bars", 3L), (done.Outcome!.Value, done.Words, done.Forecasts));
        Assert.Equal([false, true, true, true], store.Forecasts.List("gbp-1h", challenger.Reference).Select(f => f.Backfilled));
        var pairs = store.Forecasts.Pairs("gbp-1h", champion.Reference, challenger.Reference, start);
        Assert.Equal([true, true, true, false], pairs.Select(p => double.IsNaN(p.Challenger)));
        Assert.Single(store.Forecasts.Pairs("gbp-1h", challenger.Reference, champion.Reference, start));

        KeptForecast Said(Weathervane.Store.Models.ModelVersion version, int hour) => new()
        {
            Model = version.Name, Version = version.Version, Bar = start.AddHours(hour), KnownAt = start.AddHours(hour + 1), Target = start.AddHours(hour + 1),
            Probability = 0.5 + (0.01 * hour), Threshold = 0.5, Outcome = hour % 2,
        };
    }

    private long AskedStudy()
    {
        var id = _workspace.Store.Studies.Create(new Study(_workspace.NewRun().Id, "asked", "tpe", 1, "log_loss", false, ""));
        _workspace.Store.StudyJobs.Ask(id, "lightgbm", 30, "ada");
        return id;
    }
}
