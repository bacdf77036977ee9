using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The pipelines that are shipped with their bars do what their first lines say.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_planted_edge_is_found()
    {
        var run = await _shop.JsonAsync("run", Sample("planted.yaml"));
        Assert.Equal("BEATS", run.GetProperty("verdict").GetString());
        Assert.True(run.GetProperty("barsNeeded").GetInt64() < run.GetProperty("rows").GetProperty("scored").GetInt64());
        Assert.EndsWith("--open-holdout", run.GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Noise_is_not_taken_for_an_edge() =>
        Assert.NotEqual("BEATS", (await _shop.JsonAsync("run", Sample("noise.yaml"))).GetProperty("verdict").GetString());

    [Fact]
    public async Task The_first_sample_leads_to_a_forecast_by_the_command_that_it_ends_with()
    {
        var run = await _shop.JsonAsync("run", Sample("sp500.yaml"));
        Assert.Equal(["lightgbm", "random-forest", "logistic", "ensemble", "base-rate"], run.GetProperty("scores").EnumerateArray().Take(5).Select(s => s.GetProperty("name").GetString()));
        var next = run.GetProperty("next").GetString()!;
        Assert.StartsWith("vane predict --model sp500 --bars ", next, StringComparison.Ordinal);
        var predict = await _shop.RunAsync([.. next.Split(' ')[1..^1], _shop.At("out.csv")]);
        Assert.True(predict.Exit == 0, predict.Error);
        Assert.StartsWith("2020-04-17T00:00:00Z,2020-04-18T00:00:00Z,2020-04-20T00:00:00Z,0.", File.ReadAllLines(_shop.At("out.csv"))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_registry_story_keeps_the_champion_when_the_second_version_is_worse()
    {
        var run = await _shop.RunAsync("run", Sample("gbpusd-registry.yaml"), "--bars", Repository.Shared("data/gbpusd_m15.csv.gz"), "--set", "split.folds=2");
        Assert.True(run.Exit == 0, run.Error);
        Assert.Contains("Model gbpusd:1 (random-forest-1): champion on trial, because there was none before; its edge is NOT PROVEN (", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Model gbpusd:2 \(random-forest-2\): kept the champion gbpusd:1, because its log_loss 0\.\d+ is worse than 0\.\d+ of the champion gbpusd:1, corrected p .*: not proven", run.Output);
        var compare = await _shop.RunAsync("models", "compare", "gbpusd:1", "gbpusd:2");
        Assert.Matches(@"max_depth +3 +10", compare.Output);
        Assert.Matches(@"log_loss .* worse", compare.Output);
    }

    private static string Sample(string name) => Path.Combine(Repository.Root, "samples", name);
}
