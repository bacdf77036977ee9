using Weathervane.Store.Models;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Fact]
    public void The_newest_is_not_served_as_the_best()
    {
        // The replaced registry put v2 in v1's place although it was worse.
        Models.Promote(_workspace.Register(logLoss: 0.69), "ada", "first");
        _workspace.Register(logLoss: 0.71);
        Assert.Equal(1, Models.Resolve("gbp").Version);
        Assert.Equal(1, Models.Resolve("gbp@champion").Version);
        Assert.Equal(1, Models.Resolve("gbp:best(log_loss)").Version);
        Assert.Equal(2, Models.Resolve("gbp:latest").Version);
    }

    [Fact]
    public void Best_goes_by_the_metrics_own_direction()
    {
        Register(("brier", 0.25), ("accuracy", 0.51), ("drawdown", 9));
        Register(("brier", 0.24), ("accuracy", 0.55), ("drawdown", 5));
        Register(("brier", 0.26), ("accuracy", 0.53), ("drawdown", 7));
        Assert.Equal(2, Models.Resolve("gbp:best(brier)").Version);
        Assert.Equal(2, Models.Resolve("gbp:best(accuracy)").Version);
        Assert.Contains(
            "whether more or less of 'drawdown' is better is not known",
            Assert.Throws<InputException>(() => Models.Resolve("gbp:best(drawdown)")).Message, StringComparison.Ordinal);
        Models.Register(new NewVersion { Name = "gbp", Author = "ada", Metrics = [new("drawdown", 6, HigherIsBetter: false)] });
        Assert.Equal(2, Models.Resolve("gbp:best(drawdown)").Version);
    }

    [Fact]
    public void Best_passes_over_NaN_and_deleted_versions_and_of_equals_takes_the_oldest()
    {
        Register(("brier", double.NaN));
        Register(("brier", 0.25));
        Register(("brier", 0.25));
        Models.Delete(_workspace.Register(logLoss: 0), "ada", "wrong");
        Assert.Equal(2, Models.Resolve("gbp:best(brier)").Version);
    }

    [Fact]
    public void Best_by_an_unknown_metric_lists_the_known_ones()
    {
        Register(("brier", 0.25), ("accuracy", 0.5));
        Assert.Equal(
            "model gbp: no version has a value of the metric 'fame'. Known metrics: accuracy, brier.",
            Assert.Throws<InputException>(() => Models.Resolve("gbp:best(fame)")).Message);
    }

    [Fact]
    public void A_bare_name_without_a_champion_lists_the_versions()
    {
        _workspace.Register();
        _workspace.Register();
        Assert.Equal(
            "model gbp: no version has been promoted to champion. Ask for one by number: gbp:1, gbp:2; " +
            "or promote one: vane models promote gbp:2 --reason TEXT.",
            Assert.Throws<InputException>(() => Models.Resolve("gbp")).Message);
    }

    [Fact]
    public void What_is_not_there_is_answered_with_what_is()
    {
        Assert.Contains("No model is registered yet: vane run", Assert.Throws<InputException>(() => Models.Resolve("gbp")).Message, StringComparison.Ordinal);
        Models.Promote(_workspace.Register(logLoss: 0.69), "ada", "first");
        Assert.Equal("model btc: no model has this name. Registered models: gbp.", Assert.Throws<InputException>(() => Models.Resolve("btc")).Message);
        Assert.Equal("model gbp: it has no version 7. Its versions: 1 (champion).", Assert.Throws<InputException>(() => Models.Resolve("gbp:7")).Message);
        Assert.Equal("model gbp: no version has the alias 'shadow'. Its aliases: champion.", Assert.Throws<InputException>(() => Models.Resolve("gbp@shadow")).Message);
    }

    [Theory]
    [InlineData("gbp:")]
    [InlineData("gbp:0")]
    [InlineData("gbp:-1")]
    [InlineData("gbp:1.5")]
    [InlineData("gbp:newest")]
    [InlineData("gbp:best()")]
    [InlineData("gbp:best(f1")]
    [InlineData("gbp:99999999999999999999")]
    public void A_malformed_reference_says_what_is_allowed(string reference) => Assert.Contains(
        "Use NAME, NAME:3, NAME:latest, NAME:best(METRIC) or NAME@ALIAS.",
        Assert.Throws<InputException>(() => ModelReference.Parse(reference)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("latest")]
    [InlineData("v3")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("é")]
    public void An_alias_that_MLflows_clients_cannot_ask_for_is_refused(string alias) => Assert.Contains(
        "cannot be an alias", Assert.Throws<InputException>(() => ModelReference.Parse("gbp@" + alias)).Message, StringComparison.Ordinal);

    private void Register(params (string Name, double Value)[] metrics) => Models.Register(
        new NewVersion { Name = "gbp", Author = "ada", Metrics = [.. metrics.Select(m => new VersionMetric(m.Name, m.Value))] });
}
