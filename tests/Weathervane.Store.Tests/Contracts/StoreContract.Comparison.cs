using Weathervane.Store.Models;

namespace Weathervane.Store.Tests.Contracts;

public abstract partial class StoreContract
{
    [Theory]
    [InlineData("accuracy", 0.50, 0.55, Change.Better)]
    [InlineData("accuracy", 0.55, 0.50, Change.Worse)]
    [InlineData("log_loss", 0.50, 0.55, Change.Worse)]
    [InlineData("log_loss", 0.55, 0.50, Change.Better)]
    [InlineData("log_loss", 0.55, 0.55, Change.Equal)]
    [InlineData("fame", 1, 2, Change.Unknown)]
    [InlineData("accuracy", double.NaN, 0.5, Change.Unknown)]
    [InlineData("log_loss", double.PositiveInfinity, 0.5, Change.Better)]
    [InlineData("log_loss", double.PositiveInfinity, double.PositiveInfinity, Change.Equal)]
    public void Each_metric_is_marked_by_its_own_direction(string metric, double first, double second, Change change) =>
        Assert.Equal(change, Assert.Single(Compare([new(metric, first)], [new(metric, second)]).Metrics).Change);

    [Fact]
    public void The_difference_is_given_in_value_and_percent_of_the_first()
    {
        // The registry story: accuracy 0.51344 against 0.51015 is -0.00329, and -0.00329 / 0.51344 = -0.6408 %.
        var metric = Assert.Single(Compare([new("accuracy", 0.51344)], [new("accuracy", 0.51015)]).Metrics);
        Assert.Equal(-0.00329, metric.Difference!.Value, 1e-12);
        Assert.Equal(-0.64077, metric.Percent!.Value, 1e-5);
        // Of a negative value the percent keeps the difference's sign; of 0 there is none.
        Assert.Equal(50, Assert.Single(Compare([new("mcc", -0.2)], [new("mcc", -0.1)]).Metrics).Percent!.Value, 1e-9);
        Assert.Null(Assert.Single(Compare([new("mcc", 0)], [new("mcc", 0.1)]).Metrics).Percent);
    }

    [Fact]
    public void A_metric_that_one_lacks_is_shown_and_not_marked()
    {
        var metrics = Compare([new("accuracy", 0.5)], [new("f1", 0.3)]).Metrics;
        Assert.Equal([("accuracy", 0.5, null), ("f1", (double?)null, 0.3)], metrics.Select(m => (m.Name, m.First, m.Second)));
        Assert.All(metrics, m => Assert.Equal((null, Change.Unknown), (m.Difference, m.Change)));
    }

    [Fact]
    public void Changed_parameters_are_listed_with_those_that_one_lacks()
    {
        var first = _workspace.Register("gbp", 0.69, ("trees", "50"), ("depth", "3"), ("seed", "1"), ("gone", "x"));
        var second = _workspace.Register("gbp", 0.69, ("trees", "200"), ("depth", "10"), ("seed", "1"), ("new", "y"));
        Assert.Equal(
            [new("depth", "3", "10"), new("gone", "x", null), new("new", null, "y"), new("trees", "50", "200")],
            ModelComparison.Of(first, second).Parameters);
    }

    [Fact]
    public void It_says_whether_both_saw_the_same_bars()
    {
        Assert.True(ModelComparison.Of(On("a"), On("a")).SameBars);
        Assert.False(ModelComparison.Of(On("a"), On("b")).SameBars);
        Assert.Null(ModelComparison.Of(On("a"), On(null)).SameBars);
    }

    private ModelVersion On(string? bars) => _workspace.Store.Models.Register(new NewVersion { Name = "gbp", Author = "ada", BarsSha256 = bars });

    private ModelComparison Compare(VersionMetric[] first, VersionMetric[] second)
    {
        ModelVersion Register(VersionMetric[] metrics) => _workspace.Store.Models.Register(new NewVersion { Name = "gbp", Author = "ada", Metrics = metrics });
        return ModelComparison.Of(Register(first), Register(second));
    }
}
