using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;
using System.Text;
using System.Text.Json;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Tests.Api;

/// <summary>Answers with very large values take turns: each gives its room back when it is sent, and leaves the queue when nobody waits for it any more.</summary>
// One of them holds much memory, the other asks how much the process holds: not at the same time.
[Collection("memory of the process")]
public sealed class LargeAnswerTests
{
    // Three of these fit into the room that there is, with some megabytes to spare.
    private const int Large = 20_000_000, Smaller = 3_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string?> Routes => new()
    {
        { "/api/v1/runs/LARGE", null },
        { "/api/v1/runs?filter=run_name%20%3D%20%27large%27", null },
        { "/api/v1/runs/newest", null },
        { "/api/2.0/mlflow/runs/get?run_id=LARGE", null },
        { "/api/2.0/mlflow/runs/search", """{"experiment_ids":["0"],"filter":"attributes.run_name = 'large'"}""" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Whoever_goes_away_stands_in_nobodys_way_and_what_is_sent_is_given_back(string target, string? body)
    {
        var (large, smaller) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w => (large, smaller) = (Run(w, "large", Large), Run(w, "smaller", Smaller)));
        var runs = server.Workspace.Runs;
        target = target.Replace("LARGE", large, StringComparison.Ordinal);
        var held = Enumerable.Range(0, 3).Select(_ => new ReadScope(CancellationToken.None)).ToList();
        held.ForEach(scope => runs.Get(large, scope));
        using (var goes = new CancellationTokenSource())
        {
            // There is room for the smaller one, but not before its turn.
            var asked = Ask(goes.Token);
            while (HasTurn(TimeSpan.FromMilliseconds(200)))
            {
                await Task.Delay(50, Cancel);
            }

            await goes.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }

        Assert.True(HasTurn(TimeSpan.FromSeconds(15)), "One for whom nobody waits stands before it.");

        held.ForEach(scope => scope.Dispose());
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await Ask(Cancel));
        }

        bool HasTurn(TimeSpan patience)
        {
            using var waits = new CancellationTokenSource(patience);
            using var scope = new ReadScope(waits.Token);
            try
            {
                return runs.Get(smaller, scope).Tags["large"].Length == Smaller;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        async Task<HttpStatusCode> Ask(CancellationToken until)
        {
            using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, target) { Content = content };
            using var answer = await server.Client.SendAsync(request, until);
            return answer.StatusCode;
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_answer_takes_nothing_large_from_the_pool_which_would_keep_it(string target, string? body)
    {
        var large = "";
        await using var server = await RunningServer.StartAsync(prepare: w => large = Run(w, "large", Large));
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, target.Replace("LARGE", large, StringComparison.Ordinal)) { Content = content };
        using var pool = new PoolRents(Large);
        using var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var sent = await answer.Content.ReadAsStreamAsync(Cancel);
        var (buffer, letters) = (new byte[1 << 16], 0);
        while (await sent.ReadAsync(buffer, Cancel) is > 0 and var count)
        {
            letters += buffer.AsSpan(0, count).Count((byte)'a');
        }

        Assert.InRange(letters, Large, Large + 1000);
        Assert.Empty(pool.Sizes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_is_read_into_memory_of_its_own(bool saysItsLength)
    {
        var id = "";
        await using var server = await RunningServer.StartAsync(prepare: w => id = Run(w, "run", 1));
        var json = JsonSerializer.SerializeToUtf8Bytes(new { run_id = id, key = "large", value = new string('b', Large) });
        using var content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. json]);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow/runs/set-tag") { Content = content };
        request.Headers.TransferEncodingChunked = !saysItsLength;
        using var pool = new PoolRents(Large / 4);
        using var answer = await server.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(new string('b', Large), server.Workspace.Runs.Get(id).Tags["large"]);
        // The parser's own table, of which it writes a few bytes.
        Assert.Single(pool.Sizes);
    }

    private static string Run(Workspace workspace, string name, int size)
    {
        var run = workspace.Runs.Create(new NewRun { Name = name, User = "ada" });
        workspace.Runs.Log(run.Id, new RunLog { Tags = new Dictionary<string, string> { ["large"] = new('a', size) } });
        return run.Id;
    }

    /// <summary>The arrays of so many elements or more that anybody in the process takes from a shared pool.</summary>
    private sealed class PoolRents(int atLeast) : EventListener
    {
        private const int BufferRented = 1;

        internal ConcurrentQueue<int> Sizes { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventId == BufferRented && eventData.Payload?[1] is int size && size >= atLeast)
            {
                Sizes.Enqueue(size);
            }
        }
    }
}
