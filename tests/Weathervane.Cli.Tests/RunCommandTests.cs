using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

public sealed class RunCommandTests : IDisposable
{
    private static readonly string[] Verdicts = ["BEATS", "NOT PROVEN", "WORSE"];
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task An_edge_that_is_there_is_found_kept_and_shown_beside_the_baselines()
    {
        _shop.Bars("a.csv", 1500, 0.7);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv"));
        Assert.True(run.Exit == 0, run.Error);
        var lines = run.Output.TrimEnd().Split('\n');
        Assert.StartsWith("a: 1,500 bars of 1h, 2020-01-01 to 2020-03-03; ", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"logistic \* .* BEATS", run.Output);
        foreach (var baseline in new[] { "base-rate", "always-up", "always-down", "persistence", "momentum", "coin", "last-return" })
        {
            Assert.Contains($" {baseline} ", run.Output, StringComparison.Ordinal);
        }

        Assert.StartsWith("Verdict so far: logistic: BEATS. log_loss 0.6", lines[^3], StringComparison.Ordinal);
        Assert.Matches(@"^Bars needed: the \d+ scored bars were enough; about \d+ prove an edge of this size four times in five\.$", lines[^2]);
        Assert.Equal($"Next: vane run {_shop.At("a.yaml")} --open-holdout", lines[^1]);
        Assert.Contains("The hold-out of 296 rows stays sealed.", run.Output, StringComparison.Ordinal);
        using var workspace = _shop.Open();
        var version = workspace.Models.Resolve("a");
        Assert.Equal(("BEATS", "log_loss", 1L), (version.Verdict, version.PrimaryMetric, version.Version));
        Assert.Equal(RunStatus.Finished, Assert.Single(workspace.Runs.List()).Status);
        Assert.Contains("BEATS", File.ReadAllText(lines.Single(l => l.StartsWith("Report: ", StringComparison.Ordinal))["Report: ".Length..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Noise_is_not_claimed_to_be_an_edge()
    {
        _shop.Bars("n.csv", 1500, 0.5);
        var json = await _shop.JsonAsync("run", _shop.Pipeline("n.yaml", "n.csv"));
        Assert.NotEqual("BEATS", json.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Json_holds_what_the_text_shows()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var json = await _shop.JsonAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [logistic, {random-forest: {n_estimators: 5, max_depth: 3}}]\nensemble: soft"));
        Assert.Equal(600, json.GetProperty("bars").GetProperty("rows").GetInt32());
        Assert.Equal(["logistic", "random-forest", "ensemble"], json.GetProperty("scores").EnumerateArray().Take(3).Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(3, json.GetProperty("lines").GetArrayLength());
        Assert.Equal("a:1", json.GetProperty("models")[0].GetProperty("version").GetString());
        Assert.Contains("random-forest:", json.GetProperty("pipeline").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(json.GetProperty("report").GetString()));
    }

    [Fact]
    public async Task Bars_alone_are_enough()
    {
        _shop.Bars("alone.csv", 900, 0.5);
        var run = await _shop.RunAsync("run", _shop.At("alone.csv"), "--set", "learners[0].n_estimators=5");
        Assert.True(run.Exit == 0, run.Error);
        Assert.Contains("lightgbm", run.Output, StringComparison.Ordinal);
        Assert.Contains("Model alone:1", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("Next: ", run.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worse_version_is_kept_but_does_not_become_champion()
    {
        _shop.Bars("a.csv", 1500, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv");
        await _shop.RunAsync("run", pipeline);
        var worse = await _shop.RunAsync("run", pipeline, "--set", "features=[log_return(3)]");
        Assert.Matches(@"Model a:2 \(logistic\): kept the champion a:1, because its log_loss 0\.\d+ is worse than 0\.\d+ of the champion a:1, corrected p [\d.]+: not proven; no number of bars", worse.Output);
        using var workspace = _shop.Open();
        Assert.Equal(1, workspace.Models.Resolve("a").Version);
        Assert.Equal(2, workspace.Models.Resolve("a:latest").Version);
    }

    [Fact]
    public async Task A_better_version_takes_over_and_one_that_is_never_to_be_promoted_does_not()
    {
        _shop.Bars("a.csv", 4000, 0.65);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv");
        await _shop.RunAsync("run", pipeline, "--set", "features=[log_return(3)]");
        await _shop.RunAsync("run", pipeline, "--set", "register.promote=never");
        using (var workspace = _shop.Open())
        {
            Assert.Equal(1, workspace.Models.Resolve("a").Version);
        }

        await _shop.RunAsync("run", pipeline);
        using var later = _shop.Open();
        Assert.Equal(3, later.Models.Resolve("a").Version);
        Assert.Contains("its recipe beats that of the champion a:1", later.Models.Moves("a")[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_learner_becomes_a_version_in_the_files_order_when_asked()
    {
        _shop.Bars("a.csv", 600, 0.6);
        await _shop.RunAsync("run", _shop.Pipeline(
            "a.yaml", "a.csv", "learners: [{random-forest: {n_estimators: 5, max_depth: 2}}, {random-forest: {n_estimators: 9, max_depth: 4}}]\nregister: { each: true, name: forests, notes: why }"));
        using var workspace = _shop.Open();
        var versions = workspace.Models.Versions("forests");
        Assert.Equal(["5", "9"], versions.Select(v => v.Parameters["n_estimators"]));
        Assert.Equal(["random-forest-1", "random-forest-2"], versions.Select(v => v.Parameters["learner"]));
        Assert.All(versions, v => Assert.Equal("why", v.Notes));
    }

    [Fact]
    public async Task The_hold_out_is_opened_only_when_asked_and_each_look_is_counted()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv");
        await _shop.RunAsync("run", pipeline);
        using (var workspace = _shop.Open())
        {
            Assert.Empty(workspace.Holdouts.Looks("a"));
        }

        Assert.Contains("this is look 1 at this span", (await _shop.RunAsync("run", pipeline, "--open-holdout")).Output, StringComparison.Ordinal);
        // Another seed, another name: still the same bars.
        var second = await _shop.JsonAsync("run", pipeline, "--open-holdout", "--seed", "9", "--name", "b");
        Assert.Equal(2, second.GetProperty("holdout").GetProperty("look").GetInt32());
    }

    [Fact]
    public async Task Nothing_but_the_hold_out_depends_on_the_hold_out()
    {
        var bars = _shop.Bars("a.csv", 600, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", "learners: [logistic, {random-forest: {n_estimators: 5, max_depth: 3}}]");
        var before = await _shop.JsonAsync("run", pipeline, "--open-holdout");
        // Every close of the sealed part is replaced; the rows before it, and all that was chosen or fitted on them, must not notice.
        var lines = File.ReadAllLines(bars);
        File.WriteAllLines(bars, lines.Select((line, i) => i < 490 ? line : line.Replace(line.Split(',')[4], (100 + (i % 7)).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        // In a workspace of its own: what was tried before makes verdicts harder.
        Directory.Delete(_shop.Store, recursive: true);
        var after = await _shop.JsonAsync("run", pipeline, "--open-holdout");
        Assert.Equal(before.GetProperty("scores").GetRawText(), after.GetProperty("scores").GetRawText());
        Assert.Equal(before.GetProperty("chosen").GetString(), after.GetProperty("chosen").GetString());
        Assert.NotEqual(before.GetProperty("holdout").GetProperty("scores").GetRawText(), after.GetProperty("holdout").GetProperty("scores").GetRawText());
    }

    [Fact]
    public async Task The_same_bytes_come_out_on_one_thread_and_on_two()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var pipeline = _shop.Pipeline(
            "a.yaml", "a.csv", "learners: [{lightgbm: {n_estimators: 5, tune: {num_leaves: [3, 9], learning_rate: {low: 0.01, high: 0.3, log: true}}}}, {random-forest: {n_estimators: 5}}]\nensemble: soft\ntuning: { trials: 4 }\nregister: { each: true }");
        await _shop.RunAsync("run", pipeline, "--threads", "1");
        await _shop.RunAsync("run", pipeline, "--threads", "2");
        using var workspace = _shop.Open();
        var versions = workspace.Models.Versions("a");
        Assert.Equal(6, versions.Count);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(workspace.Artifacts.Read(versions[i], "model.vane"), workspace.Artifacts.Read(versions[i + 3], "model.vane"));
        }
    }

    [Fact]
    public async Task Flags_win_over_the_environment_which_wins_over_the_file()
    {
        _shop.Bars("a.csv", 600, 0.6);
        _shop.Bars("b.csv", 700, 0.6);
        var pipeline = _shop.Pipeline("p.yaml", "a.csv", "learners: [logistic]\nseed: 1");
        var environment = new Dictionary<string, string> { ["VANE_SEED"] = "2", ["VANE_NAME"] = "env", ["VANE_BARS"] = _shop.At("b.csv"), ["VANE_SET"] = "split.folds=3; split.embargo=2" };
        var run = await _shop.RunAsync(t => t with { Environment = environment.GetValueOrDefault }, "run", pipeline, "--seed", "3", "--json");
        Assert.True(run.Exit == 0, run.Error);
        var json = System.Text.Json.JsonDocument.Parse(run.Output).RootElement;
        var resolved = json.GetProperty("pipeline").GetString()!;
        Assert.Contains("seed: 3\n", resolved, StringComparison.Ordinal);
        Assert.Contains("folds: 3\n", resolved, StringComparison.Ordinal);
        Assert.Contains("embargo: 2\n", resolved, StringComparison.Ordinal);
        Assert.Equal(("env", 700), (json.GetProperty("name").GetString(), json.GetProperty("bars").GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task Every_trial_is_kept_and_the_search_sees_no_row_that_is_scored()
    {
        _shop.Bars("a.csv", 600, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", "learners: [{logistic: {tune: {C: {low: 0.001, high: 10, log: true}}}}]\ntuning: { trials: 5 }");
        var json = await _shop.JsonAsync("run", pipeline);
        Assert.Equal(5, json.GetProperty("studies")[0].GetProperty("trials").GetInt32());
        string[] Trials(int run)
        {
            using var workspace = _shop.Open();
            var study = workspace.Studies.OfRun(workspace.Runs.List()[run].Id).Single();
            return [.. workspace.Studies.Trials(study.Id).Select(t => $"{t.Value:R}")];
        }

        var first = Trials(0);
        Assert.Equal(5, first.Length);
        // The scored rows start in the middle of the training rows: changing all bars from there on must leave every trial as it was.
        var lines = File.ReadAllLines(_shop.At("a.csv"));
        File.WriteAllLines(_shop.At("a.csv"), lines.Select((line, i) => i < 260 ? line : line.Replace(line.Split(',')[4], (100 + (i % 5)).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        await _shop.RunAsync("run", pipeline);
        Assert.Equal(first, Trials(0));
    }

    [Fact]
    public async Task Every_metric_of_every_model_meets_every_baseline_that_it_may_meet()
    {
        _shop.Bars("a.csv", 700, 0.6);
        var json = await _shop.JsonAsync("run", _shop.Pipeline("a.yaml", "a.csv"));
        var comparisons = json.GetProperty("scores")[0].GetProperty("comparisons").EnumerateArray().ToList();
        string[] Against(string metric) => [.. comparisons.Where(c => c.GetProperty("metric").GetString() == metric).Select(c => c.GetProperty("baseline").GetString()!)];
        Assert.Equal(["base-rate", "coin", "last-return"], Against("log_loss"));
        Assert.Equal(["base-rate", "always-up", "always-down", "coin", "persistence", "momentum", "last-return"], Against("f1"));
        Assert.Equal(10, comparisons.Select(c => c.GetProperty("metric").GetString()).Distinct().Count());
        Assert.All(comparisons, c => Assert.Contains(c.GetProperty("verdict").GetString(), Verdicts));
        Assert.All(comparisons, c => Assert.InRange(c.GetProperty("gain").GetDouble(), c.GetProperty("low").GetDouble() - 1e-9, c.GetProperty("high").GetDouble() + 1e-9));
        // One comparison decides: the primary metric against the base rate. F1 stands beside what always saying up gets.
        Assert.Equal("log_loss", Assert.Single(comparisons, c => c.GetProperty("gates").GetBoolean()).GetProperty("metric").GetString());
        Assert.All(comparisons, c => Assert.Equal(c.GetProperty("metric").GetString() is "f1" or "recall", c.GetProperty("ceiling").ValueKind == System.Text.Json.JsonValueKind.Number));
    }

    [Fact]
    public async Task Each_try_on_the_same_bars_makes_the_verdict_harder_and_other_bars_do_not_count()
    {
        _shop.Bars("a.csv", 900, 0.5);
        var first = await _shop.JsonAsync("run", _shop.Pipeline("a.yaml", "a.csv"));
        Assert.Equal((1, 0, 1.0), Trials(first));
        // The same again is no new try; another model is.
        var again = Trials(await _shop.JsonAsync("run", _shop.At("a.yaml")));
        Assert.Equal((1, 1), (again.Own, again.Earlier));
        Assert.Equal(1, again.Effective, 0.2);
        var other = await _shop.JsonAsync("run", _shop.Pipeline("b.yaml", "a.csv", "learners: [{random-forest: {n_estimators: 5, max_depth: 3}}]"), "--trials", "10");
        var counted = Trials(other);
        Assert.Equal((1, 2), (counted.Own, counted.Earlier));
        Assert.InRange(counted.Effective, 11.1, 13);
        Assert.True(other.GetProperty("correctedPValue").GetDouble() >= other.GetProperty("pValue").GetDouble());
        Assert.Contains("13 tries at these bars (1 in this run, 2 earlier in this workspace, 10 declared) are worth", other.GetProperty("trials").GetProperty("explanation").GetString(), StringComparison.Ordinal);
        _shop.Bars("c.csv", 900, 0.5, 4);
        Assert.Equal((1, 0, 1.0), Trials(await _shop.JsonAsync("run", _shop.Pipeline("c.yaml", "c.csv"))));

        static (int Own, int Earlier, double Effective) Trials(System.Text.Json.JsonElement json)
        {
            var trials = json.GetProperty("trials");
            return (trials.GetProperty("own").GetInt32(), trials.GetProperty("earlier").GetInt32(), trials.GetProperty("effective").GetDouble());
        }
    }

    [Fact]
    public async Task The_second_look_at_a_hold_out_is_held_to_a_stricter_level_whoever_looks()
    {
        _shop.Bars("a.csv", 900, 0.7);
        var first = await _shop.JsonAsync("run", _shop.Pipeline("a.yaml", "a.csv"), "--open-holdout");
        Assert.Equal((1, 0.025), Look(first));
        var second = await _shop.JsonAsync("run", _shop.Pipeline("b.yaml", "a.csv", "learners: [base-rate]"), "--open-holdout");
        Assert.Equal((2, 0.05 / 6), Look(second));
        Assert.StartsWith("this is look 2 at this span, which tests at 0.0083 instead of 0.05. base-rate: ", second.GetProperty("holdout").GetProperty("explanation").GetString(), StringComparison.Ordinal);

        static (int, double) Look(System.Text.Json.JsonElement json) =>
            (json.GetProperty("holdout").GetProperty("look").GetInt32(), json.GetProperty("holdout").GetProperty("level").GetDouble());
    }
}
