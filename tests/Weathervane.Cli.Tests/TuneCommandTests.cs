using System.Diagnostics;
using System.Text.Json;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

public sealed class TuneCommandTests : IDisposable
{
    private const string Learners =
        "learners: [{logistic: {tune: {C: {low: 0.001, high: 10, log: true}}}}, {lightgbm: {n_estimators: 30, tune: {num_leaves: [2, 9], learning_rate: {low: 0.01, high: 0.3, log: true}}}}]\n"
        + "tuning: { trials: 12, folds: 2 }";

    private readonly Workshop _shop = new();
    private readonly string _pipeline;

    public TuneCommandTests()
    {
        _shop.Bars("a.csv", 600, 0.6);
        _pipeline = _shop.Pipeline("mine.yaml", "a.csv", Learners);
    }

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Searches_every_learner_with_ranges_and_says_what_to_write_into_the_pipeline()
    {
        var tune = await _shop.RunAsync("tune", _pipeline, "--trials", "6");
        Assert.Equal(0, tune.Exit);
        Assert.Matches(@"mine/logistic +6 +0 +0 +trial \d +0\.69\d+ +0\.\d+", tune.Output);
        Assert.Matches(@"- logistic: \{ C: [0-9.E-]+ \}", tune.Output);
        Assert.Matches(@"- lightgbm: \{ n_estimators: 30, .*num_leaves: \d.* \}", tune.Output);
        Assert.Contains("Next: vane studies show mine/logistic", tune.Output, StringComparison.Ordinal);
        // The progress tells the best so far with its standard error.
        Assert.Matches(@"logistic: 6 of 6, trial \d log_loss 0\.\d+ ± 0\.\d+, best 0\.\d+ ± 0\.\d+ \(trial \d\)", tune.Error);
        using var workspace = _shop.Open();
        Assert.Equal([RunStatus.Finished, RunStatus.Finished], workspace.Runs.List().Select(r => r.Status));
        Assert.Empty(workspace.Models.List());
    }

    [Theory]
    [InlineData("tpe", "none")]
    [InlineData("cmaes", "median")]
    [InlineData("sobol", "hyperband")]
    public async Task Stopped_after_any_trial_the_same_command_goes_on_to_the_same_study(string sampler, string pruner)
    {
        string[] command = ["tune", _pipeline, "--learner", "lightgbm", "--sampler", sampler, "--pruner", pruner];
        await _shop.JsonAsync([.. command, "--study", "whole"]);
        foreach (var after in new[] { 1, 5, 7 })
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            string[] mine = [.. command, "--study", $"cut{after}"];
            var stopped = await _shop.RunAsync(t => t with { Error = new PressCtrlC(stop, $"{after} of 12"), Cancel = stop.Token }, mine);
            Assert.Equal(130, stopped.Exit);
            var (kept, _) = Trials($"cut{after}");
            Assert.InRange(kept.Count, after, 12);
            var again = await _shop.RunAsync(mine);
            Assert.Equal(0, again.Exit);
            Assert.Contains($"lightgbm: going on after {Counted.Of(kept.Count, "trial")}.", again.Error, StringComparison.Ordinal);
            var (cut, status) = Trials($"cut{after}");
            Assert.Equal(Trials("whole").Lines, cut);
            Assert.Equal(RunStatus.Finished, status);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Killed_at_any_trial_it_loses_none_that_it_told_of_and_goes_on_to_the_same_study(int at)
    {
        string[] command = ["tune", _pipeline, "--learner", "lightgbm", "--pruner", "median"];
        await _shop.JsonAsync([.. command, "--study", "whole"]);
        string[] killed = [.. command, "--study", "killed"];
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vane.dll"), .. killed, "--workspace", _shop.Store])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        var told = 0;
        using (var process = Process.Start(start)!)
        {
            while (told < at && await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                told += line.Contains("of 12, trial", StringComparison.Ordinal) ? 1 : 0;
            }

            // SIGKILL: nothing can be tidied up.
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(at, told);
        Assert.InRange(Trials("killed").Lines.Count, told, 12);
        Assert.Equal(0, (await _shop.RunAsync(killed)).Exit);
        Assert.Equal(Trials("whole").Lines, Trials("killed").Lines);
    }

    [Fact]
    public async Task Flags_win_over_the_environment_and_that_over_the_file()
    {
        _shop.Bars("b.csv", 500, 0.6, seed: 2);
        Task<Cli> Tune(string study, params string[] more) => _shop.RunAsync(
            t => t with { Environment = name => name switch { "VANE_SET" => "tuning.trials=3; tuning.folds=3", "VANE_BARS" => _shop.At("b.csv"), "VANE_SEED" => "7", _ => null } },
            ["tune", _pipeline, "--learner", "logistic", "--study", study, .. more]);
        Assert.Equal(0, (await Tune("environment")).Exit);
        await _shop.JsonAsync("tune", _pipeline, "--learner", "logistic", "--study", "flags", "--trials", "3", "--set", "tuning.folds=3", "--bars", _shop.At("b.csv"), "--seed", "7");
        Assert.Equal(3, Trials("environment").Lines.Count);
        Assert.Equal(Trials("flags").Lines, Trials("environment").Lines);
        Assert.Equal(0, (await Tune("both", "--trials", "2")).Exit);
        Assert.Equal(2, Trials("both").Lines.Count);
    }

    [Fact]
    public async Task A_value_that_cannot_be_is_blamed_on_what_gave_it()
    {
        var flags = await _shop.RunAsync("tune", _pipeline, "--trials", "0", "--sampler", "bayes", "--seed", "x", "--set", "tuning.folds=0");
        Assert.Equal(2, flags.Exit);
        Assert.Contains("vane: --trials: is '0'. It must be a whole number in [1, 100000].", flags.Error, StringComparison.Ordinal);
        Assert.Contains("vane: --sampler: is 'bayes'.", flags.Error, StringComparison.Ordinal);
        Assert.Contains("vane: --seed: is 'x'.", flags.Error, StringComparison.Ordinal);
        Assert.Contains("vane: --set tuning.folds: is '0'.", flags.Error, StringComparison.Ordinal);
        var environment = await _shop.RunAsync(t => t with { Environment = name => name == "VANE_SEED" ? "x" : null }, ["run", _pipeline]);
        Assert.Contains("vane: VANE_SEED: is 'x'.", environment.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_finds_the_same_best_as_tune()
    {
        var tuned = (await _shop.JsonAsync("tune", _pipeline)).EnumerateArray().ToDictionary(s => s.GetProperty("learner").GetString()!);
        Assert.Equal(0, (await _shop.RunAsync("run", _pipeline)).Exit);
        using var workspace = _shop.Open();
        var run = workspace.Runs.List().First(r => r.Name == "mine");
        foreach (var (_, study) in workspace.Studies.OfRun(run.Id))
        {
            Assert.Equal(Trials(workspace, workspace.Studies.Newest($"mine/{study.Name}")!.Id), Trials(workspace, workspace.Studies.Newest(study.Name)!.Id));
            Assert.Equal("complete", tuned[study.Name].GetProperty("best").GetProperty("state").GetString());
        }
    }

    [Fact]
    public async Task More_trials_go_on_with_the_study_and_as_many_make_none()
    {
        string[] command = ["tune", _pipeline, "--learner", "logistic"];
        await _shop.JsonAsync([.. command, "--trials", "5"]);
        Assert.Equal(8, (await _shop.JsonAsync([.. command, "--trials", "8"]))[0].GetProperty("trials").GetInt32());
        var again = await _shop.RunAsync([.. command, "--trials", "8"]);
        Assert.DoesNotContain("8 of 8, trial", again.Error, StringComparison.Ordinal);
        Assert.Equal(8, Trials("mine/logistic").Lines.Count);
    }

    [Fact]
    public async Task A_study_in_seconds_says_how_many_trials_give_it_again()
    {
        // Each look at the clock is a second later: the trials stop long before the thousand.
        var tune = await _shop.RunAsync(t => t with { Clock = new HastyClock() }, "tune", _pipeline, "--learner", "logistic", "--trials", "1000", "--seconds", "8", "--study", "timed");
        Assert.Equal(0, tune.Exit);
        var made = Trials("timed").Lines;
        Assert.InRange(made.Count, 1, 8);
        Assert.Contains($"the time was up after {Counted.Of(made.Count, "trial")}; --trials {made.Count} gives the same study again", tune.Output, StringComparison.Ordinal);
        await _shop.JsonAsync("tune", _pipeline, "--learner", "logistic", "--trials", $"{made.Count}", "--study", "counted");
        Assert.Equal(made, Trials("counted").Lines);
    }

    [Fact]
    public async Task Other_settings_under_the_same_name_are_refused()
    {
        string[] command = ["tune", _pipeline, "--learner", "logistic", "--trials", "3"];
        await _shop.JsonAsync(command);
        await RefusedAsync(
            "study mine/logistic: was started with sampler tpe, now random; width 4, now 2. Go on with the same settings, or name another study with --study.",
            [.. command, "--sampler", "random", "--width", "2"]);
        await RefusedAsync("was started with other bars, folds, features or fixed parameters.", [.. command, "--set", "tuning.folds=3"]);
    }

    [Fact]
    public async Task Mistakes_are_told_with_what_is_allowed()
    {
        await RefusedAsync("--learner: no learner of the pipeline is called 'catboots'. With ranges: logistic, lightgbm.", "tune", _pipeline, "--learner", "catboots");
        await RefusedAsync("--study: one name for 2 searches: logistic, lightgbm. Choose one of them with --learner.", "tune", _pipeline, "--study", "x");
        await RefusedAsync("learners: none of them has ranges to search.", "tune", _shop.Pipeline("plain.yaml", "a.csv"));
        await RefusedAsync("--sampler: is 'bayes'.", "tune", _pipeline, "--sampler", "bayes");
        await RefusedAsync("nowhere.yaml: is not there.", "tune", "nowhere.yaml");
    }

    [Fact]
    public async Task Trials_count_as_tries_for_a_later_run_that_scores_the_bars_they_searched_once_however_often_they_are_made()
    {
        // The search ends before the first scored row: at 0.8 of the rows here, and the run below scores from 0.2 on.
        string[] command = ["tune", _pipeline, "--learner", "logistic", "--trials", "6", "--set", "split.start=0.8"];
        string[] run = ["run", _pipeline, "--set", "learners=[logistic]", "--set", "split.start=0.2"];
        var before = (await _shop.JsonAsync(run)).GetProperty("trials");
        Assert.Equal(0, before.GetProperty("earlier").GetInt32());
        await _shop.JsonAsync(command);
        using (var workspace = _shop.Open())
        {
            var study = workspace.Studies.Newest("mine/logistic")!;
            var tries = workspace.Tries.OfRun(study.Study.RunId);
            Assert.Equal(Enumerable.Range(0, 6).Select(i => $"search of logistic, trial {i}"), tries.Select(t => t.Name).Order(StringComparer.Ordinal));
            Assert.All(tries, t => Assert.Equal(("a", "next-bar-direction/1", 1, true), (t.Series, t.Label, t.Tries, t.Gains is not null)));
        }

        // The run of before, and six trials.
        var after = (await _shop.JsonAsync(run)).GetProperty("trials");
        Assert.Equal(7, after.GetProperty("earlier").GetInt32());
        var effective = after.GetProperty("effective").GetDouble();
        Assert.InRange(effective, 1.05, 8);
        // Made again under another name they are the same tries: more of them, and worth no more.
        await _shop.JsonAsync([.. command, "--study", "again"]);
        var twice = (await _shop.JsonAsync(run)).GetProperty("trials");
        Assert.Equal(14, twice.GetProperty("earlier").GetInt32());
        Assert.Equal(effective, twice.GetProperty("effective").GetDouble(), 0.2);
        // What scores nothing of the searched bars has none of their tries: the first scored row there is the last but one fifth.
        Assert.Equal(0, (await _shop.JsonAsync([.. run, "--set", "bars.from=2020-01-22", "--set", "features=[return(1)]"])).GetProperty("trials").GetProperty("earlier").GetInt32());
    }

    [Fact]
    public async Task A_study_says_how_far_its_best_may_be_luck()
    {
        await _shop.JsonAsync("tune", _pipeline, "--learner", "logistic", "--trials", "6");
        var luck = (await _shop.JsonAsync("studies", "show", "mine/logistic")).GetProperty("luck");
        Assert.Equal((6, 6), (luck.GetProperty("trials").GetInt32(), luck.GetProperty("known").GetInt32()));
        Assert.InRange(luck.GetProperty("effective").GetDouble(), 1, 6);
        Assert.InRange(luck.GetProperty("overfitting").GetDouble(), 0, 1);
        var (p, deflated) = (luck.GetProperty("pValue").GetDouble(), luck.GetProperty("deflatedPValue").GetDouble());
        Assert.Equal(1 - Math.Pow(1 - p, luck.GetProperty("effective").GetDouble()), deflated, 1e-9);
        var text = (await _shop.RunAsync("studies", "show", "mine/logistic")).Output;
        Assert.Matches(@"6 tries are worth \d(\.\d)? unrelated ones?, and count for any later score on the bars that were searched\.", text);
        Assert.Matches(@"The choice is overfitted with a probability of \d+ % \(CSCV on log loss\)", text);
        Assert.Matches(@"Trial \d gains [+-]0\.\d{5} in log loss over the base rate on the searched bars: p \S.* alone, \S.* as the best of so many\.", text);
        // A search of a whole run says the same.
        await _shop.RunAsync("run", _pipeline);
        Assert.Equal(12, (await _shop.JsonAsync("studies", "show", "logistic")).GetProperty("luck").GetProperty("known").GetInt32());
    }

    [Fact]
    public async Task A_study_is_listed_and_shown_with_what_mattered()
    {
        Assert.Contains("No studies yet: vane tune", (await _shop.RunAsync("studies", "list")).Output, StringComparison.Ordinal);
        await _shop.JsonAsync("tune", _pipeline, "--pruner", "median");
        var list = await _shop.RunAsync("studies", "list");
        Assert.Matches(@"no +study +run +started \(UTC\) +sampler +pruner +trials +metric +best +standard error", list.Output);
        Assert.Matches(@"2 +mine/lightgbm +[0-9a-f]{8} +[-0-9]+ [0-9:]+ +tpe +median +12 +log_loss +0\.6\d+ +0\.\d+", list.Output);
        var show = await _shop.RunAsync("studies", "show", "mine/lightgbm");
        Assert.Equal(0, show.Exit);
        Assert.Matches(@"trials +12: \d+ complete, \d+ pruned, 0 failed", show.Output);
        Assert.Matches(@"(num_leaves|learning_rate) +\S+ +█+ +\d+ %", show.Output);
        Assert.Matches(@"\(interactions\) +\d+ %", show.Output);
        Assert.Matches(@"\d+ +complete +0\.\d+ +0\.\d+ +num_leaves=\d+, learning_rate=0\.\d+", show.Output);
        var json = await _shop.JsonAsync("studies", "show", "2");
        Assert.Equal(12, json.GetProperty("trials").GetArrayLength());
        var shares = json.GetProperty("importances").EnumerateArray().Sum(i => i.GetProperty("share").GetDouble());
        Assert.InRange(shares, 0, 1 + 1e-9);
        var (rows, shown) = (await _shop.JsonAsync("studies", "list"), json.GetProperty("best"));
        Assert.Equal(2, rows.GetArrayLength());
        Assert.Equal(12, rows[0].GetProperty("trials").GetInt32());
        Assert.All(["number", "value", "standardError", "parameters"], part => Assert.True(JsonElement.DeepEquals(shown.GetProperty(part), rows[0].GetProperty("best").GetProperty(part)), part));
        await RefusedAsync("study none: there is no such study in this workspace. 'vane studies list' shows them.", "studies", "show", "none");
    }

    private async Task RefusedAsync(string message, params string[] args)
    {
        var run = await _shop.RunAsync(args);
        Assert.Equal(2, run.Exit);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private (List<string> Lines, RunStatus Status) Trials(string study)
    {
        using var workspace = _shop.Open();
        var kept = workspace.Studies.Newest(study)!;
        return (Trials(workspace, kept.Id), workspace.Runs.Get(kept.Study.RunId).Status);
    }

    // When a trial was made, and how long it took, are no part of the study.
    private static List<string> Trials(Weathervane.Store.Workspace workspace, long study) =>
        [.. workspace.Studies.Trials(study).Select(t => JsonSerializer.Serialize(t with { Seconds = null, Ended = null }))];

    /// <summary>Each look at it is a second later.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }

    private sealed class PressCtrlC(CancellationTokenSource stop, string at) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(at, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }
}
