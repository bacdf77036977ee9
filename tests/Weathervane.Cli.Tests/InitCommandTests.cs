using Weathervane.Pipelines;

namespace Weathervane.Cli.Tests;

public sealed class InitCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Writes_a_pipeline_with_comments_that_runs()
    {
        _shop.Bars("a b.csv", 900, 0.5);
        Directory.CreateDirectory(_shop.At("pipelines"));
        var init = await _shop.RunAsync("init", _shop.At("a b.csv"), "-o", _shop.At("pipelines/p.yaml"));
        Assert.True(init.Exit == 0, init.Error);
        var yaml = File.ReadAllText(_shop.At("pipelines/p.yaml"));
        Assert.StartsWith("# A pipeline for a b.csv: 900 bars of 1h, 2020-01-01 to 2020-02-07.", yaml, StringComparison.Ordinal);
        Assert.Contains("file: \"../a b.csv\"", yaml, StringComparison.Ordinal);
        var run = await _shop.RunAsync("run", _shop.At("pipelines/p.yaml"), "--set", "learners=[logistic]");
        Assert.True(run.Exit == 0, run.Error);
        Assert.Contains("Model a b:1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_overwrites()
    {
        _shop.Bars("a.csv", 50, 0.5);
        var there = _shop.Write("p.yaml", "mine");
        var init = await _shop.RunAsync("init", _shop.At("a.csv"), "-o", there);
        Assert.Equal((2, $"vane: {there}: is there already, and is not overwritten. Choose another name with -o."), (init.Exit, init.Error.Trim()));
        Assert.Equal("mine", File.ReadAllText(there));
    }

    [Fact]
    public async Task Keeps_the_clock_that_was_given()
    {
        _shop.Bars("a.csv", 50, 0.5);
        await _shop.RunAsync("init", _shop.At("a.csv"), "-o", _shop.At("p.yaml"), "--clock", "America/New_York+07:00");
        Assert.Equal("America/New_York+07:00", PipelineFile.Read(_shop.At("p.yaml")).Bars.Read.Clock);
    }
}
