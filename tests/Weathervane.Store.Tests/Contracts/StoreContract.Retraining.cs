using Weathervane.Store.Retraining;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private LeaseStore Leases => _workspace.Store.Leases;

    private RetrainingStore Retraining => _workspace.Store.Retraining;

    [Fact]
    public void A_lease_is_held_by_one_and_its_fence_rises_with_each_change_of_hands()
    {
        var first = Leases.Take("job", "one", Minute)!;
        Assert.Equal(("job", "one", 1L), (first.Name, first.Owner, first.Fence));
        Assert.Null(Leases.Take("job", "two", Minute));
        Assert.NotNull(Leases.Take("other job", "two", Minute));
        // Its own holder asks again, and nothing has changed hands.
        Assert.Equal(1, Leases.Take("job", "one", Minute)!.Fence);

        // It runs out, another takes it, and the first finds out however late it comes back.
        Assert.NotNull(Leases.Renew(first, TimeSpan.Zero));
        var second = Leases.Take("job", "two", Minute)!;
        Assert.Equal(2, second.Fence);
        Assert.Null(Leases.Renew(first, Minute));
        Leases.Release(first);
        Assert.Null(Leases.Take("job", "three", Minute));
        Leases.Release(second);
        Assert.Equal(3, Leases.Take("job", "three", Minute)!.Fence);
    }

    [Fact]
    public void Of_many_who_ask_at_once_one_gets_the_lease()
    {
        var taken = Enumerable.Range(0, 16).AsParallel().WithDegreeOfParallelism(8).Select(n => Leases.Take("job", $"server {n}", Minute)).Count(l => l is not null);
        Assert.Equal(1, taken);
    }

    [Fact]
    public void A_result_counts_once_and_only_while_the_lease_is_held()
    {
        _workspace.Store.Series.Put("gbp-1h", "1h", ["gbp"]);
        var (champion, fresh) = (_workspace.Register("gbp"), _workspace.Register("gbp"));
        Models.Promote(champion, "ada", "the first", force: true);
        var stale = Leases.Take("retraining/gbp-1h", "one", TimeSpan.Zero)!;
        var held = Leases.Take("retraining/gbp-1h", "two", Minute)!;
        Assert.False(Retraining.Finish(stale, "gbp-1h", SeriesEventKind.Refreshed, fresh, "came too late"));
        Assert.Empty(Retraining.Events());
        Assert.Equal(champion.Reference, Models.Resolve("gbp").Reference);

        Assert.True(Retraining.Finish(held, "gbp-1h", SeriesEventKind.Drift, champion, "rsi_14 moved"));
        Assert.True(Retraining.Finish(held, "gbp-1h", SeriesEventKind.Refreshed, fresh, "within the guardrails"));
        Assert.Equal(fresh.Reference, Models.Resolve("gbp").Reference);
        Assert.Equal(("retraining", "within the guardrails"), Models.Moves("gbp").Where(m => m.Version == fresh.Version).Select(m => (m.By, m.Evidence)).Last());
        var events = Retraining.Events("gbp-1h");
        Assert.Equal([SeriesEventKind.Refreshed, SeriesEventKind.Drift], events.Select(e => e.Kind));
        Assert.Equal((fresh.Name, fresh.Version, "within the guardrails"), (events[0].Model, events[0].Version, events[0].Words));
    }

    [Fact]
    public void A_plan_is_kept_changed_and_taken_away()
    {
        _workspace.Store.Series.Put("gbp-1h", "1h", ["gbp"]);
        Assert.Null(Retraining.PlanOf("gbp-1h"));
        var plan = new RetrainingPlan { Schedule = "30 3 * * 1", OnDrift = false, PauseDays = 2.5, Validation = 500, Folds = 3, Window = 720, Check = "weekly" };
        Retraining.SetPlan("gbp-1h", plan, "ada");
        Assert.Equal(plan, _workspace.Reopen().Retraining.PlanOf("gbp-1h"));
        Assert.Equal([("gbp-1h", plan)], Retraining.Plans());
        Retraining.SetPlan("gbp-1h", null, "ada");
        Assert.Empty(Retraining.Plans());
        Assert.Equal("series eur-1h", Assert.Throws<InputException>(() => Retraining.SetPlan("eur-1h", plan, "ada")).Problems[0].Where);
    }

    [Fact]
    public void What_was_not_told_yet_is_told_once_oldest_first()
    {
        _workspace.Store.Series.Put("gbp-1h", "1h", ["gbp"]);
        var version = _workspace.Register("gbp");
        var lease = Leases.Take("retraining/gbp-1h", "one", Minute)!;
        Retraining.Finish(lease, "gbp-1h", SeriesEventKind.Decay, version, "first");
        Retraining.Finish(lease, "gbp-1h", SeriesEventKind.Failed, version, "second");
        Assert.Equal(["first", "second"], Retraining.Untold().Select(e => e.Words));
        Retraining.Told(Retraining.Untold()[0].Id);
        Assert.Equal(["second"], Retraining.Untold().Select(e => e.Words));
    }
}
