using Weathervane.Store.Models;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void A_worse_version_is_not_made_champion_unless_forced_and_the_figures_are_kept()
    {
        var (first, second) = (_workspace.Register(logLoss: 0.6902), _workspace.Register(logLoss: 0.6951));
        Models.Promote(first, "ada", "first model");
        var refused = Assert.Throws<InputException>(() => Models.Promote(second, "ada", "newer"));
        Assert.Equal(
            "model gbp:2: it is not made champion: log_loss 0.6951 is worse than 0.6902 of the champion gbp:1; no verdict recorded. " +
            "Promote it all the same with --force; that is recorded.",
            refused.Message);
        Assert.Equal(1, Models.Resolve("gbp").Version);

        Models.Promote(second, "bob", "a test of the service", force: true);
        var move = Models.Moves("gbp")[^1];
        Assert.Equal((2L, "bob", "a test of the service"), (move.Version, move.By, move.Reason));
        Assert.StartsWith("forced: log_loss 0.6951 is worse than 0.6902", move.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_champion_is_made_once_whoever_asks_and_not_after_it_was_taken_away()
    {
        var versions = Enumerable.Range(0, 8).Select(_ => _workspace.Register()).ToList();
        var moves = new AliasMove?[versions.Count];
        Parallel.For(0, versions.Count, new ParallelOptions { MaxDegreeOfParallelism = versions.Count }, i => moves[i] = Models.PromoteFirst(versions[i], "ada", "there is none", "passed"));
        var made = Assert.Single(moves, m => m is not null)!;
        Assert.Equal((made.Version, "passed"), (Models.Resolve("gbp").Version, made.Evidence));
        Assert.Single(Models.Moves("gbp"));
        Models.RemoveAlias("gbp", ModelName.Champion, "ada", "out of use");
        Assert.Null(Models.PromoteFirst(versions[0], "ada", "there is none", "passed"));
    }

    [Fact]
    public void Higher_is_not_assumed_to_be_better()
    {
        // The replaced registry took the larger log loss for the better one.
        Assert.True(Check("log_loss", 0.70, 0.69).Allowed);
        Assert.False(Check("log_loss", 0.69, 0.70).Allowed);
        Assert.True(Check("accuracy", 0.50, 0.55).Allowed);
        Assert.False(Check("accuracy", 0.55, 0.50).Allowed);
        Assert.True(Check("accuracy", 0.55, 0.55).Allowed);
    }

    [Fact]
    public void A_version_that_cannot_be_compared_is_not_promoted_unless_forced()
    {
        Assert.Contains("has no value of log_loss", Check("log_loss", 0.69, double.NaN).Evidence, StringComparison.Ordinal);
        Assert.False(Check("log_loss", 0.69, double.NaN).Allowed);
        Assert.Contains("whether more or less of fame is better is not known", Check("fame", 1, 2).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_without_a_reason_is_refused()
    {
        var version = _workspace.Register(logLoss: 0.69);
        Assert.Contains("reason: it is blank", Assert.Throws<InputException>(() => Models.Promote(version, "ada", "  ")).Message, StringComparison.Ordinal);
        Assert.Contains("reason: it is blank", Assert.Throws<InputException>(() => Models.Delete(version, "ada", "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_champion_is_not_promoted_twice()
    {
        var version = _workspace.Register(logLoss: 0.69);
        Models.Promote(version, "ada", "first");
        Assert.Contains("it is the champion already", Assert.Throws<InputException>(() => Models.Promote(version, "ada", "again")).Message, StringComparison.Ordinal);
        Assert.Single(Models.Moves("gbp"));
    }

    [Fact]
    public void Going_back_twice_goes_further_back_and_never_forth_again()
    {
        foreach (var loss in new[] { 0.69, 0.68, 0.67 })
        {
            Models.Promote(_workspace.Register(logLoss: loss), "ada", "better");
        }

        Assert.Equal(2, Models.Rollback("gbp", "ada", "odd forecasts").Version);
        Assert.Equal(2, Models.Resolve("gbp").Version);
        Assert.Equal(1, Models.Rollback("gbp", "ada", "still odd").Version);
        Assert.Contains("no earlier champion", Assert.Throws<InputException>(() => Models.Rollback("gbp", "ada", "once more")).Message, StringComparison.Ordinal);

        Models.Promote(Models.Resolve("gbp:3"), "ada", "it was the feed");
        Assert.Equal(1, Models.Rollback("gbp", "ada", "no, it was not").Version);
        Assert.Equal(["set", "set", "set", "rollback", "rollback", "set", "rollback"], Models.Moves("gbp").Select(m => m.Kind.ToString().ToLowerInvariant()));
    }

    [Fact]
    public void Going_back_passes_over_a_version_that_was_deleted()
    {
        foreach (var loss in new[] { 0.69, 0.68, 0.67 })
        {
            Models.Promote(_workspace.Register(logLoss: loss), "ada", "better");
        }

        Models.Delete(Models.Resolve("gbp:2"), "ada", "wrong bars");
        Assert.Equal(1, Models.Rollback("gbp", "ada", "odd").Version);
    }

    [Fact]
    public void Deleting_the_champion_takes_the_alias_away_and_going_back_still_works()
    {
        Models.Promote(_workspace.Register(logLoss: 0.69), "ada", "first");
        Models.Promote(_workspace.Register(logLoss: 0.68), "ada", "better");
        Models.Delete(Models.Resolve("gbp"), "ada", "leak");
        Assert.Contains("promoted to champion", Assert.Throws<InputException>(() => Models.Resolve("gbp")).Message, StringComparison.Ordinal);
        Assert.Equal("gbp:2 was deleted", Models.Moves("gbp")[^1].Evidence);
        Assert.Equal(1, Models.Rollback("gbp", "ada", "the one before").Version);
    }

    [Fact]
    public void The_past_can_be_asked_also_after_everything_was_deleted()
    {
        var start = _workspace.Clock.Now;
        Models.Promote(_workspace.Register(logLoss: 0.69), "ada", "first");
        _workspace.Clock.Now = start.AddDays(1);
        Models.Promote(_workspace.Register(logLoss: 0.68), "ada", "better");
        _workspace.Clock.Now = start.AddDays(2);
        Models.Rollback("gbp", "ada", "odd");
        _workspace.Clock.Now = start.AddDays(3);
        Models.Delete("gbp", "ada", "retired");

        Assert.Null(Models.AliasAt("gbp", "champion", start.AddSeconds(-1)));
        Assert.Equal(1, Models.AliasAt("gbp", "champion", start.AddHours(12))?.Version);
        Assert.Equal(2, Models.AliasAt("gbp", "champion", start.AddDays(1))?.Version);
        Assert.Equal(1, Models.AliasAt("gbp", "champion", start.AddDays(2.5))?.Version);
        Assert.Null(Models.AliasAt("gbp", "champion", start.AddDays(4)));
    }

    private PromotionCheck Check(string metric, double champion, double challenger)
    {
        var name = "m" + Guid.NewGuid().ToString("N");
        ModelVersion Register(double value) => Models.Register(
            new NewVersion { Name = name, Author = "ada", PrimaryMetric = metric, Metrics = [new(metric, value)] });
        Models.Promote(Register(champion), "ada", "first");
        return Models.CheckPromotion(Register(challenger));
    }
}
