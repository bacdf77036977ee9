using System.Globalization;
using System.Text.Json;

namespace Weathervane.Cli.Tests;

public sealed class PredictCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Every_bar_past_the_warm_up_gets_a_forecast_and_the_last_one_is_of_the_bar_to_come()
    {
        await TrainAsync(600);
        var predict = await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"), "-o", _shop.At("out.csv"), "--outcomes");
        Assert.True(predict.Exit == 0, predict.Error);
        var rows = File.ReadAllLines(_shop.At("out.csv"));
        Assert.Equal("bar,knownAt,target,probability,direction,set,familiarity,part,series,label", rows[0]);
        // return(5) needs five bars before its first value.
        Assert.Equal(600 - 5, rows.Length - 1);
        Assert.StartsWith("2020-01-01T05:00:00Z,2020-01-01T06:00:00Z,2020-01-01T06:00:00Z,0.", rows[1], StringComparison.Ordinal);
        // Bar 599 opens 24 days and 23 hours after the first; its own next bar is not there yet.
        Assert.Matches(@"^2020-01-25T23:00:00Z,2020-01-26T00:00:00Z,2020-01-26T00:00:00Z,0\.\d+,(up|down),(up|down|either|none),[01](\.\d+)?,new,a,$", rows[^1]);
        Assert.All(rows[1..^1], row => Assert.Matches(@",(up|down),(up|down|either|none),[01](\.\d+)?,(learnt|sealed|new),a,[01]$", row));
        Assert.Contains("history: exact", predict.Output, StringComparison.Ordinal);
        Assert.Matches(@"The bar of 2020-01-26 00:00 UTC: (up|down), probability of up 0\.\d{4}, set: (up|down|either|none), familiarity [01]\.\d\d\.", predict.Output);
    }

    [Fact]
    public async Task Outcomes_are_what_the_closes_say()
    {
        await TrainAsync(300);
        await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "-o", _shop.At("out.csv"), "--outcomes");
        var closes = File.ReadAllLines(_shop.At("a.csv"))[1..].Select(l => double.Parse(l.Split(',')[4], CultureInfo.InvariantCulture)).ToArray();
        var labels = File.ReadAllLines(_shop.At("out.csv"))[1..^1].Select(l => l.Split(',')[9]);
        Assert.Equal(Enumerable.Range(5, closes.Length - 6).Select(i => closes[i + 1] > closes[i] ? "1" : "0"), labels);
    }

    [Fact]
    public async Task Each_row_says_whether_the_model_has_learnt_from_it_or_its_run_sealed_it()
    {
        await TrainAsync(600);
        // Forty bars more than training saw.
        _shop.Bars("a.csv", 640, 0.6);
        var predict = await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"), "-o", _shop.At("out.csv"));
        string[] parts = [.. File.ReadAllLines(_shop.At("out.csv"))[1..].Select(l => l.Split(',')[7])];
        var (learnt, held) = (parts.Count(p => p == "learnt"), parts.Count(p => p == "sealed"));
        // A fifth of the rows past the baselines' warm-up is sealed; the purge and the embargo leave two rows between what was learnt and what was sealed.
        Assert.InRange(held, 114, 119);
        // The last bar of training had no label yet, so that it was neither learnt nor sealed.
        Assert.Equal<IEnumerable<string>>(parts, [.. Enumerable.Repeat("learnt", learnt), "new", "new", .. Enumerable.Repeat("sealed", held), .. Enumerable.Repeat("new", 41)]);
        Assert.Contains($"The model has learnt from {learnt} of these bars, up to 2020-01-", predict.Output, StringComparison.Ordinal);
        Assert.Contains($"{held} lie in the hold-out that its run sealed", predict.Output, StringComparison.Ordinal);
        // A table that goes to the terminal is left alone.
        var plain = await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"));
        Assert.Equal(File.ReadAllText(_shop.At("out.csv")), plain.Output);
        Assert.Contains($"The model has learnt from {learnt} of these bars", plain.Error, StringComparison.Ordinal);
        var json = await _shop.JsonAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"));
        Assert.Equal((learnt, held), (json.GetProperty("learnt").GetInt32(), json.GetProperty("sealed").GetInt32()));
    }

    [Fact]
    public async Task More_bars_change_no_earlier_forecast_and_a_tail_from_a_file_gives_the_same_ones()
    {
        await TrainAsync(600);
        var lines = File.ReadAllLines(_shop.At("a.csv"));
        File.WriteAllLines(_shop.At("prefix.csv"), lines[..400]);
        File.WriteAllLines(_shop.At("tail.csv"), [lines[0], .. lines[300..]]);
        var full = (await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"))).Output.Split('\n');
        var prefix = (await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("prefix.csv"))).Output.Split('\n');
        Assert.Equal(full[..395], prefix[..395]);
        // These features look back five bars and no further, so only the first five of the tail have none.
        var tail = await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("tail.csv"));
        Assert.Equal(full[300..], tail.Output.Split('\n')[1..]);
    }

    [Fact]
    public async Task An_exported_model_file_forecasts_without_a_workspace()
    {
        await TrainAsync(300);
        await _shop.RunAsync("models", "export", "a", "-o", _shop.At("a.vane"));
        var byName = await _shop.RunAsync("predict", "--model", "a", "--bars", _shop.At("a.csv"));
        var byFile = await Cli.RunAsync("predict", "--model", _shop.At("a.vane"), "--bars", _shop.At("a.csv"), "--workspace", _shop.At("none"));
        Assert.Equal(byName.Output, byFile.Output);
        Assert.False(Directory.Exists(_shop.At("none")));
    }

    [Fact]
    public async Task Bars_of_another_length_or_without_a_needed_column_are_refused_with_the_difference()
    {
        var lines = File.ReadAllLines(_shop.Bars("a.csv", 400, 0.6));
        File.WriteAllLines(_shop.At("more.csv"), lines.Select((l, i) => i == 0 ? l + ",spread" : string.Create(CultureInfo.InvariantCulture, $"{l},{i % 7}")));
        await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "more.csv", "learners: [logistic]\nname: a"), "--set", "features=[return(1), column(spread)]");
        var without = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"));
        Assert.Equal(2, without.Exit);
        Assert.Contains("has no column 'spread', which the model's features need. Its further columns: none.", without.Error, StringComparison.Ordinal);
        File.WriteAllLines(_shop.At("two.csv"), File.ReadAllLines(_shop.At("more.csv")).Where((_, i) => i % 2 == 0));
        var coarse = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("two.csv"), "-o", _shop.At("out.csv"));
        Assert.Equal(2, coarse.Exit);
        Assert.Contains("has bars of 2h; the model was trained on bars of 1h.", coarse.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_shop.At("out.csv")));
    }

    [Fact]
    public async Task A_coarser_series_of_its_own_joins_training_and_serving_alike()
    {
        _shop.Bars("a.csv", 900, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", "series: [{ name: day, resample: 1d, features: [return(1)] }]\nlearners: [{random-forest: {n_estimators: 5, max_depth: 4}}]");
        await _shop.RunAsync("run", pipeline);
        var lines = File.ReadAllLines(_shop.At("a.csv"));
        File.WriteAllLines(_shop.At("prefix.csv"), lines[..700]);
        var full = (await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"))).Output.Split('\n');
        var prefix = (await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("prefix.csv"))).Output.Split('\n');
        // The day's return needs two whole days: the first row is the one at whose close the second day ended.
        Assert.StartsWith("2020-01-02T23:00:00Z,", full[1], StringComparison.Ordinal);
        Assert.Equal(prefix[..^1], full[..(prefix.Length - 1)]);
    }

    [Fact]
    public async Task A_further_series_must_be_given_by_name()
    {
        _shop.Bars("a.csv", 600, 0.6);
        _shop.Bars("b.csv", 600, 0.6, seed: 2);
        await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "series: [{ name: other, bars: b.csv, features: [return(2)], maximum-age: 3h }]\nlearners: [logistic]"));
        var without = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"));
        Assert.Equal((2, true), (without.Exit, without.Error.Contains("--series other=FILE", StringComparison.Ordinal)));
        var with = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "--series", "other=" + _shop.At("b.csv"));
        Assert.True(with.Exit == 0, with.Error);
        var unknown = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "--series", "odd=" + _shop.At("b.csv"));
        Assert.Contains("the model has no series 'odd' with bars of its own. Its series: other.", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_says_the_last_forecast_and_the_verdict_on_record()
    {
        await TrainAsync(300);
        var json = await _shop.JsonAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "-o", _shop.At("out.csv"));
        Assert.Equal(295, json.GetProperty("rows").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("last").GetProperty("outcome").ValueKind);
        Assert.Equal("exact", json.GetProperty("history").GetString());
        Assert.InRange(json.GetProperty("last").GetProperty("familiarity").GetDouble(), 0, 1);
        Assert.Equal(0.5, json.GetProperty("last").GetProperty("threshold").GetDouble());
        Assert.Contains(json.GetProperty("last").GetProperty("set").GetString(), new[] { "up", "down", "either", "none" });
        Assert.Contains(json.GetProperty("verdict").GetString(), new[] { "BEATS", "NOT PROVEN", "WORSE" });
    }

    [Fact]
    public async Task The_threshold_that_training_chose_decides_and_is_told()
    {
        _shop.Bars("a.csv", 900, 0.6);
        // Calls of up that are wrong cost ten times as much, so up is said rarely.
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"), "--set", "threshold={for: cost, false-up: 10}", "--set", "calibration=platt");
        Assert.True(run.Exit == 0, run.Error);
        var predict = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"), "-o", _shop.At("out.csv"));
        Assert.Contains(", up is said above 0.", predict.Output, StringComparison.Ordinal);
        var rows = File.ReadAllLines(_shop.At("out.csv"))[1..].Select(l => l.Split(',')).ToList();
        var threshold = rows.Where(r => r[4] == "down").Max(r => double.Parse(r[3], CultureInfo.InvariantCulture));
        Assert.True(threshold > 0.55, $"{threshold}");
        Assert.All(rows.Where(r => r[4] == "up"), r => Assert.True(double.Parse(r[3], CultureInfo.InvariantCulture) >= threshold));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("changed")]
    [InlineData("empty")]
    [InlineData("text")]
    public async Task A_damaged_model_file_is_refused_in_one_line(string damage)
    {
        await TrainAsync(300);
        await _shop.RunAsync("models", "export", "a:1", "-o", _shop.At("a.vane"));
        var bytes = File.ReadAllBytes(_shop.At("a.vane"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_shop.At("bad.vane"), damage switch
        {
            "truncated" => bytes[..(bytes.Length / 2)],
            "changed" => bytes,
            "empty" => [],
            _ => "hello"u8.ToArray(),
        });
        var predict = await _shop.RunAsync("predict", "--model", _shop.At("bad.vane"), "--bars", _shop.At("a.csv"));
        Assert.Equal((2, 1, ""), (predict.Exit, predict.Error.TrimEnd().Split('\n').Length, predict.Output));
        Assert.StartsWith($"vane: {_shop.At("bad.vane")}: ", predict.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_model_in_the_store_is_refused_and_the_rest_goes_on()
    {
        await TrainAsync(300);
        await _shop.RunAsync("run", _shop.At("a.yaml"), "--seed", "2", "--set", "split.folds=3");
        string damaged;
        using (var workspace = _shop.Open())
        {
            damaged = workspace.Artifacts.List(workspace.Models.Resolve("a:1")).Single(f => f.Name == "model.vane").Sha256;
        }

        var blob = Directory.EnumerateFiles(_shop.Store, "*", SearchOption.AllDirectories).Single(f => Path.GetFullPath(f).Replace("/", "", StringComparison.Ordinal).EndsWith(damaged, StringComparison.Ordinal));
        File.SetAttributes(blob, FileAttributes.Normal);
        File.WriteAllBytes(blob, [1, 2, 3]);
        var predict = await _shop.RunAsync("predict", "--model", "a:1", "--bars", _shop.At("a.csv"));
        Assert.Equal((1, ""), (predict.Exit, predict.Output));
        Assert.Single(predict.Error.TrimEnd().Split('\n'));
        Assert.Equal(0, (await _shop.RunAsync("predict", "--model", "a:2", "--bars", _shop.At("a.csv"))).Exit);
    }

    private async Task TrainAsync(int bars)
    {
        _shop.Bars("a.csv", bars, 0.6);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"));
        Assert.True(run.Exit == 0, run.Error);
    }
}
