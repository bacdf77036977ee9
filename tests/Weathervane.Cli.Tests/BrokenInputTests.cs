using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

/// <summary>Whatever is wrong with the input: one clear message, the right exit code, nothing lost and nothing half done.</summary>
public sealed class BrokenInputTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    public static TheoryData<string> Broken => ["truncated", "empty", "binary", "columns", "nan", "one-row", "header-only", "missing", "folder"];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Bars_that_cannot_be_used_are_named_in_one_message_and_leave_no_run(string how)
    {
        var bars = Break(how);
        var run = await _shop.RunAsync("run", _shop.Pipeline("p.yaml", Path.GetFileName(bars)));
        Assert.True(run.Exit == 2, run.Error + run.Output);
        var message = Assert.Single(run.Error.TrimEnd().Split('\n'), l => !l.EndsWith(" ...", StringComparison.Ordinal));
        Assert.StartsWith("vane: ", message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(bars).Split('.')[0], message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        using var workspace = _shop.Open();
        Assert.Empty(workspace.Runs.List());
        Assert.Empty(workspace.Models.List());
    }

    [Fact]
    public async Task Prices_that_never_move_are_learnt_as_always_down_and_nothing_is_claimed()
    {
        _shop.Write("flat.csv", "time,open,high,low,close,volume\n" + string.Concat(Enumerable.Range(0, 500).Select(i =>
            $"{new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(i):yyyy-MM-dd HH:mm},7,7,7,7,0\n")));
        var run = await _shop.RunAsync("run", _shop.Pipeline("p.yaml", "flat.csv"));
        Assert.True(run.Exit is 0 or 2, run.Error);
        Assert.DoesNotContain("BEATS", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_of_0_or_less_is_named_with_its_file_its_time_and_the_way_out()
    {
        var lines = File.ReadAllLines(_shop.Bars("a.csv", 300, 0.5));
        foreach (var bar in new[] { 120, 250 })
        {
            lines[bar + 1] = lines[bar + 1].Split(',')[0] + ",-1,-1,-1,-1,5";
        }

        File.WriteAllLines(_shop.At("a.csv"), lines);
        var forecasts = _shop.Write("f.csv", "time,probability\n" + string.Concat(lines[1..].Select(l => l.Split(',')[0] + ",0.9\n")));
        foreach (var command in new string[][] { ["run", _shop.Pipeline("p.yaml", "a.csv")], ["backtest", forecasts, "--bars", _shop.At("a.csv")] })
        {
            var run = await _shop.RunAsync(command);
            Assert.Equal(2, run.Exit);
            Assert.Contains("a.csv, bar of 2020-01-06 00:00 UTC: has the open -1 and the close -1; both must be above 0 (2 bars are like that).", run.Error, StringComparison.Ordinal);
            Assert.Contains("drop-impossible", run.Error, StringComparison.Ordinal);
        }

        // The ways out that it names.
        Assert.Equal(0, (await _shop.RunAsync("run", _shop.Pipeline("p.yaml", "{ file: a.csv, drop-impossible: true }"))).Exit);
        Assert.Equal(0, (await _shop.RunAsync("bars", "clean", _shop.At("a.csv"), "--drop-impossible", "-o", _shop.At("clean.csv"))).Exit);
        Assert.Equal(0, (await _shop.RunAsync("backtest", forecasts, "--bars", _shop.At("clean.csv"))).Exit);
    }

    [Theory]
    [InlineData("nofile.csv: does not exist. Name a .csv or .csv.gz file", "fit", "--rows", "nofile.csv", "--label", "y", "--learner", "lightgbm", "-o", "m.vane")]
    [InlineData("nofile.vane: does not exist. Name a model file of vane fit", "models", "import", "nofile.vane", "--name", "x")]
    [InlineData("nofile.json: there is neither a file nor a model of that name.", "models", "score", "nofile.json", "--rows", "r.csv", "-o", "s.csv")]
    public async Task A_file_that_is_not_there_is_wrong_input_and_named(string message, params string[] command)
    {
        using (_shop.Open())
        {
            // There is a workspace, and no model in it.
        }

        var run = await _shop.RunAsync(command);
        Assert.Equal(2, run.Exit);
        Assert.StartsWith("vane: " + message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_message_names_a_parameter_of_the_program()
    {
        var run = await _shop.RunAsync("predict", "--model", "a", "--bars", "a.csv", "--threads", "0");
        Assert.Equal((2, "vane: --threads must be in [1, 1024], but is 0."), (run.Exit, run.Error.TrimEnd()));
    }

    [Fact]
    public async Task A_workspace_that_cannot_be_written_fails_before_any_work()
    {
        _shop.Bars("a.csv", 300, 0.6);
        // A file stands where the folder should be.
        _shop.Write("store", "mine");
        var run = await _shop.RunAsync("run", _shop.Pipeline("p.yaml", "a.csv"));
        Assert.Equal(1, run.Exit);
        Assert.StartsWith($"vane: {_shop.Store}: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_shop.Store));
    }

    [Fact]
    public async Task A_run_that_fails_half_way_is_recorded_as_failed_and_what_was_there_stays()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var pipeline = _shop.Pipeline("p.yaml", "a.csv");
        await _shop.RunAsync("run", pipeline);
        // Unknown values past the warm-up: logistic regression has no rule for them.
        var lines = File.ReadAllLines(_shop.At("a.csv"));
        File.WriteAllLines(_shop.At("a.csv"), lines.Select((l, i) => i == 0 ? l + ",x" : i % 9 == 0 ? l + "," : l + ",1"));
        var failed = await _shop.RunAsync("run", pipeline, "--set", "features=[column(x), return(1)]");
        Assert.Equal(2, failed.Exit);
        using var workspace = _shop.Open();
        Assert.Equal([RunStatus.Failed, RunStatus.Finished], workspace.Runs.List().Select(r => r.Status));
        Assert.Equal(1, Assert.Single(workspace.Models.Versions("p")).Version);
    }

    private string Break(string how)
    {
        var whole = File.ReadAllText(_shop.Bars("whole.csv", 60, 0.6));
        var path = _shop.At(how + (how == "truncated" ? ".csv.gz" : ".csv"));
        switch (how)
        {
            case "truncated":
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
                    {
                        gzip.Write(System.Text.Encoding.UTF8.GetBytes(whole));
                    }

                    File.WriteAllBytes(path, packed.ToArray()[..((int)packed.Length / 2)]);
                }

                break;
            case "missing":
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "binary":
                File.WriteAllBytes(path, [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7919 >> 3))]);
                break;
            default:
                File.WriteAllText(path, how switch
                {
                    "empty" => "",
                    "columns" => string.Join('\n', whole.Split('\n').Select((l, i) => i == 0 ? "time,price" : string.Join(',', l.Split(',')[..Math.Min(2, l.Split(',').Length)]))),
                    "nan" => string.Join('\n', whole.Split('\n').Select((l, i) => i == 0 || l.Length == 0 ? l : l.Split(',')[0] + ",NaN,NaN,NaN,NaN,NaN")),
                    "one-row" => string.Join('\n', whole.Split('\n')[..2]),
                    _ => whole.Split('\n')[0],
                });
                break;
        }

        return path;
    }
}
