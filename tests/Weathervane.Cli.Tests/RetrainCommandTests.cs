using Weathervane.Store.Retraining;

namespace Weathervane.Cli.Tests;

/// <summary>What <c>vane retrain</c> tells somebody who does not know yet what there is.</summary>
public sealed class RetrainCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_look_into_an_empty_folder_leaves_it_empty()
    {
        var look = await _shop.RunAsync("retrain", "hours");
        Assert.Equal(2, look.Exit);
        Assert.Contains("there is no workspace here", look.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_shop.Store));
    }

    [Fact]
    public async Task Names_the_series_that_there_are_and_lists_their_plans()
    {
        using (var workspace = _shop.Open())
        {
            Assert.Contains("'vane up BARS.csv' makes one, with a model", (await _shop.RunAsync("retrain")).Output, StringComparison.Ordinal);
            workspace.Series.Put("hours", "1h", ["h"]);
            workspace.Series.Put("days", "1d", ["d"]);
            Assert.Contains("There are: days, hours.", (await _shop.RunAsync("retrain", "hour")).Error, StringComparison.Ordinal);
            var nameless = await _shop.RunAsync("retrain", "--now");
            Assert.Equal(2, nameless.Exit);
            Assert.Contains("SERIES: is missing: a plan is that of one series. There are: days, hours.", nameless.Error, StringComparison.Ordinal);
            workspace.Retraining.SetPlan("hours", new RetrainingPlan(), "ada");
        }

        var all = await _shop.RunAsync("retrain");
        Assert.StartsWith("hours: trained again monthly; ", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("days:", all.Output, StringComparison.Ordinal);
        Assert.Contains("'vane serve' or 'vane up' over this store does it.", (await _shop.RunAsync("retrain", "hours", "--now")).Output, StringComparison.Ordinal);
    }
}
