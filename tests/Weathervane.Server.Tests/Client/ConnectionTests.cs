using System.Net;
using System.Net.Sockets;
using System.Text;
using Weathervane.Client;
using Weathervane.Store.Access;

namespace Weathervane.Server.Tests.Client;

/// <summary>What the client says when the server is not there, is another one, wants a key, or keeps silent.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_health_and_readiness_need_no_key()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Keys.Create("ci", Role.Read, null));
        using var vane = new VaneClient(server.Url + "/");
        Assert.Matches(@"^\d+\.\d+\.\d+", await vane.VersionAsync(Cancel));
        await vane.CheckHealthAsync(Cancel);
        await vane.CheckReadyAsync(Cancel);
    }

    [Fact]
    public async Task A_key_lets_in_by_its_role_and_names_who_did_it()
    {
        var (read, write, administer) = ("", "", "");
        await using var server = await RunningServer.StartAsync(prepare: w =>
        {
            (read, write, administer) = (Key("reader", Role.Read), Key("writer", Role.Write), Key("keeper", Role.Admin));
            w.Models.Register(new() { Name = "btc", Author = "ada", Model = [1] });

            string Key(string name, Role role) => w.Keys.Create(name, role, null).Text;
        });
        using var nobody = new VaneClient(server.Url);
        var refused = await Assert.ThrowsAsync<VaneException>(() => nobody.Models.ListAsync(Cancel));
        Assert.Equal((401, "A key is needed", "'vane keys create' at the server makes a key."), (refused.Status, refused.Title, refused.Problems[0].Remedy));
        using var reader = new VaneClient(server.Url, new ClientOptions { Key = read });
        Assert.Single(await reader.Models.ListAsync(Cancel));
        Assert.Equal(403, (await Assert.ThrowsAsync<VaneException>(() => reader.Models.SetAliasAsync("btc", "trial", 1, "x", Cancel))).Status);
        // Whoever has a key goes by its name, whatever it says of itself.
        using var writer = new VaneClient(server.Url, new ClientOptions { Key = write, User = "ada" });
        Assert.StartsWith("writer (", (await writer.Models.SetAliasAsync("btc", "trial", 1, "x", Cancel)).By, StringComparison.Ordinal);
        Assert.Equal(403, (await Assert.ThrowsAsync<VaneException>(() => writer.Models.PromoteAsync("btc", 1, "x", cancel: Cancel))).Status);
        using var keeper = new VaneClient(server.Url, new ClientOptions { Key = administer });
        Assert.StartsWith("keeper (", (await keeper.Models.PromoteAsync("btc", 1, "x", cancel: Cancel)).By, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve (5c0f21bb93d1a6e2)")]
    [InlineData(" ")]
    [InlineData("a\nb")]
    [InlineData("a\u202Eb")]
    public async Task A_name_that_looks_like_a_key_or_like_nothing_is_not_recorded(string name)
    {
        await using var server = await RunningServer.StartAsync();
        using var vane = new VaneClient(server.Url, new ClientOptions { User = name });
        Assert.Equal("local", (await vane.Models.RegisterAsync("btc", new() { Model = [1] }, Cancel)).Author);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_with_a_remedy()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var url = $"http://{free.LocalEndpoint}";
        free.Stop();
        using var vane = new VaneClient(url);
        var nobody = await Assert.ThrowsAsync<VaneException>(() => vane.VersionAsync(Cancel));
        Assert.Equal((null, "Not reached", url, "Is 'vane serve' running there?"), (nobody.Status, nobody.Title, nobody.Problems[0].Where, nobody.Problems[0].Remedy));
        Assert.StartsWith("cannot be reached: Connection refused", nobody.Problems[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_keeps_silent_is_told_and_a_caller_who_gives_up_is_not_blamed_on_it()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var vane = new VaneClient($"http://{silent.LocalEndpoint}", new ClientOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        var late = await Assert.ThrowsAsync<VaneException>(() => vane.Models.ListAsync(Cancel));
        Assert.Equal(("No answer", "did not answer in time."), (late.Title, late.Problems[0].What));
        using var patient = new VaneClient($"http://{silent.LocalEndpoint}");
        using var stop = new CancellationTokenSource(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.Models.ListAsync(stop.Token));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", 200, "answered 200 OK with text/html, which is no answer of this API.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull", 200, "answered 200 OK with application/json, which is no answer of this API.")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nsad", 502, "answered 502 Bad Gateway with no content, which is no answer of this API.")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n", 302, "sends on to http://evil.example/.")]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Type: application/problem+json\r\nContent-Length: 16\r\n\r\n{\"detail\":\"sad\"}", 500, "sad")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n[", null, "broke off its answer")]
    public async Task An_answer_that_is_none_is_told_as_such(string answer, int? status, string what)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var vane = new VaneClient($"http://{other.LocalEndpoint}");
        var asking = vane.Models.ListAsync(Cancel);
        using (var socket = await other.AcceptSocketAsync(Cancel))
        {
            await socket.ReceiveAsync(new byte[4096], Cancel);
            await socket.SendAsync(Encoding.ASCII.GetBytes(answer), Cancel);
        }

        var told = await Assert.ThrowsAsync<VaneException>(() => asking);
        Assert.Equal(status, told.Status);
        Assert.StartsWith(what, told.Problems[0].What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1:5180")]
    [InlineData("http://ada:secret@127.0.0.1")]
    [InlineData("http://127.0.0.1/?a=b")]
    public void An_address_of_no_server_is_refused(string url) => Assert.Throws<ArgumentException>(() => new VaneClient(url));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\r\nHost: x")]
    public void A_key_that_cannot_be_sent_is_refused(string key) => Assert.Throws<ArgumentException>(() => new VaneClient("http://127.0.0.1", new ClientOptions { Key = key }));

    [Fact]
    public void A_patience_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ClientOptions { Timeout = TimeSpan.Zero });
}
