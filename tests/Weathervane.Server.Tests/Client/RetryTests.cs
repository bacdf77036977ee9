using System.Net;
using System.Net.Sockets;
using System.Text;
using Weathervane.Client;
using Weathervane.Client.Experiments;
using Weathervane.Client.Models;
using Weathervane.Client.Runs;
using Weathervane.Client.Studies;
using Weathervane.Server.Tests.Live;
using Weathervane.Store.Access;

namespace Weathervane.Server.Tests.Client;

/// <summary>A server that goes away and comes back is waited for, and nothing counts twice.</summary>
public sealed class RetryTests
{
    private static readonly DateTimeOffset Day = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_write_whose_answer_is_lost_counts_once()
    {
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            TrainedModel.Register(w, TrainedModel.Tree);
            TrainedModel.Add(w, TrainedModel.Line);
            w.Series.Put("s", "1d", ["sp500"]);
        });
        using var proxy = new ForgetfulProxy(server.Url);
        using var vane = new VaneClient(proxy.Url, new ClientOptions { User = "ada" });
        await vane.VersionAsync(Cancel);
        var writes = 0;
        var (runs, models, store) = (vane.Runs, vane.Models, server.Workspace);

        var run = await Lost(() => runs.CreateAsync(new NewRun { Name = "one", User = "ada" }, Cancel));
        Assert.Equal(run.Id, Assert.Single(store.Runs.List()).Id);
        await Lose(() => runs.LogMetricAsync(run.Id, "loss", 0.5, cancel: Cancel));
        Assert.Single(store.Runs.History(run.Id, "loss"));
        var study = await Lost(() => runs.StartStudyAsync(new Study(run.Id, "s", "random", 1, "log_loss", false, "{}"), Cancel));
        Assert.Equal(study.Id, Assert.Single(store.Studies.OfRun(run.Id)).Id);
        await Lose(() => vane.Studies.AddTrialAsync(study.Id, new Trial(0, TrialState.Complete, new Dictionary<string, string>(), 0.6), Cancel));
        Assert.Single(store.Studies.Trials(study.Id));
        var tries = new NewTries("btc", "direction/1", [new NewTry("m", Day, Day.AddDays(9), 1, null)]);
        Assert.Empty(await Lost(() => runs.TryAsync(run.Id, tries, Cancel)));
        Assert.Single(store.Tries.OfRun(run.Id));
        Assert.Single(await Lost(() => runs.TryAsync(run.Id, tries, Cancel)));
        var look = new NewLook("btc", "direction/1", Day, Day.AddDays(9));
        Assert.Equal(1, await Lost(() => runs.LookAsync(run.Id, look, Cancel)));
        Assert.Equal(2, await Lost(() => runs.LookAsync(look, Cancel)));
        Assert.Equal(2, store.Holdouts.Looks("btc").Count);
        using (var file = new MemoryStream([1, 2, 3]))
        {
            Assert.Equal(3, (await Lost(() => runs.UploadAsync(run.Id, "a.bin", file, Cancel))).Size);
            Assert.True(file.CanRead);
        }

        var version = await Lost(() => models.RegisterAsync("m", new NewVersion { Model = [1], RunId = run.Id, Metrics = [new("score", double.NaN)] }, Cancel));
        Assert.Equal((1L, "ada", double.NaN), (version.Version, version.Author, version.Metrics["score"].Value));
        Assert.Equal(2, (await Lost(() => models.RegisterAsync("m", new NewVersion { Model = [1], RunId = run.Id }, Cancel))).Version);
        Assert.Equal(3, (await Lost(() => models.RegisterAsync("m", new NewVersion { Model = [1], RunId = run.Id }, Cancel))).Version);
        Assert.Equal(3, store.Models.Versions("m").Count);
        foreach (var number in new[] { 1L, 2 })
        {
            await Lost(() => models.PromoteAsync("m", number, "x", force: true, Cancel));
        }

        Assert.True((await Lost(() => models.FollowGateAsync("m", 3, new GateWord(GateKind.First, true, true, "better"), Cancel))).Promoted);
        // Twice, it would be the first version's turn.
        Assert.Equal(2, (await Lost(() => models.RollbackAsync("m", "x", Cancel))).Version);
        await Lost(() => models.SetAliasAsync("m", "shadow", 1, "x", Cancel));
        await Lose(() => models.RemoveAliasAsync("m", "shadow", "x", Cancel));
        Assert.Equal(6, store.Models.Moves("m").Count);
        await Lose(() => models.DeleteVersionAsync("m", 1, "x", Cancel));
        await Lose(() => models.DeleteAsync("m", "x", Cancel));
        Assert.DoesNotContain(store.Models.List(), m => m.Name == "m");

        var experiment = await Lost(() => vane.Experiments.StartAsync(new NewExperiment { Series = "s", Champion = "sp500", Challengers = ["sp500:2"], From = Day, Reason = "try" }, Cancel));
        Assert.Equal((experiment.Id, 2), (Assert.Single(store.LiveExperiments.List("s")).Id, experiment.Arms.Count));
        Assert.Equal("enough", (await Lost(() => vane.Experiments.StopAsync(experiment.Id, "enough", Cancel))).Events[^1].Reason);
        await Lose(() => runs.FinishAsync(run.Id, RunStatus.Finished, Cancel));
        var ended = store.Runs.Get(run.Id).End;
        await Lose(() => runs.DeleteAsync(run.Id, Cancel));
        Assert.Equal((true, ended), (store.Runs.Get(run.Id).Deleted, store.Runs.Get(run.Id).End));

        Task<T> Lost<T>(Func<Task<T>> write)
        {
            proxy.Losing = 1;
            return Sent();

            async Task<T> Sent()
            {
                var answer = await write();
                Assert.Equal((0, ++writes), (proxy.Losing, proxy.Lost));
                return answer;
            }
        }

        async Task Lose(Func<Task> write) => await Lost(async () =>
        {
            await write();
            return 0;
        });
    }

    [Fact]
    public async Task A_key_of_another_caller_or_another_request_is_another_request()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await Send("ada", "/api/v1/runs", "k");
        Assert.Equal(first, await Send("ada", "/api/v1/runs", "k"));
        Assert.NotEqual(first, await Send("bob", "/api/v1/runs", "k"));
        Assert.NotEqual(first, await Send("ada", "/api/v1/runs", "l"));
        Assert.Equal(3, server.Workspace.Runs.List().Count);
        // Under a key that is taken another request is neither done nor answered as the first one was.
        Assert.Contains("\"status\":409", await Send("ada", "/api/v1/runs", "k", "other"), StringComparison.Ordinal);
        Assert.Equal(3, server.Workspace.Runs.List().Count);
        foreach (var wrong in new[] { new string('k', 201), "two words", "" })
        {
            Assert.Contains("\"status\":400", await Send("ada", "/api/v1/runs", wrong), StringComparison.Ordinal);
        }

        async Task<string> Send(string user, string path, string key, string name = "n")
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent($$"""{"name":"{{name}}","user":"u"}""", Encoding.UTF8, "application/json") };
            request.Headers.Add("Vane-User", user);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var answer = await server.Client.SendAsync(request, Cancel);
            return await answer.Content.ReadAsStringAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_file_whose_answer_broke_off_is_read_again_from_its_beginning()
    {
        await using var server = await RunningServer.StartAsync();
        var run = server.Workspace.Runs.Create(new() { Name = "one", User = "ada" });
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        server.Workspace.Artifacts.Put(run, "a.bin", content);
        using var proxy = new ForgetfulProxy(server.Url);
        using var vane = new VaneClient(proxy.Url);
        var file = Assert.Single(await vane.Runs.FilesAsync(run.Id, Cancel));
        using var destination = new MemoryStream();
        destination.Write("kept"u8);
        proxy.LosingAfter = 100_000;
        await vane.Runs.DownloadAsync(run.Id, file, destination, Cancel);
        Assert.Equal(1, proxy.Lost);
        Assert.Equal([.. "kept"u8, .. content], destination.ToArray());
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Away\r\nRetry-After: 1\r\nContent-Type: application/problem+json\r\nContent-Length: 16\r\n\r\n{\"detail\":\"sad\"}", 1.0)]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", 0.0)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n0.", 0.0)]
    public async Task Who_is_away_for_a_moment_is_asked_again_when_it_asks_to(string answer, double seconds)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var vane = new VaneClient($"http://{other.LocalEndpoint}");
        var first = vane.VersionAsync(Cancel);
        await Answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n0.1.0");
        await first;
        var asking = vane.VersionAsync(Cancel);
        await Answer(answer);
        var sent = TimeProvider.System.GetTimestamp();
        await Answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n0.2.0");
        Assert.True(TimeProvider.System.GetElapsedTime(sent).TotalSeconds >= 0.95 * seconds);
        Assert.Equal("0.2.0", await asking);

        async Task Answer(string text)
        {
            using var socket = await other.AcceptSocketAsync(Cancel);
            await socket.ReceiveAsync(new byte[4096], Cancel);
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), Cancel);
        }
    }

    [Fact]
    public async Task Patience_ends_and_a_caller_who_gives_up_does_not_wait()
    {
        var server = await RunningServer.StartAsync();
        using var hasty = new VaneClient(server.Url, new ClientOptions { Patience = TimeSpan.FromMilliseconds(300) });
        using var none = new VaneClient(server.Url, new ClientOptions { Patience = TimeSpan.Zero });
        using var patient = new VaneClient(server.Url);
        foreach (var vane in new[] { hasty, none, patient })
        {
            await vane.VersionAsync(Cancel);
        }

        await server.DisposeAsync();
        Assert.Equal("Not reached", (await Assert.ThrowsAsync<VaneException>(() => hasty.VersionAsync(Cancel))).Title);
        Assert.Null((await Assert.ThrowsAsync<VaneException>(() => none.VersionAsync(Cancel))).Status);
        using var stop = new CancellationTokenSource(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.VersionAsync(stop.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClientOptions { Patience = TimeSpan.FromTicks(-1) });
    }

    [Fact]
    public async Task What_is_refused_is_not_asked_again()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Keys.Create("ci", Role.Read));
        using var proxy = new ForgetfulProxy(server.Url);
        using var vane = new VaneClient(proxy.Url);
        await vane.VersionAsync(Cancel);
        var refused = await Assert.ThrowsAsync<VaneException>(() => vane.Models.ListAsync(Cancel));
        Assert.Equal((401, null), (refused.Status, refused.RetryAfter));
        Assert.Equal(2, proxy.Answers);
    }
}
