using Weathervane.Server.Jobs;
using Weathervane.Store.Retraining;

namespace Weathervane.Server.Tests.Jobs;

/// <summary>What is due is read off the plan and what has happened.</summary>
public sealed class DueWorkTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_schedule_is_due_once_its_moment_after_the_last_training_has_come()
    {
        var plan = new RetrainingPlan { Schedule = "monthly" };
        // The version is of October 31st, 1 November has come; a training on it, however it ended, is enough.
        Assert.Equal("its schedule (monthly)", DueWork.Of(plan, [], Now.AddDays(-22.5), Now, Now).Refresh);
        Assert.Null(DueWork.Of(plan, [], Now.AddDays(-21), Now, Now).Refresh);
        foreach (var kind in new[] { SeriesEventKind.Refreshed, SeriesEventKind.Kept, SeriesEventKind.Failed })
        {
            Assert.Null(DueWork.Of(plan, [Event(kind, -20)], Now.AddDays(-300), Now, Now).Refresh);
        }

        // A server that stood still for a year does it once.
        Assert.Equal("its schedule (monthly)", DueWork.Of(plan, [Event(SeriesEventKind.Kept, -365)], Now.AddDays(-400), Now, Now).Refresh);
        Assert.Null(DueWork.Of(plan with { Schedule = "never" }, [], Now.AddDays(-400), Now, Now).Refresh);
    }

    [Fact]
    public void Drift_and_decay_lead_to_one_refresh_after_the_pause_where_the_plan_says_so()
    {
        var plan = new RetrainingPlan { Schedule = "never", PauseDays = 7 };
        SeriesEvent[] drifted = [Event(SeriesEventKind.Drift, -2), Event(SeriesEventKind.Kept, -8)];
        Assert.Equal("drift of 2026-11-20 12:00 UTC", DueWork.Of(plan, drifted, Now.AddDays(-60), Now, Now).Refresh);
        Assert.Null(DueWork.Of(plan with { OnDrift = false }, drifted, Now.AddDays(-60), Now, Now).Refresh);
        Assert.Null(DueWork.Of(plan with { PauseDays = 9 }, drifted, Now.AddDays(-60), Now, Now).Refresh);
        // It was trained since.
        Assert.Null(DueWork.Of(plan, [Event(SeriesEventKind.Kept, -8), Event(SeriesEventKind.Drift, -9)], Now.AddDays(-60), Now, Now).Refresh);
        Assert.Equal("decay of 2026-11-21 12:00 UTC", DueWork.Of(plan, [Event(SeriesEventKind.Decay, -1)], Now.AddDays(-60), Now, Now).Refresh);
        Assert.Null(DueWork.Of(plan with { OnDecay = false }, [Event(SeriesEventKind.Decay, -1)], Now.AddDays(-60), Now, Now).Refresh);
    }

    [Fact]
    public void A_request_is_due_until_a_training_ended_after_it()
    {
        var plan = new RetrainingPlan { Schedule = "never", Requested = Now.AddHours(-1) };
        Assert.Equal("a request of 2026-11-22 11:00 UTC", DueWork.Of(plan, [Event(SeriesEventKind.Kept, -1)], Now.AddDays(-60), Now, Now).Refresh);
        Assert.Null(DueWork.Of(plan, [Event(SeriesEventKind.Kept, -0.01)], Now.AddDays(-60), Now, Now).Refresh);
    }

    [Fact]
    public void A_request_is_due_even_where_the_version_was_registered_by_a_clock_that_is_ahead()
    {
        var plan = new RetrainingPlan { Schedule = "never", Requested = Now };
        Assert.Equal("a request of 2026-11-22 12:00 UTC", DueWork.Of(plan, [], Now.AddMinutes(5), Now, Now.AddSeconds(1)).Refresh);
    }

    [Fact]
    public void Drift_is_looked_for_at_the_start_and_then_by_the_plan()
    {
        var plan = new RetrainingPlan { Check = "daily" };
        Assert.True(DueWork.Of(plan, [], Now, null, Now).Check);
        Assert.False(DueWork.Of(plan with { Check = "never" }, [], Now, null, Now).Check);
        Assert.False(DueWork.Of(plan, [], Now, Now.AddHours(-11), Now).Check);
        Assert.True(DueWork.Of(plan, [], Now, Now.AddHours(-13), Now).Check);
    }

    private static SeriesEvent Event(SeriesEventKind kind, double days) => new(1, "s", kind, Now.AddDays(days), "m", 1, "");
}
