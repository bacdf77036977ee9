using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Json;

namespace Weathervane.Cli.Tests.Drift;

public sealed class DriftCommandTests : IDisposable
{
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Two_tables_without_drift_exit_with_0_and_say_what_could_have_been_seen()
    {
        var run = await Cli.RunAsync("drift", "--reference", Table("a.csv", 1000, 1, 0), "--current", Table("b.csv", 200, 2, 0), "--fail-on-drift");
        Assert.True(run.Exit == 0, run.Error + run.Output);
        Assert.Contains("NO DRIFT SEEN in 3 tested columns. A window of 200 rows shows a shift of 0.", run.Output, StringComparison.Ordinal);
        Assert.Contains("All features together: a classifier ranks", run.Output, StringComparison.Ordinal);
        Assert.Contains("a.csv: left out, as they hold times or text: time, word.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_is_an_exit_code_where_it_is_asked_for_so_that_a_trigger_can_fire()
    {
        // In the old service the alarm never reached the retraining that it was to trigger.
        string[] args = ["drift", "--reference", Table("a.csv", 1000, 1, 0), "--current", Table("b.csv", 200, 2, 3)];
        var seen = await Cli.RunAsync(args);
        Assert.Equal(0, seen.Exit);
        Assert.Contains("DRIFT in 1 of 3 columns: spread.", seen.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await Cli.RunAsync([.. args, "--fail-on-drift"])).Exit);
        Assert.Equal(0, (await Cli.RunAsync([.. args, "--fail-on-drift", "--columns", "volume"])).Exit);
        using var json = JsonDocument.Parse((await Cli.RunAsync([.. args, "--json"])).Output);
        Assert.True(json.RootElement.GetProperty("alarm").GetBoolean());
    }

    [Fact]
    public async Task A_kept_reference_gives_the_same_findings_as_its_table()
    {
        string[] args = ["--current", Table("b.csv", 200, 2, 1), "--json"];
        var table = await Cli.RunAsync(["drift", "--reference", Table("a.csv", 1000, 1, 0), "--keep-reference", _shop.At("ref.json"), .. args]);
        var kept = await Cli.RunAsync(["drift", "--reference", _shop.At("ref.json"), .. args]);
        Assert.Equal(Columns(table), Columns(kept));

        static string Columns(Cli run) => JsonDocument.Parse(run.Output).RootElement.GetProperty("columns").GetRawText();
    }

    [Fact]
    public async Task Reports_are_written_as_their_names_end()
    {
        // So few draws tell small chances badly: other columns may alarm, too.
        string[] args = ["drift", "--reference", Table("a.csv", 500, 1, 0), "--current", Table("b.csv", 100, 2, 3), "--draws", "200"];
        foreach (var (name, start) in new[] { ("r.html", "<!DOCTYPE html>"), ("r.md", "# Drift\n\nDRIFT in "), ("r.json", "{\n") })
        {
            Assert.Equal(0, (await Cli.RunAsync([.. args, "-o", _shop.At(name)])).Exit);
            Assert.StartsWith(start, File.ReadAllText(_shop.At(name)), StringComparison.Ordinal);
        }

        var page = File.ReadAllText(_shop.At("r.html"));
        Assert.Contains("How far means have moved", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_and_exits_with_2()
    {
        var nothing = await Cli.RunAsync("drift");
        Assert.Equal(2, nothing.Exit);
        Assert.Contains("vane: --reference: is missing. Give a model or pipeline with --bars, or two tables: --reference A.csv --current B.csv.", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("vane: --current: is missing. Name the table to test.", nothing.Error, StringComparison.Ordinal);

        var (a, b) = (Table("a.csv", 500, 1, 0), _shop.Write("other.csv", "x,y\n1,2\n"));
        var columns = await Cli.RunAsync("drift", "--reference", a, "--current", b);
        Assert.Equal(2, columns.Exit);
        Assert.Contains("other.csv: has no column volume, spread, flat. It has x, y.", columns.Error, StringComparison.Ordinal);

        var few = await Cli.RunAsync("drift", "--reference", a, "--current", Table("few.csv", 10, 2, 0));
        Assert.Equal((2, "vane: current rows: are 10. At least 30 are needed to tell a distribution.\n"), (few.Exit, few.Error));

        var foreign = await Cli.RunAsync("drift", "--reference", _shop.Write("x.json", "{}"), "--current", a);
        Assert.Equal(2, foreign.Exit);
        Assert.Contains("x.json: is not a drift reference. Its format must be 'weathervane-drift-reference'.", foreign.Error, StringComparison.Ordinal);

        var model = await Cli.RunAsync("drift", "m", "--reference", "x.csv");
        Assert.Contains("vane: --bars: is missing. Name the bars", model.Error, StringComparison.Ordinal);
        Assert.Contains("vane: --reference: 'x.csv' is not a number of rows.", model.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_models_later_bars_are_held_against_the_rows_it_was_trained_on()
    {
        _shop.Bars("a.csv", 900, 0.6);
        Assert.Equal(0, (await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"))).Exit);
        // The same market with bars after the training ones, first as before, then ten times as wild.
        var calm = Continued("calm.csv", 1);
        var wild = Continued("wild.csv", 10);
        var quiet = await _shop.RunAsync("drift", "a", "--bars", calm, "--window", "100");
        Assert.True(quiet.Exit == 0, quiet.Error);
        Assert.Contains("a:1: the newest 100 rows against ", quiet.Output, StringComparison.Ordinal);
        Assert.Contains("that it learnt from, as kept with it", quiet.Output, StringComparison.Ordinal);
        Assert.Contains("NO DRIFT SEEN in 4 tested columns", quiet.Output, StringComparison.Ordinal);
        // Forecasts of rows that were learnt from are no reference: rows read off the bars have none.
        var read = await _shop.RunAsync("drift", "a", "--bars", calm, "--window", "100", "--reference", "500");
        Assert.Contains("the newest 100 rows against 500 that were learnt from", read.Output, StringComparison.Ordinal);
        Assert.Contains("not tested: the reference holds 0 known values", read.Output, StringComparison.Ordinal);
        var drift = await _shop.RunAsync("drift", "a", "--bars", wild, "--window", "100", "--fail-on-drift");
        Assert.True(drift.Exit == 3, drift.Output + drift.Error);
        Assert.Matches("DRIFT in [123] of 4 columns: .*return", drift.Output);

        var pipeline = await _shop.RunAsync("drift", _shop.At("a.yaml"), "--bars", wild, "--window", "100", "--fail-on-drift");
        Assert.True(pipeline.Exit == 3, pipeline.Output + pipeline.Error);
        var greedy = await _shop.RunAsync("drift", "a", "--bars", calm, "--window", "2000");
        Assert.Equal(2, greedy.Exit);
        Assert.Contains("a window of 2,000 leaves 0 for the reference. It needs 100;", greedy.Error, StringComparison.Ordinal);
        // Nobody said how long: the rows after the training, of a pipeline the newest quarter.
        Assert.Equal(await Window("a", calm) + 290, await Window("a", Continued("longer.csv", 1, 400)));
        Assert.InRange(await Window(_shop.At("a.yaml"), calm), 225, 253);
    }

    private async Task<int> Window(string target, string bars) =>
        int.Parse(Regex.Match((await _shop.RunAsync("drift", target, "--bars", bars)).Output, ": the newest ([0-9]+) rows against ").Groups[1].Value, CultureInfo.InvariantCulture);

    private string Continued(string name, double scale, int bars = 110)
    {
        var (lines, random) = (File.ReadAllLines(_shop.At("a.csv")).ToList(), new Random(9));
        var close = double.Parse(lines[^1].Split(',')[4], CultureInfo.InvariantCulture);
        for (var i = 0; i < bars; i++)
        {
            var open = close;
            close = open * (1 + ((random.Next(2) == 0 ? -1 : 1) * scale * (0.001 + (0.01 * random.NextDouble()))));
            var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(900 + i);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm},{open},{Math.Max(open, close) * 1.001},{Math.Min(open, close) * 0.999},{close},{100 + random.Next(50)}"));
        }

        File.WriteAllLines(_shop.At(name), lines);
        return _shop.At(name);
    }

    /// <summary>A time, a word, and columns of numbers of which one is shifted by so many deviations.</summary>
    private string Table(string name, int rows, int seed, double shift)
    {
        var random = new Random(seed);
        var text = new StringBuilder("time,word,volume,spread,flat\n");
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"2024-01-01,{(i % 2 == 0 ? "buy" : "sell")},{Normal():R},{Normal() + shift:R},{i % 3}\n");
        }

        return _shop.Write(name, text.ToString());

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
    }
}
