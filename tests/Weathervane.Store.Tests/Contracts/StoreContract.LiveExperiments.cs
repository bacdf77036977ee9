using Weathervane.Store.Live;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    private LiveExperimentStore Contests => _workspace.Store.LiveExperiments;

    [Fact]
    public void An_experiment_keeps_what_was_asked_with_the_versions_of_that_moment()
    {
        Contenders(3);
        var asked = new NewLiveExperiment { Series = "gbp-1h", Champion = "gbp", Challengers = ["gbp:2", "gbp:latest"], Mode = LiveMode.Split, Alpha = 0.1, Horizon = 4, Promote = true, Reason = "new features" };
        var id = Contests.Start(asked, "ada").Id;
        Models.Promote(Models.Resolve("gbp:3"), "bob", "meanwhile", force: true);
        var kept = _workspace.Reopen().LiveExperiments.Get(id);
        Assert.Equal(("gbp-1h", LiveMode.Split, 0.1, 4, true, "ada", "new features"), (kept.Series, kept.Mode, kept.Alpha, kept.Horizon, kept.Promote, kept.By, kept.Reason));
        Assert.Equal([new(0, "gbp", "gbp", 1, 1 - (2 / 3.0)), new(1, "gbp:2", "gbp", 2, 1 / 3.0), new LiveArm(2, "gbp:latest", "gbp", 3, 1 / 3.0)], kept.Arms);
        Assert.Equal((_workspace.Clock.Now, _workspace.Clock.Now, null, null), (kept.Started, kept.From, kept.Ended, kept.Guards));
        Assert.Equal([id], _workspace.Store.LiveExperiments.List("gbp-1h", running: true).Select(e => e.Id));
        Assert.Empty(_workspace.Store.LiveExperiments.List("eur-1h"));
    }

    [Fact]
    public void All_that_is_wrong_with_an_experiment_is_told_at_once()
    {
        Contenders(2);
        _workspace.Register("eur");
        var asked = new NewLiveExperiment { Series = "usd-1h", Champion = "gbp:1", Challengers = ["gbp:9", "gbp:1", "eur:1"], Alpha = 0.7, Mode = LiveMode.Canary, Weights = [0.6, 0.5], Promote = true };
        var wrong = Assert.Throws<InputException>(() => Contests.Start(asked, "ada"));
        Assert.Equal(
            ["series usd-1h", "challengers[0] gbp:9", "challengers", "alpha", "promote", "promote", "weights", "weights"],
            wrong.Problems.Select(p => p.Where));
        Assert.Contains("gbp:1 is named 2 times", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("gbp:1 names no alias that could be moved. Name the champion as gbp or gbp@ALIAS.", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("eur:1 is another model than gbp:1, whose alias it cannot get.", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(wrong.Problems, Contests.Check(asked));
        Assert.Empty(Contests.List());
    }

    [Fact]
    public void Only_one_experiment_at_a_time_shares_out_the_answers_of_a_series()
    {
        Contenders(3);
        var first = Contests.Start(Contest(LiveMode.Split, "gbp:2"), "ada");
        Assert.Contains($"experiment {first.Id} shares out the answers of gbp-1h already.", Assert.Throws<InputException>(() => Contests.Start(Contest(LiveMode.Canary, "gbp:3"), "ada")).Message, StringComparison.Ordinal);
        Contests.Start(Contest(LiveMode.Shadow, "gbp:3"), "ada");
        Contests.Stop(first.Id, "bob", "enough seen");
        var second = Contests.Start(Contest(LiveMode.Canary, "gbp:3"), "ada");
        Assert.Equal([0.95, 0.05], second.Arms.Select(a => a.Weight));
    }

    [Fact]
    public void A_stop_needs_a_reason_and_comes_once()
    {
        Contenders(2);
        var id = Contests.Start(Contest(LiveMode.Shadow, "gbp:2"), "ada").Id;
        Assert.Contains("reason: it is blank.", Assert.Throws<InputException>(() => Contests.Stop(id, "bob", " ")).Message, StringComparison.Ordinal);
        var stopped = Contests.Stop(id, "bob", "enough seen");
        Assert.Equal(new LiveEvent(null, LiveEventKind.Ended, _workspace.Clock.Now, "bob", "enough seen", null), Assert.Single(stopped.Events));
        Assert.Equal(_workspace.Clock.Now, stopped.Ended);
        Assert.Equal(InputKind.AlreadyExists, Assert.Throws<InputException>(() => Contests.Stop(id, "bob", "again")).Kind);
        Assert.Equal(InputKind.NotFound, Assert.Throws<InputException>(() => Contests.Stop(99, "bob", "again")).Kind);
    }

    [Fact]
    public void A_better_challenger_gets_the_alias_with_the_evidence_and_the_old_version_watches_it()
    {
        Contenders(2);
        var id = Contests.Start(Contest(LiveMode.Split, "gbp:2") with { Promote = true }, "ada").Id;
        var judged = Contests.Judge(id, 1, LiveEventKind.Better, "900 bars, e-value 41");
        Assert.Equal([LiveEventKind.Better, LiveEventKind.Promoted, LiveEventKind.Ended], judged.Events.Select(e => e.Kind));
        Assert.Equal((2L, $"experiment {id}", $"A/B experiment {id}: gbp:2 is better than gbp:1", "900 bars, e-value 41"), Move());

        var watch = Contests.List(running: true).Single();
        Assert.Equal((id, LiveMode.Shadow, true, "gbp:2", "gbp:1"), (watch.Guards, watch.Mode, watch.Promote, watch.Arms[0].VersionReference, watch.Arms[1].VersionReference));
        var back = Contests.Judge(watch.Id, 1, LiveEventKind.Better, "it was luck");
        Assert.Equal([LiveEventKind.Better, LiveEventKind.RolledBack, LiveEventKind.Ended], back.Events.Select(e => e.Kind));
        Assert.Equal(MoveKind.Rollback, Models.Moves("gbp")[^1].Kind);
        Assert.Equal((1L, $"experiment {watch.Id}", $"A/B experiment {watch.Id}: gbp:1 is better than gbp:2", "it was luck"), Move());
        Assert.Empty(Contests.List(running: true));

        (long?, string, string, string?) Move() => (Models.Moves("gbp")[^1].Version, Models.Moves("gbp")[^1].By, Models.Moves("gbp")[^1].Reason, Models.Moves("gbp")[^1].Evidence);
    }

    [Fact]
    public void A_verdict_counts_once_however_many_servers_reach_it()
    {
        Contenders(2);
        var id = Contests.Start(Contest(LiveMode.Shadow, "gbp:2") with { Promote = true }, "ada").Id;
        Parallel.For(0, 8, _ => Contests.Judge(id, 1, LiveEventKind.Better, "e-value 41"));
        Assert.Equal(3, Contests.Get(id).Events.Count);
        Assert.Equal(2, Models.Moves("gbp").Count);
        Assert.Equal(2, Contests.List().Count);
    }

    [Fact]
    public void An_alias_that_somebody_else_moved_is_left_there()
    {
        Contenders(3);
        var id = Contests.Start(Contest(LiveMode.Shadow, "gbp:2") with { Promote = true }, "ada").Id;
        Models.Promote(Models.Resolve("gbp:3"), "bob", "meanwhile", force: true);
        var judged = Contests.Judge(id, 1, LiveEventKind.Better, "e-value 41");
        Assert.Equal([LiveEventKind.Better, LiveEventKind.Overtaken, LiveEventKind.Ended], judged.Events.Select(e => e.Kind));
        Assert.Equal("gbp@champion had moved to gbp:3", judged.Events[1].Reason);
        Assert.Equal(3, Models.Resolve("gbp").Version);
    }

    [Fact]
    public void A_champion_that_is_refreshed_goes_on_as_its_fresh_version_and_loses_the_alias_all_the_same()
    {
        Contenders(3);
        var id = Contests.Start(Contest(LiveMode.Split, "gbp:2") with { Promote = true }, "ada").Id;
        var fixedOne = Contests.Start(Contest(LiveMode.Shadow, "gbp:2") with { Champion = "gbp:1" }, "ada").Id;
        var lease = Leases.Take("retraining/gbp-1h", "one", Minute)!;
        Assert.True(Retraining.Finish(lease, "gbp-1h", SeriesEventKind.Refreshed, Models.Resolve("gbp:3"), "within the guardrails", Models.Resolve("gbp:1")));
        var refreshed = Contests.Get(id);
        Assert.Equal(("gbp:3", "gbp:3"), (refreshed.Champion.VersionReference, refreshed.Arms[0].VersionReference));
        Assert.Equal([(1, refreshed.From), (3, Retraining.Events()[0].At)], refreshed.Champions.Select(c => (c.Version, c.From)));
        Assert.Equal(["gbp:1", "gbp:3", "gbp:2"], refreshed.Forecasting);
        // Who named a version meant that version.
        Assert.Equal("gbp:1", Contests.Get(fixedOne).Champion.VersionReference);

        var judged = Contests.Judge(id, 1, LiveEventKind.Better, "900 bars, e-value 41");
        Assert.Equal([LiveEventKind.Better, LiveEventKind.Promoted, LiveEventKind.Ended], judged.Events.Select(e => e.Kind));
        Assert.Equal("gbp:2 is better than gbp:3", judged.Events[0].Reason);
        Assert.Equal(2, Models.Resolve("gbp").Version);
        // The version that it replaced watches it, and may be refreshed no more.
        var watch = Contests.List(running: true)[0];
        Assert.Equal((id, "gbp:2", "gbp:3"), (watch.Guards, watch.Champion.VersionReference, watch.Arms[1].VersionReference));
    }

    [Fact]
    public void A_refresh_by_a_run_of_the_champions_recipe_goes_on_too_and_another_recipe_does_not()
    {
        Contenders(4);
        var id = Contests.Start(Contest(LiveMode.Shadow, "gbp:2") with { Promote = true }, "ada").Id;
        Models.Promote(Models.Resolve("gbp:3"), "ada", "newer bars", evidence: "within the guardrails", refreshOf: Models.Resolve("gbp:1"));
        Assert.Equal([1L, 3L], Contests.Get(id).Champions.Select(c => c.Version));
        // It was refitted beside a champion that has gone since.
        Models.Promote(Models.Resolve("gbp:4"), "ada", "newer bars", evidence: "within the guardrails", refreshOf: Models.Resolve("gbp:1"));
        Assert.Equal([1L, 3L], Contests.Get(id).Champions.Select(c => c.Version));
        Assert.Equal([LiveEventKind.Better, LiveEventKind.Overtaken, LiveEventKind.Ended], Contests.Judge(id, 1, LiveEventKind.Better, "e-value 41").Events.Select(e => e.Kind));
    }

    [Fact]
    public void A_refresh_of_a_champion_that_was_replaced_meanwhile_is_kept_out()
    {
        Contenders(3);
        var id = Contests.Start(Contest(LiveMode.Shadow, "gbp:2") with { Promote = true }, "ada").Id;
        var lease = Leases.Take("retraining/gbp-1h", "one", Minute)!;
        var champion = Models.Resolve("gbp");
        // While it trains, the challenger wins.
        Contests.Judge(id, 1, LiveEventKind.Better, "e-value 41");
        Assert.True(Retraining.Finish(lease, "gbp-1h", SeriesEventKind.Refreshed, Models.Resolve("gbp:3"), "within the guardrails", champion));
        Assert.Equal(2, Models.Resolve("gbp").Version);
        var happened = Retraining.Events()[0];
        Assert.Equal((SeriesEventKind.Kept, 3L, "gbp:1 was refreshed, but is the champion no more: within the guardrails"), (happened.Kind, happened.Version, happened.Words));
    }

    [Fact]
    public void An_experiment_ends_when_no_challenger_is_left()
    {
        Contenders(3);
        var id = Contests.Start(Contest(LiveMode.Split, "gbp:2", "gbp:3"), "ada").Id;
        Assert.Null(Contests.Judge(id, 1, LiveEventKind.Worse, "e-value 80").Ended);
        Assert.True(Contests.Get(id).IsOut(1));
        var ended = Contests.Judge(id, 2, LiveEventKind.Failed, "5 bars without a forecast");
        Assert.Equal("gbp:3 made no forecasts where gbp:1 did", ended.Events[1].Reason);
        Assert.Equal("no challenger is left", ended.Events[^1].Reason);
        Assert.NotNull(ended.Ended);
        Assert.Equal(1, Models.Resolve("gbp").Version);
    }

    [Fact]
    public void Without_promotion_a_better_challenger_changes_nothing_but_the_record()
    {
        Contenders(2);
        var id = Contests.Start(Contest(LiveMode.Split, "gbp:2"), "ada").Id;
        var judged = Contests.Judge(id, 1, LiveEventKind.Better, "e-value 41");
        Assert.Equal("e-value 41", Assert.Single(judged.Events).Evidence);
        Assert.Null(judged.Ended);
        Assert.Equal(1, Models.Resolve("gbp").Version);
    }

    [Fact]
    public void Forecasts_of_two_versions_are_paired_by_bar()
    {
        Contenders(2);
        KeptForecast Said(long version, int hour, double probability, int? outcome) => new()
        {
            Model = "gbp", Version = version, Bar = Hour(hour), KnownAt = Hour(hour + 1), Target = Hour(hour + 1), Probability = probability, Threshold = 0.5, Outcome = outcome,
        };
        _workspace.Store.Forecasts.Keep("gbp-1h", [Said(1, 0, 0.6, 1), Said(1, 1, 0.55, 0), Said(1, 2, double.NaN, 0), Said(1, 3, 0.5, null)]);
        _workspace.Store.Forecasts.Keep("gbp-1h", [Said(2, 0, 0.7, 1), Said(2, 1, double.NaN, 0), Said(2, 2, 0.4, 0)]);
        Assert.Equal(
            [(0.6, 0.7, 1), (0.55, double.NaN, 0), (double.NaN, 0.4, 0), (0.5, double.NaN, (int?)null)],
            _workspace.Store.Forecasts.Pairs("gbp-1h", "gbp:1", "gbp:2", Hour(1)).Select(p => (p.Champion, p.Challenger, p.Outcome)));
        Assert.Equal([Hour(2), Hour(3)], _workspace.Store.Forecasts.Pairs("gbp-1h", "gbp:1", "gbp:2", Hour(3)).Select(p => p.Bar));

        static DateTimeOffset Hour(int hour) => new(2026, 3, 1, hour, 0, 0, TimeSpan.Zero);
    }

    /// <summary>A series and so many versions of gbp, the first of them the champion.</summary>
    private void Contenders(int versions)
    {
        _workspace.Store.Series.Put("gbp-1h", "1h", ["gbp"]);
        var first = _workspace.Register(logLoss: 0.69);
        Models.Promote(first, "ada", "first");
        for (var i = 1; i < versions; i++)
        {
            _workspace.Register(logLoss: 0.70);
        }
    }

    private static NewLiveExperiment Contest(LiveMode mode, params string[] challengers) => new() { Series = "gbp-1h", Champion = "gbp", Challengers = challengers, Mode = mode };
}
