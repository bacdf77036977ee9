using System.Text.Json;
using System.Text.RegularExpressions;
using Weathervane.Cli.Tests.Cluster;
using Weathervane.Server;
using Weathervane.Store.Access;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Cli.Tests;

/// <summary><c>vane run --server</c>: this machine trains, and everything is kept and counted where the server keeps it.</summary>
public sealed partial class RunServerTests : IDisposable
{
    private const string Cautious = "learners: [{ logistic: { C: 0.0001 } }]";
    private const string Search = "learners: [{logistic: {tune: {C: {low: 0.001, high: 10, log: true}}}}]\ntuning: { trials: 4 }";

    // What the server keeps, and what the same runs leave in a workspace of this machine.
    private readonly Workshop _there = new(), _here = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _there.Dispose();
        _here.Dispose();
    }

    [Fact]
    public async Task Keeps_at_a_server_what_it_keeps_in_a_workspace_of_this_machine()
    {
        _here.Bars("a.csv", 1500, 0.7);
        string[] line = ["run", _here.Pipeline("a.yaml", "a.csv", Search), "--open-holdout"];
        var local = await _here.RunAsync(line);
        Assert.True(local.Exit == 0, local.Error);
        using (var server = await ServerProcess.StartAsync(0, ["--workspace", _there.Store], Cancel))
        {
            var url = server.Url.ToString();
            var remote = await RunAsync(url, "ada", line);
            Assert.True(remote.Exit == 0, remote.Error);
            Assert.Equal(Same(local.Output), Same(remote.Output.Replace($" --server {url}", "", StringComparison.Ordinal)));
            Assert.Contains($"Next: vane predict --model a --bars {_here.At("a.csv")} -o forecasts.csv --server {url}", remote.Output, StringComparison.Ordinal);
            // Where its report is: the page that the dashboard shows.
            var report = remote.Output.Split('\n').Single(l => l.StartsWith("Report: ", StringComparison.Ordinal))["Report: ".Length..];
            using var http = new HttpClient();
            Assert.Contains("vane reproduce a:1 --server", await http.GetStringAsync(report, Cancel), StringComparison.Ordinal);
            var again = await RunAsync(url, "ada", "reproduce", "a:1");
            Assert.True(again.Exit == 0, again.Output + again.Error);
        }

        using var theirs = _there.Open();
        using var ours = _here.Open();
        var (there, here) = (Assert.Single(theirs.Runs.List()), Assert.Single(ours.Runs.List()));
        Assert.Equal((RunStatus.Finished, "ada"), (there.Status, there.User));
        Assert.Equal(here.Metrics, there.Metrics);
        Assert.Equal(here.Params, there.Params);
        Assert.Equal(Same(here.Tags["vane.command"]), Same(there.Tags["vane.command"].Split(" --server ")[0]));
        Assert.Equal(here.Tags.Where(t => t.Key != "vane.command"), there.Tags.Where(t => t.Key != "vane.command"));
        Assert.Equal(ours.Artifacts.List(here).Select(f => f.Name), theirs.Artifacts.List(there).Select(f => f.Name));
        var (version, ourVersion) = (theirs.Models.Resolve("a"), ours.Models.Resolve("a"));
        Assert.Equal((1L, "ada", there.Id), (version.Version, version.Author, version.RunId));
        Assert.Equal(ourVersion.Metrics, version.Metrics);
        Assert.Equal(ourVersion.Tags, version.Tags);
        Assert.Equal(ours.Artifacts.Read(ourVersion, ModelVersion.ModelFile), theirs.Artifacts.Read(version, ModelVersion.ModelFile));
        Assert.Equal(ours.Artifacts.List(ourVersion).Select(f => f.Name), theirs.Artifacts.List(version).Select(f => f.Name));
        var (move, ourMove) = (Assert.Single(theirs.Models.Moves("a")), Assert.Single(ours.Models.Moves("a")));
        Assert.Equal((ourMove.Reason, ourMove.Evidence, "ada"), (move.Reason, move.Evidence, move.By));
        var (study, ourStudy) = (Assert.Single(theirs.Studies.OfRun(there.Id)), Assert.Single(ours.Studies.OfRun(here.Id)));
        Assert.Equal(ourStudy.Study with { RunId = there.Id }, study.Study);
        Assert.Equal(Told(ours.Studies.Trials(ourStudy.Id)), Told(theirs.Studies.Trials(study.Id)));
        Assert.All(theirs.Studies.Trials(study.Id), trial => Assert.True(trial is { Seconds: > 0, Ended: not null }));
        var series = Path.GetFileNameWithoutExtension("a.csv");
        Assert.Equal((there.Id, "ada"), Assert.Single(theirs.Holdouts.Looks(series)) is var look ? (look.RunId, look.By) : default);
    }

    [Fact]
    public async Task Tries_and_looks_of_all_who_train_for_a_server_count_for_each_of_them()
    {
        _here.Bars("a.csv", 1500, 0.6);
        var pipeline = _here.Pipeline("a.yaml", "a.csv");
        using var workspace = _there.Open();
        var (_, text) = workspace.Keys.Create("ci", Role.Write);
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: Cancel);
        foreach (var (earlier, look, more) in new[] { (0, 1, ""), (1, 2, "features=[log_return(3)]"), (2, 3, "features=[rsi(7)]") })
        {
            string[] set = more.Length == 0 ? [] : ["--set", more];
            var run = await RunAsync(server.Url, "eve", text, ["run", pipeline, "--open-holdout", "--json", .. set]);
            Assert.True(run.Exit == 0, run.Error);
            var json = JsonDocument.Parse(run.Output).RootElement;
            var told = json.GetProperty("trials").GetProperty("explanation").GetString();
            Assert.Equal(earlier, Earlier().Match(told!) is { Success: true } match ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0);
            Assert.Equal(look, workspace.Holdouts.Looks("a").Count);
        }

        // A key's own name counts, whatever its user is called; and who works on the store itself is counted with them.
        Assert.All(workspace.Holdouts.Looks("a"), l => Assert.StartsWith("ci (", l.By, StringComparison.Ordinal));
        Assert.Equal(3, workspace.Tries.Overlapping("a", "next-bar-direction/1", new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)).Count);
        var local = await _there.RunAsync("run", pipeline, "--set", "features=[rsi(9)]");
        Assert.Contains("3 earlier in this workspace", local.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_recipe_shadows_the_champion_on_the_series_that_it_serves_there()
    {
        _here.Bars("a.csv", 3000, 0.65);
        var pipeline = _here.Pipeline("a.yaml", "a.csv", Cautious);
        using var workspace = _there.Open();
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: Cancel);
        Assert.Equal(0, (await RunAsync(server.Url, "ada", "run", pipeline, "--set", "features=[volume_ratio]")).Exit);
        workspace.Series.Put("a-1h", "1h", ["a"]);
        var run = await RunAsync(server.Url, "ada", "run", pipeline, "--set", "features=[return(1)]", "--set", "learners=[logistic]");
        Assert.Contains("Model a:2 (logistic): kept the champion a:1, because that serves a-1h: the new recipe passed the gate (", run.Output, StringComparison.Ordinal);
        Assert.Contains(") and now shadows it in experiment 1, to take over if it wins there, too", run.Output, StringComparison.Ordinal);
        Assert.Equal(("a:2", "ada"), Assert.Single(workspace.LiveExperiments.List("a-1h", running: true)) is var shadow ? (shadow.Arms[1].VersionReference, shadow.By) : default);
        Assert.Equal("a:1", workspace.Models.Resolve("a").Reference);
        // The recipe of the champion, read from the server, on the same bars again: nothing is new.
        var same = await RunAsync(server.Url, "ada", "run", pipeline, "--set", "features=[volume_ratio]");
        Assert.Contains("it is the recipe of the champion a:1 on the same bars: nothing is new", same.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_evidence_of_a_key_that_is_no_admins_replaces_no_champion_whatever_the_plan_says()
    {
        _here.Bars("a.csv", 3000, 0.65);
        var pipeline = _here.Pipeline("a.yaml", "a.csv", Cautious);
        using var workspace = _there.Open();
        var (_, text) = workspace.Keys.Create("ci", Role.Write);
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: Cancel);
        Assert.Equal(0, (await RunAsync(server.Url, "ada", text, ["run", pipeline, "--set", "features=[volume_ratio]"])).Exit);
        Assert.Equal("a:1", workspace.Models.Resolve("a").Reference);
        var better = new[] { "run", pipeline, "--set", "features=[return(1)]", "--set", "learners=[logistic]" };
        var waits = await RunAsync(server.Url, "ada", text, better);
        Assert.Contains("kept the champion a:1, because what it passed the gate on (", waits.Output, StringComparison.Ordinal);
        Assert.Contains("an admin promotes it with 'vane models promote a:2 --reason ...'", waits.Output, StringComparison.Ordinal);
        workspace.Series.Put("a-1h", "1h", ["a"]);
        workspace.Retraining.SetPlan("a-1h", RetrainingPlan.OnRequest with { Shadow = false }, "ada");
        var shadows = await RunAsync(server.Url, "ada", text, better);
        Assert.Contains("and now shadows it in experiment 1", shadows.Output, StringComparison.Ordinal);
        Assert.Equal("a:1", workspace.Models.Resolve("a").Reference);
    }

    [Fact]
    public async Task Who_cannot_write_there_is_told_before_any_work()
    {
        _here.Bars("a.csv", 600, 0.6);
        var pipeline = _here.Pipeline("a.yaml", "a.csv");
        var nobody = await RunAsync("http://127.0.0.1:9", "ada", "run", pipeline, "--quiet");
        Assert.Equal((1, ""), (nobody.Exit, nobody.Output));
        Assert.Contains("cannot be reached", nobody.Error, StringComparison.Ordinal);
        using var workspace = _there.Open();
        var (_, text) = workspace.Keys.Create("looker", Role.Read);
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: Cancel);
        var refused = await RunAsync(server.Url, "ada", text, ["run", pipeline, "--quiet"]);
        Assert.Equal((2, ""), (refused.Exit, refused.Output));
        Assert.Contains("has the role read; this needs write", refused.Error, StringComparison.Ordinal);
        Assert.Empty(workspace.Runs.List());
        Assert.False(Directory.Exists(_here.Store));
    }

    [Fact]
    public async Task A_run_that_is_stopped_is_killed_there_too()
    {
        _here.Bars("a.csv", 600, 0.6);
        using var workspace = _there.Open();
        await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System, cancel: Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pipeline = _here.Pipeline("a.yaml", "a.csv", "learners: [{logistic: {tune: {C: {low: 0.001, high: 10, log: true}}}}]\ntuning: { trials: 100000 }");
        var running = Task.Run(() => RunAsync(server.Url, "ada", null, ["run", pipeline, "--quiet"], stop.Token), Cancel);
        while (workspace.Studies.List() is not [var study] || workspace.Studies.Trials(study.Id).Count < 3)
        {
            Assert.False(running.IsCompleted, "it ended before it was stopped");
            await Task.Delay(20, Cancel);
        }

        await stop.CancelAsync();
        Assert.Equal(130, (await running).Exit);
        Assert.Equal(RunStatus.Killed, Assert.Single(workspace.Runs.List()).Status);
        Assert.Empty(workspace.Models.List());
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_and_comes_back_loses_and_doubles_nothing()
    {
        _here.Bars("a.csv", 1500, 0.7);
        const int trials = 60;
        var pipeline = _here.Pipeline("a.yaml", "a.csv", FormattableString.Invariant($"learners: [{{logistic: {{tune: {{C: {{low: 0.001, high: 10, log: true}}}}}}}}]\ntuning: {{ trials: {trials} }}"));
        string[] workspace = ["--workspace", _there.Store];
        var server = await ServerProcess.StartAsync(0, workspace, Cancel);
        var url = server.Url;
        var running = Task.Run(() => RunAsync(url.ToString(), "ada", "run", pipeline, "--open-holdout", "--quiet"), Cancel);
        using (var store = _there.Open())
        {
            foreach (var kept in new[] { 2, 15, 30 })
            {
                while (store.Studies.List() is not [var found] || store.Studies.Trials(found.Id).Count < kept)
                {
                    Assert.False(running.IsCompleted, running.IsCompleted ? (await running).Error : "");
                    await Task.Delay(5, Cancel);
                }

                server.Kill();
                server.Dispose();
                server = await ServerProcess.StartAsync(0, workspace, Cancel, port: url.Port);
            }

            var ended = await running;
            Assert.True(ended.Exit == 0, ended.Error);
            var run = Assert.Single(store.Runs.List());
            Assert.Equal(RunStatus.Finished, run.Status);
            Assert.Equal(Enumerable.Range(0, trials), store.Studies.Trials(Assert.Single(store.Studies.OfRun(run.Id)).Id).Select(t => t.Number));
            Assert.Single(store.Models.Versions("a"));
            Assert.Single(store.Models.Moves("a"));
            Assert.Single(store.Holdouts.Looks("a"));
            Assert.Contains(store.Artifacts.List(run), f => f.Name == "report.html");
        }

        server.Dispose();
    }

    /// <inheritdoc cref="Same"/>
    private static IEnumerable<string> Told(IEnumerable<Trial> trials) => trials.Select(t => JsonSerializer.Serialize(t with { Seconds = null, Ended = null }));

    /// <summary>What does not depend on when and where it ran.</summary>
    private static string Same(string output) => Changing().Replace(output, "");

    private static Task<Cli> RunAsync(string url, string user, params string[] line) => RunAsync(url, user, null, line);

    private static async Task<Cli> RunAsync(string url, string user, string? key, string[] line, CancellationToken? cancel = null)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Program.RunAsync([.. line, "--server", url], new Terminal
        {
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            Environment = name => name switch { "VANE_USER" => user, "VANE_API_KEY" => key, _ => null },
            Cancel = cancel ?? Cancel,
        });
        return new Cli(exit, output.ToString(), error.ToString());
    }

    [GeneratedRegex(@"^(Report: .*|Run [0-9a-f]{32} took .*|Seconds: .*)$", RegexOptions.Multiline)]
    private static partial Regex Changing();

    [GeneratedRegex(@"(\d+) earlier")]
    private static partial Regex Earlier();
}
