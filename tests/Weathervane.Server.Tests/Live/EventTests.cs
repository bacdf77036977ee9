using Weathervane.Store;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Tests.Live;

/// <summary>Server-sent events: what changes in the store is told, also when another program changed it.</summary>
public sealed class EventTests
{
    [Fact]
    public async Task New_runs_and_moved_aliases_are_told_also_when_another_program_made_them()
    {
        await using var server = await RunningServer.StartAsync();
        using var listener = await Listen(server, null);
        using var elsewhere = Workspace.Open(server.Folder, TimeProvider.System);
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        var run = elsewhere.Runs.Create(new NewRun { Name = "x", User = "ada" });
        Assert.Contains($$"""{"kind":"run","id":"{{run.Id}}","change":"created"}""", await listener.Next("data:"), StringComparison.Ordinal);
        var version = elsewhere.Models.Register(new NewVersion { Name = "btc", Author = "ada", Model = [1] });
        Assert.Contains("""{"kind":"model","id":"btc",""", await listener.Next("data:"), StringComparison.Ordinal);
        elsewhere.Models.Promote(version, "ada", "first");
        Assert.Contains("""{"kind":"model","id":"btc","change":"updated"}""", await listener.Next("data:"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_back_with_an_id_that_is_not_remembered_is_told_to_read_everything_again()
    {
        await using var server = await RunningServer.StartAsync();
        using var listener = await Listen(server, "another-7");
        Assert.Equal("event: reload", await listener.Next("event:"));
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_its_listeners()
    {
        var server = await RunningServer.StartAsync();
        using var listener = await Listen(server, null);
        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static async Task<Listener> Listen(RunningServer server, string? lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Listener(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    private sealed class Listener(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        internal async Task<string> Next(string beginning)
        {
            while (await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is { } line)
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal))
                {
                    return line;
                }
            }

            throw new EndOfStreamException("The stream ended.");
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }
}
