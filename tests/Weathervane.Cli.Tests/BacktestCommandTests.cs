using System.Globalization;

namespace Weathervane.Cli.Tests;

public sealed class BacktestCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Forecasts_that_always_say_up_come_to_what_holding_comes_to()
    {
        var bars = _shop.Bars("a.csv", 300, 0.5);
        var forecasts = _shop.Write("up.csv", "time,probability\n" + string.Concat(File.ReadAllLines(bars)[1..].Select(l => l.Split(',')[0] + ",0.9\n")));
        var json = await _shop.JsonAsync("backtest", forecasts, "--bars", bars, "--fee-bps", "3");
        var ways = json.GetProperty("ways");
        Assert.Equal(ways[1].GetProperty("figures").ToString(), ways[0].GetProperty("figures").ToString());
        // From the open of bar 1 to the close of the last one, less one entry at 3 + 2 basis points.
        var cells = File.ReadAllLines(bars)[1..].Select(l => l.Split(',').Skip(1).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray()).ToList();
        Assert.Equal((0.9995 * cells[^1][3] / cells[1][0]) - 1, ways[0].GetProperty("figures").GetProperty("return").GetDouble(), 1e-12);
        var text = await _shop.RunAsync("backtest", forecasts, "--bars", bars, "--rule", "long-short");
        Assert.Contains("299 bars, 2020-01-01 01:00 to 2020-01-13 12:00 UTC. Long above the threshold, else short. Acted on at the open after the forecast, for 5 basis points of fee and 2 of slippage", text.Output, StringComparison.Ordinal);
        Assert.Contains("buy and hold", text.Output, StringComparison.Ordinal);
        Assert.Contains("volatility", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_traded_on_bars_that_it_has_not_learnt_from_unless_told_otherwise()
    {
        _shop.Bars("a.csv", 800, 0.65);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"), "--set", "costs={rule: long-short, fee-bps: 0, slippage-bps: 0}");
        Assert.True(run.Exit == 0, run.Error);
        var json = await _shop.JsonAsync("backtest", "a:1", "--bars", _shop.At("a.csv"));
        // The last fifth is sealed: the rule is the pipeline's, and an edge of 65 % pays.
        Assert.InRange(json.GetProperty("steps").GetInt32(), 150, 160);
        Assert.Equal("long-short", json.GetProperty("rule").GetString());
        Assert.True(json.GetProperty("ways")[0].GetProperty("figures").GetProperty("sharpe").GetProperty("value").GetDouble() > 2);
        Assert.True((await _shop.JsonAsync("backtest", "a:1", "--bars", _shop.At("a.csv"), "--in-sample")).GetProperty("steps").GetInt32() > 700);
        var lines = File.ReadAllLines(_shop.At("a.csv"));
        File.WriteAllLines(_shop.At("old.csv"), lines[..400]);
        var learnt = await _shop.RunAsync("backtest", "a:1", "--bars", _shop.At("old.csv"));
        Assert.Equal(2, learnt.Exit);
        Assert.Contains("the model has learnt from bars up to 2020-01-", learnt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_more_ways_were_tried_the_less_a_sharpe_ratio_says()
    {
        var bars = _shop.Bars("a.csv", 300, 0.55);
        var forecasts = _shop.Write("up.csv", "time,probability\n" + string.Concat(File.ReadAllLines(bars)[1..].Select(l => l.Split(',')[0] + ",0.9\n")));
        var found = new double[2];
        foreach (var (place, trials) in new[] { 1, 200 }.Index())
        {
            var json = (await _shop.JsonAsync("backtest", forecasts, "--bars", bars, "--trials", trials.ToString(CultureInfo.InvariantCulture))).GetProperty("deflatedSharpe");
            Assert.Equal(trials, json.GetProperty("trials").GetInt32());
            found[place] = json.GetProperty("probability").GetDouble();
            var text = await _shop.RunAsync("backtest", forecasts, "--bars", bars, "--trials", trials.ToString(CultureInfo.InvariantCulture));
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"Deflated Sharpe ratio: with a probability of {100 * found[place]:N1}% the true one is above {(trials == 1 ? "0" : "what the best of 200 unrelated tries without skill would show")}"),
                text.Output,
                StringComparison.Ordinal);
        }

        // Holding for 299 steps: 200 tries without skill show 2.8 standard errors at their best.
        Assert.InRange(found[0], 0.01, 1);
        Assert.True(found[1] < found[0] - 0.05 || found[1] < 0.05, $"{found[0]}, {found[1]}");
        Assert.Equal(2, (await _shop.RunAsync("backtest", forecasts, "--bars", bars, "--trials", "0")).Exit);
    }

    [Fact]
    public async Task What_predict_writes_is_traded_as_the_model_itself_is()
    {
        _shop.Bars("a.csv", 800, 0.65);
        Assert.Equal(0, (await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"))).Exit);
        Assert.Equal(0, (await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"), "-o", _shop.At("f.csv"))).Exit);
        // Only what the model has not learnt from, and all of it where that is asked for.
        foreach (var (more, least, most) in new[] { (Array.Empty<string>(), 150, 160), (["--in-sample"], 700, 800) })
        {
            var file = await _shop.JsonAsync(["backtest", _shop.At("f.csv"), "--bars", _shop.At("a.csv"), .. more]);
            var model = await _shop.JsonAsync(["backtest", "a:1", "--bars", _shop.At("a.csv"), .. more]);
            Assert.InRange(file.GetProperty("steps").GetInt32(), least, most);
            Assert.Equal(model.GetProperty("steps").GetInt32(), file.GetProperty("steps").GetInt32());
            Assert.Equal(model.GetProperty("ways")[0].GetProperty("figures").ToString(), file.GetProperty("ways")[0].GetProperty("figures").ToString());
            var learnt = file.GetProperty("warnings")[0].GetString();
            Assert.Contains(more.Length == 0 ? " rows are left out: the model" : " of the rows are in sample", learnt, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Trading_the_sealed_hold_out_is_a_look_at_it_that_is_counted_or_said_not_to_be()
    {
        _shop.Bars("a.csv", 800, 0.65);
        Assert.Equal(0, (await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"))).Exit);
        for (var look = 1; look <= 2; look++)
        {
            var json = await _shop.JsonAsync("backtest", "a:1", "--bars", _shop.At("a.csv"));
            Assert.Equal(look, json.GetProperty("look").GetInt32());
            Assert.Contains($"sealed: this is look {look} at this span, and counted. The next one tests at {(look == 1 ? "0.0083" : "0.0042")}", json.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
        }

        using (var workspace = _shop.Open())
        {
            Assert.Equal(["next-bar-direction/1", "next-bar-direction/1"], workspace.Holdouts.Looks("a").Select(l => l.Label));
        }

        // As a file it is the same model, and counted where a workspace is at hand.
        await _shop.RunAsync("models", "export", "a:1", "-o", _shop.At("a.vane"));
        Assert.Equal(3, (await _shop.JsonAsync("backtest", _shop.At("a.vane"), "--bars", _shop.At("a.csv"))).GetProperty("look").GetInt32());
        var text = await Cli.RunAsync("backtest", _shop.At("a.vane"), "--bars", _shop.At("a.csv"), "--workspace", _shop.At("nowhere"));
        Assert.Contains("Mind: 15", text.Output, StringComparison.Ordinal);
        Assert.Contains("this is a look at it that nobody counts, since no workspace is at hand.", text.Output, StringComparison.Ordinal);
        var opened = await _shop.RunAsync("run", _shop.At("a.yaml"), "--open-holdout");
        Assert.Contains("Hold-out: this is look 4 at this span", opened.Output, StringComparison.Ordinal);
        // Bars after the hold-out are no look.
        var lines = File.ReadAllLines(_shop.Bars("a.csv", 1000, 0.65));
        File.WriteAllLines(_shop.At("late.csv"), [lines[0], .. lines[801..]]);
        var later = await _shop.JsonAsync("backtest", "a:1", "--bars", _shop.At("late.csv"));
        Assert.Empty(later.GetProperty("warnings").EnumerateArray());
    }

    [Theory]
    [InlineData("time,p\n2020-01-01 05:00,1.5\n", "line 2: the probability 1.5 is outside [0, 1].")]
    [InlineData("when,p\nx,1\n", "have no column of times, so they cannot be laid on bars.")]
    [InlineData("bar,up\nx,1\n", "no column of the header 'bar,up' is known for a probability.")]
    [InlineData("bar,probability\n1999-01-01,0.5\n", "none of the 1 times, such as 1999-01-01 00:00:00, is that of a bar of a")]
    [InlineData("bar,probability\n2020-01-01,\n", "says no probability in any row.")]
    [InlineData("bar,probability\n", "has a header and no rows.")]
    public async Task Says_what_is_wrong_with_forecasts(string text, string problem)
    {
        var found = await _shop.RunAsync("backtest", _shop.Write("p.csv", text), "--bars", _shop.Bars("a.csv", 50, 0.5));
        Assert.Equal(2, found.Exit);
        Assert.Contains(problem, found.Error, StringComparison.Ordinal);
    }
}
