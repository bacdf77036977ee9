using System.Text.Json;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests.Proving;

/// <summary>The leak prover, from the command line, on real programs.</summary>
public sealed class ProveCommandTests : IDisposable
{
    private static readonly string[] Leaks =
        ["shift", "centred_window", "global_scaler", "global_bins", "label_in_features", "target_encoding", "peeking_resample"];

    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Finds_all_seven_leaks_of_a_program_names_feature_and_bar_and_leaves_the_honest_columns_alone()
    {
        var run = await _shop.RunAsync(
            "prove", "--command", Program("run.py", [.. Leaks, "honest_mean", "honest_zscore", "honest_day"]), "--bars", _shop.Bars("b.csv", 1500, 0.5), "--moments", "1", "--json");
        SkipWithoutPandas(run);
        Assert.True(run.Exit == 1, run.Error);
        var report = JsonDocument.Parse(run.Output).RootElement;
        var findings = report.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("feature").GetString()!);
        Assert.Equal(Leaks.Order(), findings.Keys.Order());
        Assert.All(findings.Values, f => Assert.InRange(f.GetProperty("bar").GetDateTime(), new(2020, 1, 1), new(2020, 3, 3)));
        Assert.EndsWith("are not there yet: it is the label's return of its own bar, known 1 bar later.", What("shift"), StringComparison.Ordinal);
        Assert.EndsWith("it is the label of its own bar, known 1 bar later.", What("label_in_features"), StringComparison.Ordinal);
        // A window of 21 bars around its middle reads 10 bars ahead; a day of 24 hours at most 23.
        Assert.Equal(10, findings["centred_window"].GetProperty("barsAhead").GetInt32());
        Assert.InRange(findings["peeking_resample"].GetProperty("barsAhead").GetInt32(), 1, 23);
        Assert.EndsWith("it is scaled by statistics of all bars.", What("global_scaler"), StringComparison.Ordinal);
        Assert.EndsWith("bins or an encoding are fitted on all bars.", What("global_bins"), StringComparison.Ordinal);
        Assert.EndsWith("bins or an encoding are fitted on all bars.", What("target_encoding"), StringComparison.Ordinal);

        string What(string feature) => findings[feature].GetProperty("what").GetString()!;
    }

    [Fact]
    public async Task A_program_that_leaves_out_the_rows_that_would_give_it_away_is_found_all_the_same()
    {
        var run = await _shop.RunAsync("prove", "--command", Program("drops_rows.py"), "--bars", _shop.Bars("b.csv", 300, 0.5), "--moments", "1");
        Assert.True(run.Exit == 1, run.Error);
        Assert.Matches(@"LEAK ahead, bar 2020-01-\d\d \d\d:00: changes from \S+ to \S+ when the bars after 2020-01-\d\d \d\d:00 are others, drawn at random: it is the label's return of its own bar, known 1 bar later\.", run.Output);
        Assert.EndsWith("Verdict: LEAKS in ahead.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("samples/sp500.yaml")]
    [InlineData("samples/noise.yaml")]
    public async Task A_shipped_pipeline_raises_no_alarm(string pipeline)
    {
        var run = await _shop.RunAsync("prove", Path.Combine(Repository.Root, pipeline));
        Assert.True(run.Exit == 0, run.Output + run.Error);
        Assert.EndsWith("tries. That is strong evidence, not a proof.\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("basic10")]
    [InlineData("btc43")]
    [InlineData("t11")]
    [InlineData("direction")]
    public async Task A_shipped_set_raises_no_alarm_with_joined_series_and_a_long_label(string set)
    {
        var yaml = $"""
            bars: {_shop.Bars("own.csv", 3000, 0.5)}
            series:
              - name: other
                bars: {_shop.Bars("other.csv", 2900, 0.5, 7)}
                features: t11
              - name: days
                resample: 1d
                features: [return(1), rsi(5)]
            features: {set}
            label: triple-barrier
            scaler: robust
            impute: median
            learners: [logistic]
            """;
        var run = await _shop.RunAsync("prove", _shop.Write("p.yaml", yaml), "--json");
        Assert.True(run.Exit == 0, run.Output + run.Error);
        var checks = JsonDocument.Parse(run.Output).RootElement.GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("trials").GetInt32());
        Assert.Equal(["features", "spans", "scaler", "labels", "duplicates"], checks.Keys);
        // Two places, two series with files, four futures and one more cut each.
        Assert.Equal(20, checks["features"]);
    }

    [Fact]
    public async Task A_label_hidden_in_the_bars_file_is_found_in_a_pipeline()
    {
        var lines = File.ReadAllLines(_shop.Bars("plain.csv", 1200, 0.5));
        double Close(int i) => double.Parse(lines[i].Split(',')[4], System.Globalization.CultureInfo.InvariantCulture);
        var random = new Random(5);
        string[] with =
        [
            lines[0] + ",hint,luck",
            .. Enumerable.Range(1, lines.Length - 1).Select(i => FormattableString.Invariant(
                $"{lines[i]},{(i + 3 < lines.Length ? Close(i + 3) : 0)},{random.NextDouble()}")),
        ];
        _shop.Write("b.csv", string.Join('\n', with[..^3]));
        var run = await _shop.RunAsync("prove", _shop.Write("p.yaml", "bars: b.csv\nfeatures: { set: [return(1)], columns: [hint, luck] }\nlearners: [logistic]\n"));
        Assert.True(run.Exit == 1, run.Output + run.Error);
        Assert.Contains("LEAK hint, bar 2020-01-01 00:00 is the close 3 bars ahead.", run.Output, StringComparison.Ordinal);
        Assert.Contains("luck: not provable without the program that made it (AUC 0.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("clean", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bare_columns_are_never_called_clean()
    {
        var bars = _shop.Bars("b.csv", 1000, 0.5);
        var lines = File.ReadAllLines(bars);
        double Close(int i) => double.Parse(lines[i].Split(',')[4], System.Globalization.CultureInfo.InvariantCulture);
        var random = new Random(3);
        var text = "time,noise,noisy_label,label\n" + string.Join('\n', Enumerable.Range(1, 999).Select(i =>
        {
            var up = Close(i + 1) > Close(i) ? 1 : 0;
            return FormattableString.Invariant($"{lines[i].Split(',')[0]},{random.NextDouble()},{up + random.NextDouble() * 2},{up}");
        }));
        var run = await _shop.RunAsync("prove", "--rows", _shop.Write("f.csv", text), "--bars", bars);
        Assert.Equal(1, run.Exit);
        Assert.Contains("LEAK label, bar 2020-01-01 00:00 is the label of its own bar, known 1 bar later.", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"noisy_label: suspicious: it tells the label better than chance explains \(AUC 0\.[89]\d\d, by chance 0\.4\d\d to 0\.5\d\d\)", run.Output);
        Assert.Matches(@"\nnoise: not provable without the program that made it \(AUC 0\.\d+, by chance", run.Output);
        var alone = await _shop.RunAsync("prove", "--rows", _shop.Write("g.csv", string.Join('\n', text.Split('\n').Select(l => string.Join(',', l.Split(',')[..3])))), "--bars", bars);
        Assert.Equal(0, alone.Exit);
        Assert.EndsWith("Verdict: not provable; 1 of 2 columns without their program are suspicious.\n", alone.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _shop.RunAsync("prove", "--rows", _shop.At("g.csv"), "--bars", bars, "--strict")).Exit);
    }

    [Theory]
    [InlineData("python3 x.py {in}", "--command: has no {out}.")]
    [InlineData("python3 'x.py {in} {out}", "--command: has a ' that is never closed.")]
    [InlineData("no-such-program {in} {out}", "--command: could not be started:")]
    [InlineData("/bin/cat {in} {out}", "--command: ended with 1. It said:\n  /bin/cat: ")]
    [InlineData("/bin/ls {in} -I {out}", "--command: ended well, but did not write the file given for {out}.")]
    [InlineData("/bin/sh -c 'cp {in} {out}; sleep 60'", "--command: took longer than 0.5 seconds, and was stopped.", "0.5")]
    public async Task A_program_that_cannot_be_run_is_told_with_what_it_said(string command, string told, string timeout = "100")
    {
        var run = await _shop.RunAsync("prove", "--command", command, "--bars", _shop.Bars("b.csv", 200, 0.5), "--timeout", timeout);
        Assert.Equal(2, run.Exit);
        Assert.StartsWith("vane: " + told, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bars_themselves_are_honest_features_and_no_shell_reads_the_command()
    {
        var run = await _shop.RunAsync("prove", "--command", "/bin/cp {in} {out}", "--bars", _shop.Bars("b.csv", 200, 0.5));
        Assert.True(run.Exit == 0, run.Output + run.Error);
        Assert.False(File.Exists(_shop.At("hacked")));
        await _shop.RunAsync("prove", "--command", $"/bin/cp {{in}} {{out}} ; touch {_shop.At("hacked")}", "--bars", _shop.At("b.csv"));
        Assert.False(File.Exists(_shop.At("hacked")));
    }

    [Theory]
    [InlineData("Give one of a pipeline, --command or --rows.")]
    [InlineData("Give one of a pipeline, --command or --rows.", "p.yaml", "--rows", "f.csv")]
    [InlineData("--command and --rows need the bars, too: --bars FILE.", "--rows", "f.csv")]
    public async Task Asks_for_one_thing_to_prove(string told, params string[] words)
    {
        var run = await _shop.RunAsync(["prove", .. words]);
        Assert.Equal(2, run.Exit);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    private static string Program(string file, params string[] features) =>
        $"/usr/bin/python3 -B {Path.Combine(Repository.Root, "tests/Weathervane.Cli.Tests/Proving/programs", file)} {{in}} {{out}} {string.Join(' ', features)}";

    private static void SkipWithoutPandas(Cli run)
    {
        if (run.Error.Contains("No module named 'pandas'", StringComparison.Ordinal) || run.Error.Contains("could not be started", StringComparison.Ordinal))
        {
            Repository.Missing($"needs /usr/bin/python3 with pandas, which ./test installs: {run.Error}");
        }
    }
}
