using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Weathervane.Store.Runs;

namespace Weathervane.Server.Tests.MLflow;

/// <summary>What a caller has already is not sent again, what was broken off goes on, and a question about a file is answered without it.</summary>
public sealed class DownloadTests
{
    // Above a megabyte content is checked while it is sent.
    public static TheoryData<string, int> Files => new()
    {
        { "mlflow", 1000 }, { "mlflow", (3 << 20) + 7 }, { "api", 1000 }, { "api", (3 << 20) + 7 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_the_caller_has_is_not_sent_again(string kind, int size)
    {
        var (server, target, content) = await Stored(kind, size);
        await using var running = server;
        using var whole = await Get(server, target);
        var tag = whole.Headers.ETag!;
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"", tag.Tag);
        foreach (var given in new[] { tag, new EntityTagHeaderValue(tag.Tag, isWeak: true), EntityTagHeaderValue.Any })
        {
            using var again = await Get(server, target, r => r.Headers.IfNoneMatch.Add(given));
            Assert.Equal((HttpStatusCode.NotModified, 0), (again.StatusCode, (await Bytes(again)).Length));
            Assert.Equal(tag, again.Headers.ETag);
        }

        using var other = await Get(server, target, r => r.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"0\"")));
        Assert.Equal(content, await Bytes(other));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_part_is_sent_as_one(string kind, int size)
    {
        var (server, target, content) = await Stored(kind, size);
        await using var running = server;
        foreach (var (from, to, first, end) in new (long?, long?, int, int)[]
        {
            (0, 0, 0, 1), (10, 19, 10, 20), (size / 2, null, size / 2, size), (null, 5, size - 5, size), (size - 1, size + 50, size - 1, size), (null, size * 2L, 0, size), (1, long.MaxValue, 1, size),
        })
        {
            using var part = await Get(server, target, r => r.Headers.Range = new RangeHeaderValue(from, to));
            Assert.Equal(content[first..end], await Bytes(part));
            if (end - first < size)
            {
                Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
                Assert.Equal(new ContentRangeHeaderValue(first, end - 1, size), part.Content.Headers.ContentRange);
            }
        }

        using var behind = await Get(server, target, r => r.Headers.Range = new RangeHeaderValue(size, null));
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, $"bytes */{size}"), (behind.StatusCode, behind.Content.Headers.ContentRange!.ToString()));
    }

    [Fact]
    public async Task The_rest_of_other_content_is_all_of_it()
    {
        var (server, target, content) = await Stored("mlflow", 1000);
        await using var running = server;
        var range = new RangeHeaderValue(500, null);
        using var same = await Get(server, target, r => (r.Headers.Range, r.Headers.IfRange) = (range, new RangeConditionHeaderValue(new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\""))));
        Assert.Equal(content[500..], await Bytes(same));
        using var other = await Get(server, target, r => (r.Headers.Range, r.Headers.IfRange) = (range, new RangeConditionHeaderValue(new EntityTagHeaderValue("\"0\""))));
        Assert.Equal((HttpStatusCode.OK, 1000), (other.StatusCode, (await Bytes(other)).Length));
        using var several = await Get(server, target, r => r.Headers.TryAddWithoutValidation("Range", "bytes=0-1,5-6"));
        Assert.Equal((HttpStatusCode.OK, 1000), (several.StatusCode, (await Bytes(several)).Length));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_question_about_a_file_is_answered_without_its_content(string kind, int size)
    {
        var (server, target, content) = await Stored(kind, size);
        await using var running = server;
        using var request = new HttpRequestMessage(HttpMethod.Head, target);
        using var head = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, size, 0), (head.StatusCode, head.Content.Headers.ContentLength, (await Bytes(head)).Length));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"", head.Headers.ETag!.Tag);
        using var absent = new HttpRequestMessage(HttpMethod.Head, target + "x");
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.SendAsync(absent, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Damage_behind_a_part_breaks_it_off()
    {
        var (server, target, content) = await Stored("mlflow", 3 << 20);
        await using var running = server;
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var blob = Directory.GetFiles(server.Folder, hash, SearchOption.AllDirectories).Single();
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(blob, content, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var part = await Get(server, target, r => r.Headers.Range = new RangeHeaderValue(0, 99));
            await Bytes(part);
        });
    }

    private static async Task<(RunningServer Server, string Target, byte[] Content)> Stored(string kind, int size)
    {
        var (content, run) = (RandomNumberGenerator.GetBytes(size), "");
        var server = await RunningServer.StartAsync(prepare: w =>
        {
            var made = w.Runs.Create(new NewRun { Name = "n", User = "u" });
            w.Artifacts.Put(made, "plots/model.bin", content);
            run = made.Id;
        });
        return (server, kind == "api" ? $"/api/v1/runs/{run}/files/plots/model.bin" : $"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/plots/model.bin", content);
    }

    private static async Task<HttpResponseMessage> Get(RunningServer server, string target, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        with?.Invoke(request);
        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static Task<byte[]> Bytes(HttpResponseMessage response) => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
}
