using Weathervane.Client;
using Weathervane.Client.Runs;
using Weathervane.Client.Studies;
using Stored = Weathervane.Store.Studies;

namespace Weathervane.Server.Tests.Client;

/// <summary>Runs and studies through the client, on a real server.</summary>
public sealed class RunsClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RunStatus.Running)]
    [InlineData(RunStatus.Scheduled)]
    public async Task A_run_does_not_end_as_one_that_goes_on(RunStatus status)
    {
        await using var server = await RunningServer.StartAsync();
        using var vane = new VaneClient(server.Url);
        var run = await vane.Runs.CreateAsync(new NewRun { Name = "one", User = "ada" }, Cancel);
        var refused = await Assert.ThrowsAsync<VaneException>(() => vane.Runs.FinishAsync(run.Id, status, Cancel));
        Assert.Equal((400, "status", "Use finished, failed or killed."), (refused.Status, refused.Problems[0].Where, refused.Problems[0].Remedy));
        Assert.Null((await vane.Runs.GetAsync(run.Id, Cancel)).End);
    }

    [Fact]
    public async Task A_run_is_logged_searched_and_read_back_equal()
    {
        await using var server = await RunningServer.StartAsync();
        using var vane = new VaneClient(server.Url);
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var run = await vane.Runs.CreateAsync(new NewRun { Name = "sp500", User = "ada", Experiment = "prices: up", Start = start, Tags = new Dictionary<string, string> { ["stage"] = "trial" } }, Cancel);
        Assert.Equal(("sp500", "ada", "prices: up", RunStatus.Running, start, null), (run.Name, run.User, run.Experiment, run.Status, run.Start, run.End));
        await vane.Runs.LogAsync(run.Id, new RunLog
        {
            Metrics = [new("val/log loss", 0.7, 1, start), new("val/log loss", 0.6, 2), new("odd", double.NaN), new("worst", double.NegativeInfinity)],
            Params = new Dictionary<string, string> { ["depth"] = "6" },
            Tags = new Dictionary<string, string> { ["stage"] = "live" },
        }, Cancel);
        await vane.Runs.LogMetricAsync(run.Id, "val/log loss", 0.5, 3, Cancel);
        await vane.Runs.FinishAsync(run.Id, RunStatus.Finished, Cancel);
        var read = await vane.Runs.GetAsync(run.Id[..8], Cancel);
        Assert.Equal((RunStatus.Finished, "6", "live", 0.5), (read.Status, read.Params["depth"], read.Tags["stage"], read.Metrics["val/log loss"]));
        Assert.Equal((double.NaN, double.NegativeInfinity), (read.Metrics["odd"], read.Metrics["worst"]));
        Assert.Equal(3, read.LatestMetrics.Single(m => m.Key == "val/log loss").Step);
        var history = await vane.Runs.HistoryAsync(run.Id, "val/log loss", Cancel).ToListAsync(Cancel);
        Assert.Equal([(0.7, 1L), (0.6, 2L), (0.5, 3L)], history.Select(h => (h.Value, h.Step)));
        Assert.Equal(start, history[0].Time);
        await vane.Runs.DeleteAsync(run.Id, Cancel);
        Assert.Empty(await vane.Runs.NewestAsync(cancel: Cancel));
        Assert.True(Assert.Single(await vane.Runs.NewestAsync(deleted: true, experiment: "prices: up", status: RunStatus.Finished, cancel: Cancel)).Deleted);
        Assert.Empty(await vane.Runs.NewestAsync(deleted: true, experiment: "none", cancel: Cancel));
    }

    [Fact]
    public async Task A_search_goes_through_all_pages_in_order()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            for (var i = 0; i < 7; i++)
            {
                w.Runs.LogMetric(w.Runs.Create(new() { Name = $"r{i}", User = "ada" }).Id, "loss", i);
            }
        });
        using var vane = new VaneClient(server.Url);
        var search = new RunSearch { Filter = "metrics.loss > 0.5", OrderBy = ["metrics.loss DESC"], Experiments = [0], PageSize = 2 };
        Assert.Equal(["r6", "r5", "r4", "r3", "r2", "r1"], await vane.Runs.SearchAsync(search, Cancel).Select(r => r.Name).ToListAsync(Cancel));
        Assert.Equal(2, (await vane.Runs.PageAsync(search, cancel: Cancel)).Items.Count);
        Assert.Empty((await vane.Runs.PageAsync(search with { Experiments = [99] }, cancel: Cancel)).Items);
    }

    [Fact]
    public async Task A_file_of_many_megabytes_goes_up_and_down_as_a_stream()
    {
        await using var server = await RunningServer.StartAsync();
        using var vane = new VaneClient(server.Url);
        var run = await vane.Runs.CreateAsync(new NewRun { Name = "x", User = "ada" }, Cancel);
        // More than the 30 MB that the web server takes unless told otherwise.
        var content = new byte[40 << 20];
        new Random(1).NextBytes(content);
        var put = await vane.Runs.UploadAsync(run.Id, "plots/gro ß.bin", new MemoryStream(content), Cancel);
        Assert.Equal(("plots/gro ß.bin", content.LongLength), (put.Name, put.Size));
        var file = Assert.Single(await vane.Runs.FilesAsync(run.Id, Cancel));
        Assert.Equal(put.Sha256, file.Sha256);
        var back = new MemoryStream();
        await vane.Runs.DownloadAsync(run.Id, file, back, Cancel);
        Assert.True(content.AsSpan().SequenceEqual(back.ToArray()));
    }

    [Fact]
    public async Task Studies_come_with_their_trials_whatever_their_name()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            var run = w.Runs.Create(new() { Name = "r", User = "ada" });
            var id = w.Studies.Create(new Stored.Study(run.Id, "btc v4/lightgbm?", "tpe", ulong.MaxValue, "log_loss", false, "space") { Pruner = "median", Width = 2, Task = "t" });
            w.Studies.AddTrial(id, new(0, Stored.TrialState.Complete, new Dictionary<string, string> { ["n"] = "5" }, 0.69, 0.01) { FoldValues = [0.68, double.NaN], Reports = [new(1, double.PositiveInfinity)] });
            w.Studies.AddTrial(id, new(1, Stored.TrialState.Pruned, new Dictionary<string, string>(), null, Message: "hopeless"));
        });
        using var vane = new VaneClient(server.Url);
        var study = await vane.Studies.GetAsync("btc v4/lightgbm?", Cancel);
        var listed = Assert.Single(await vane.Studies.ListAsync(cancel: Cancel));
        Assert.All([study, listed], s => Assert.Equal((2, 0, 0.69, 0.01, "5"), (s.Trials, s.Best!.Number, s.Best.Value, s.Best.StandardError, s.Best.Parameters["n"])));
        Assert.Equal(study with { Best = null }, listed with { Best = null });
        Assert.Equal((ulong.MaxValue, "median", 2, "t", "space"), (study.Study.Seed, study.Study.Pruner, study.Study.Width, study.Study.Task, study.Study.Space));
        Assert.Equal(study.Study, Assert.Single(await vane.Runs.StudiesAsync(study.Study.RunId, Cancel)).Study);
        var trials = await vane.Studies.TrialsAsync(study.Id, Cancel);
        Assert.Equal((TrialState.Complete, 0.69, 0.01, "5"), (trials[0].State, trials[0].Value, trials[0].StandardError, trials[0].Parameters["n"]));
        Assert.Equal([0.68, double.NaN], trials[0].FoldValues);
        Assert.Equal(new StepValue(1, double.PositiveInfinity), Assert.Single(trials[0].Reports));
        Assert.Equal((TrialState.Pruned, null, "hopeless"), (trials[1].State, trials[1].Value, trials[1].Message));
    }

    [Fact]
    public async Task What_a_run_tries_and_looks_at_is_counted_with_that_of_all_others()
    {
        await using var server = await RunningServer.StartAsync();
        using var ada = new VaneClient(server.Url, new ClientOptions { User = "ada" });
        using var bob = new VaneClient(server.Url, new ClientOptions { User = "bob" });
        var (from, to) = (new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2024, 1, 3, 0, 0, 0, TimeSpan.Zero));
        var gains = new TryGains(86_400_000, from.Ticks / TimeSpan.TicksPerDay, [0.5, double.Epsilon, -0.25], [24, 24, 1]);
        var first = await ada.Runs.CreateAsync(new NewRun { Name = "x", User = "ada" }, Cancel);
        var second = await bob.Runs.CreateAsync(new NewRun { Name = "y", User = "bob" }, Cancel);
        Assert.Empty(await ada.Runs.TryAsync(first.Id, new NewTries("gbp", "up/1", [new NewTry("forest", from, to, 3, gains)]), Cancel));
        var told = Assert.Single(await bob.Runs.TryAsync(second.Id, new NewTries("gbp", "up/1", [new NewTry("other", to, to, 1, null)]), Cancel));
        Assert.Equal((first.Id, "forest", from, to, 3, gains.First), (told.RunId, told.Name, told.From, told.To, told.Tries, told.Gains!.First));
        Assert.Equal(gains.Sums, told.Gains.Sums);
        Assert.Equal(1, await ada.Runs.LookAsync(first.Id, new NewLook("gbp", "up/1", from, to), Cancel));
        Assert.Equal(2, await bob.Runs.LookAsync(second.Id, new NewLook("gbp", "up/5", from, to), Cancel));
        // A look through a file of forecasts has no run.
        Assert.Equal(1, await bob.Runs.LookAsync(new NewLook("eth", "up/1", from, to), Cancel));
        Assert.Equal(("bob", null), (await ada.Runs.LooksAsync("eth", Cancel)).Select(l => (l.By, l.RunId)).Single());
        Assert.Equal(["forest"], (await ada.Runs.TriesAsync(first.Id, Cancel)).Select(t => t.Name));
        Assert.Equal([("ada", first.Id), ("bob", second.Id)], (await ada.Runs.LooksAsync("gbp", Cancel)).Select(l => (l.By, l.RunId)));
        var impossible = await Assert.ThrowsAsync<VaneException>(() => bob.Runs.TryAsync(
            second.Id, new NewTries("gbp", "up/1", [new NewTry("far", from, to, 1, gains with { First = long.MinValue }), new NewTry("back", to, from, 1, null)]), Cancel));
        Assert.Equal((400, "tries[0] tries[1]"), (impossible.Status, string.Join(' ', impossible.Problems.Select(p => p.Where))));
        Assert.Equal(400, (await server.Client.Send("POST", $"/api/v1/runs/{first.Id}/tries", """{"series":"gbp","label":"up/1","tries":[null]}""")).Status);
        Assert.Equal(400, (await server.Client.Send("POST", $"/api/v1/runs/{first.Id}/tries", """{"series":"gbp","label":"up/1"}""")).Status);
        Assert.Equal(400, (await server.Client.Send("POST", $"/api/v1/runs/{first.Id}/looks", "{}")).Status);
        Assert.Equal(400, (await server.Client.Send("POST", $"/api/v1/runs/{first.Id}/studies", "{}")).Status);
    }

    [Fact]
    public async Task Trials_are_added_to_a_search_of_the_callers_own_once_and_to_none_that_servers_make()
    {
        var made = 0L;
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            made = w.Studies.Create(new Stored.Study(w.Runs.Create(new() { Name = "r", User = "ada" }).Id, "theirs", "tpe", 1, "log_loss", false, "space"));
            w.StudyJobs.Ask(made, "logistic", 5, "ada");
        });
        using var vane = new VaneClient(server.Url);
        var run = await vane.Runs.CreateAsync(new NewRun { Name = "x", User = "ada" }, Cancel);
        var study = await vane.Runs.StartStudyAsync(new Study(run.Id, "own", "gp", ulong.MaxValue, "log_loss", false, "space") { Width = 2, Task = "t" }, Cancel);
        Assert.Equal((run.Id, "gp", ulong.MaxValue, 2, "t"), (study.Study.RunId, study.Study.Sampler, study.Study.Seed, study.Study.Width, study.Study.Task));
        var trial = new Trial(0, TrialState.Complete, new Dictionary<string, string> { ["n"] = "5" }, 0.69, 0.01) { FoldValues = [0.68, double.NaN], Reports = [new(1, 0.5)], Seconds = 12.5, Ended = DateTimeOffset.UnixEpoch };
        await vane.Studies.AddTrialAsync(study.Id, trial, Cancel);
        var kept = Assert.Single(await vane.Studies.TrialsAsync(study.Id, Cancel));
        Assert.Equal((0, 0.69, "5"), (kept.Number, kept.Value, kept.Parameters["n"]));
        Assert.Equal(trial.FoldValues, kept.FoldValues);
        Assert.Equal(12.5, kept.Seconds);
        // By the server's clock, whatever the caller's says.
        Assert.True(kept.Ended >= run.Start);
        Assert.Contains("seconds: must be in [0, ", (await Assert.ThrowsAsync<VaneException>(() => vane.Studies.AddTrialAsync(study.Id, trial with { Number = 1, Seconds = -1 }, Cancel))).Message, StringComparison.Ordinal);
        Assert.Contains("Trials are never overwritten", (await Assert.ThrowsAsync<VaneException>(() => vane.Studies.AddTrialAsync(study.Id, trial, Cancel))).Message, StringComparison.Ordinal);
        var theirs = await Assert.ThrowsAsync<VaneException>(() => vane.Studies.AddTrialAsync(made, trial, Cancel));
        Assert.Equal((400, "its trials are made by the servers."), (theirs.Status, theirs.Problems[0].What));
        Assert.InRange((await Assert.ThrowsAsync<VaneException>(() => vane.Studies.AddTrialAsync(99, trial, Cancel))).Status ?? 0, 400, 404);
    }

    [Fact]
    public async Task What_is_not_there_or_not_allowed_is_told_with_its_status()
    {
        await using var server = await RunningServer.StartAsync();
        using var vane = new VaneClient(server.Url);
        var run = await vane.Runs.CreateAsync(new NewRun { Name = "x", User = "ada" }, Cancel);
        await vane.Runs.LogAsync(run.Id, new RunLog { Params = new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" } }, Cancel);
        var changed = await Assert.ThrowsAsync<VaneException>(() =>
            vane.Runs.LogAsync(run.Id, new RunLog { Params = new Dictionary<string, string> { ["a"] = "2", ["b"] = "2" } }, Cancel));
        Assert.Equal((400, 2), (changed.Status, changed.Problems.Count));
        Assert.All(changed.Problems, p => Assert.Equal("A run's parameters stay; start a new run.", p.Remedy));
        foreach (var ask in (Func<Task>[])[
            () => vane.Runs.GetAsync("ffffffff", Cancel), () => vane.Runs.LogMetricAsync("ffffffff", "a", 1, cancel: Cancel), () => vane.Runs.FinishAsync("ffffffff", RunStatus.Failed, Cancel),
            () => vane.Runs.DeleteAsync("ffffffff", Cancel), () => vane.Runs.FilesAsync("ffffffff", Cancel), () => vane.Runs.StudiesAsync("ffffffff", Cancel),
            () => vane.Runs.UploadAsync("ffffffff", "a", new MemoryStream(), Cancel), () => vane.Runs.HistoryAsync("ffffffff", "a", Cancel).ToListAsync(Cancel).AsTask(),
            () => vane.Runs.DownloadAsync(run.Id, new StoredFile("none", "", 0, default), Stream.Null, Cancel),
            () => vane.Studies.GetAsync("none", Cancel), () => vane.Studies.TrialsAsync(99, Cancel), ])
        {
            Assert.Equal(404, (await Assert.ThrowsAsync<VaneException>(ask)).Status);
        }

        foreach (var ask in (Func<Task>[])[
            () => vane.Runs.NewestAsync(0, cancel: Cancel), () => vane.Runs.PageAsync(new RunSearch { Filter = "nonsense" }, cancel: Cancel), () => vane.Runs.PageAsync(new RunSearch(), "no token", Cancel),
            () => vane.Studies.ListAsync(0, Cancel), () => vane.Runs.UploadAsync(run.Id, "a#b", new MemoryStream(), Cancel), ])
        {
            Assert.Equal(400, (await Assert.ThrowsAsync<VaneException>(ask)).Status);
        }

        // Else "DELETE .../runs/.." would be another address.
        await Assert.ThrowsAsync<ArgumentException>(() => vane.Runs.UploadAsync(run.Id, "../x", new MemoryStream(), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => vane.Runs.DeleteAsync("..", Cancel));
    }
}
