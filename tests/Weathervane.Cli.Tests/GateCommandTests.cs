using Dapper;
using Microsoft.Data.Sqlite;

namespace Weathervane.Cli.Tests;

/// <summary>The promotion gate as <c>vane run</c> and <c>vane models promote</c> ask it.</summary>
public sealed class GateCommandTests : IDisposable
{
    private const string Cautious = "learners: [{ logistic: { C: 0.0001 } }]";
    private readonly Workshop _shop = new();

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_first_version_that_is_worse_than_the_base_rate_is_no_champion_unless_forced_with_a_reason()
    {
        _shop.Bars("a.csv", 1500, 0.5);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", "learners: [{ lightgbm: { n_estimators: 50, learning_rate: 0.3 } }]"));
        Assert.Contains("Model a:1 (lightgbm): not champion, because there was none before, but it is WORSE than base-rate: its log_loss 0.", run.Output, StringComparison.Ordinal);
        var promote = await _shop.RunAsync("models", "promote", "a:1", "--reason", "I like it");
        Assert.Equal(2, promote.Exit);
        Assert.Contains("no champion before; verdict: WORSE", promote.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await _shop.RunAsync("models", "promote", "a:1", "--force")).Exit);
        Assert.Equal(0, (await _shop.RunAsync("models", "promote", "a:1", "--force", "--reason", "I like it")).Exit);
        using var workspace = _shop.Open();
        var move = Assert.Single(workspace.Models.Moves("a"));
        Assert.Equal("I like it", move.Reason);
        Assert.StartsWith("forced: ", move.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_version_that_is_not_proven_stands_in_on_trial_and_says_what_a_proof_would_need()
    {
        _shop.Bars("a.csv", 1500, 0.5);
        var run = await _shop.RunAsync("run", _shop.Pipeline("a.yaml", "a.csv", Cautious));
        Assert.Matches(@"Model a:1 \(logistic\): champion on trial, because there was none before; its edge is NOT PROVEN \(its log_loss .* of base-rate, p [\d.]+; (no number of bars|the rows at hand would prove)", run.Output);
        using var workspace = _shop.Open();
        Assert.Equal("first, not proven", workspace.Models.Resolve("a").Tags[ChampionTag]);
        Assert.Equal("gate: first, not proven; verdict: NOT PROVEN", workspace.Models.Moves("a")[0].Evidence);
    }

    [Fact]
    public async Task The_gate_counts_the_trials_that_the_verdict_counts_and_they_are_told_once()
    {
        _shop.Bars("a.csv", 1500, 0.5);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", Cautious);
        await _shop.RunAsync("run", pipeline, "--set", "features=[return(2), return(7)]", "--set", "register.name=other");
        var json = await _shop.JsonAsync("run", pipeline, "--trials", "20");
        var corrected = json.GetProperty("correctedPValue").GetDouble();
        Assert.True(json.GetProperty("trials").GetProperty("effective").GetDouble() > 21 && corrected > json.GetProperty("pValue").GetDouble(), "the correction has something to do");
        var why = json.GetProperty("models")[0].GetProperty("gate").GetProperty("why").GetString()!;
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $" of base-rate, corrected p {corrected:0.###}"), why, StringComparison.Ordinal);
        Assert.DoesNotContain("trials", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_of_a_proven_recipe_passes_by_guardrails_and_not_on_bars_that_were_changed()
    {
        var lines = File.ReadAllLines(_shop.Bars("all.csv", 4000, 0.65));
        File.WriteAllLines(_shop.At("a.csv"), lines[..3001]);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv");
        Assert.Contains("Model a:1 (logistic): champion, because there was none before and it is proven: its log_loss 0.", (await _shop.RunAsync("run", pipeline)).Output, StringComparison.Ordinal);
        Assert.Contains("kept the champion a:1, because it is the recipe of the champion a:1 on the same bars: nothing is new", (await _shop.RunAsync("run", pipeline)).Output, StringComparison.Ordinal);

        File.WriteAllLines(_shop.At("a.csv"), lines);
        var refresh = await _shop.RunAsync("run", pipeline);
        Assert.Contains("Model a:3 (logistic): champion, because it is the recipe of the champion a:1 on newer bars, which has won before, within the guardrails: its log_loss 0.", refresh.Output, StringComparison.Ordinal);
        using (var workspace = _shop.Open())
        {
            Assert.Equal("refresh, proven", workspace.Models.Resolve("a").Tags[ChampionTag]);
        }

        // The file's history is revised: closes are mirrored, so that labels turn round.
        File.WriteAllLines(_shop.At("a.csv"), lines.Select((line, i) => i == 0 ? line : Mirrored(line)));
        var changed = await _shop.RunAsync("run", pipeline);
        Assert.Matches(@"Model a:4 \(logistic\): kept the champion a:3, because as a refresh it fails its guardrail bars: of [\d,]+ bars that both scored, [\d,]+ have another label now", changed.Output);
    }

    [Fact]
    public async Task A_new_recipe_of_a_model_that_serves_a_series_has_to_win_there_too_unless_the_plan_says_otherwise()
    {
        // Directions go on in 65 of 100 cases: the second recipe looks at the last move, which the first does not know.
        _shop.Bars("a.csv", 3000, 0.65);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", Cautious);
        await _shop.RunAsync("run", pipeline, "--set", "features=[volume_ratio]");
        using (var workspace = _shop.Open())
        {
            workspace.Series.Put("a-1h", "1h", ["a"]);
        }

        var run = await _shop.RunAsync("run", pipeline, "--set", "features=[return(1)]", "--set", "learners=[logistic]");
        Assert.Contains("Model a:2 (logistic): kept the champion a:1, because that serves a-1h: the new recipe passed the gate (", run.Output, StringComparison.Ordinal);
        Assert.Contains(") and now shadows it in experiment 1, to take over if it wins there, too", run.Output, StringComparison.Ordinal);
        using (var workspace = _shop.Open())
        {
            var experiment = Assert.Single(workspace.LiveExperiments.List("a-1h", running: true));
            Assert.Equal(("a:1", "a:2", true), (experiment.Champion.VersionReference, experiment.Arms[1].VersionReference, experiment.Promote));
            Assert.StartsWith("a new recipe that passed the gate: ", experiment.Reason, StringComparison.Ordinal);
            Assert.Equal("a:1", workspace.Models.Resolve("a").Reference);
            Assert.Single(workspace.Models.Moves("a"));
        }

        Assert.Contains("a new recipe that passed the gate: ", (await _shop.RunAsync("ab", "status", "1")).Output, StringComparison.Ordinal);
        run = await _shop.RunAsync("run", pipeline, "--set", "features=[return(1)]", "--set", "learners=[{logistic: {C: 0.25}}]");
        Assert.Equal(0, run.Exit);
        Assert.Contains(") and now shadows it in experiment 2, ", run.Output, StringComparison.Ordinal);
        var off = await _shop.RunAsync("retrain", "a-1h", "--shadow", "false");
        Assert.Contains("A new recipe that passes the gate takes over at once.", off.Output, StringComparison.Ordinal);
        run = await _shop.RunAsync("run", pipeline, "--set", "features=[return(1)]", "--set", "learners=[{logistic: {C: 0.5}}]");
        Assert.Contains("Model a:4 (logistic): champion, because ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shadow_that_cannot_start_is_left_to_the_user_and_the_run_is_kept()
    {
        _shop.Bars("a.csv", 3000, 0.65);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", Cautious);
        await _shop.RunAsync("run", pipeline, "--set", "features=[volume_ratio]");
        using (var workspace = _shop.Open())
        {
            workspace.Series.Put("a-1h", "1h", ["a"]);
        }

        // Somebody takes the champion's alias away after the gate has compared with it: in the moment in which the new version is registered.
        using (var store = new SqliteConnection($"Data Source={Path.Combine(_shop.Store, "store.db")};Pooling=False"))
        {
            store.Execute(
                """
                CREATE TRIGGER meanwhile AFTER INSERT ON model_versions WHEN NEW.version = 2 BEGIN
                  INSERT INTO alias_moves (move_id, registered_model_id, alias, version, kind, moved_ms, moved_by, reason)
                  VALUES (1000, NEW.registered_model_id, 'champion', NULL, 'remove', 0, 'bob', 'meanwhile');
                END
                """);
        }

        var run = await _shop.RunAsync("run", pipeline, "--set", "features=[return(1)]", "--set", "learners=[logistic]");
        Assert.True(run.Exit == 0, run.Error);
        Assert.Contains("because that serves a-1h: the new recipe passed the gate (", run.Output, StringComparison.Ordinal);
        Assert.Contains(") and would shadow it there, but cannot yet: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Start one later with 'vane ab start', or promote a:2 with a reason", run.Output, StringComparison.Ordinal);
        using (var workspace = _shop.Open())
        {
            Assert.Empty(workspace.LiveExperiments.List());
            Assert.Equal("a:2", workspace.Models.Versions("a")[^1].Reference);
            Assert.DoesNotContain(workspace.Models.Versions("a"), v => v.Aliases.Count > 0);
        }
    }

    [Fact]
    public async Task Another_question_is_no_competition()
    {
        _shop.Bars("a.csv", 1500, 0.6);
        var pipeline = _shop.Pipeline("a.yaml", "a.csv", Cautious);
        await _shop.RunAsync("run", pipeline);
        var run = await _shop.RunAsync("run", pipeline, "--set", "label.horizon=5");
        Assert.Contains("kept the champion a:1, because the champion a:1 cannot be compared with: it answers another question (its label differs)", run.Output, StringComparison.Ordinal);
    }

    private const string ChampionTag = "vane.gate";

    private static string Mirrored(string line)
    {
        var cells = line.Split(',');
        double At(int i) => 10_000 / double.Parse(cells[i], System.Globalization.CultureInfo.InvariantCulture);
        return FormattableString.Invariant($"{cells[0]},{At(1)},{At(3)},{At(2)},{At(4)},{cells[5]}");
    }
}
