using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Weathervane.Store.Access;

namespace Weathervane.Server.Tests.Access;

/// <summary>Sessions of browsers, and what others could try with them.</summary>
public sealed class SessionTests
{
    private const string Session = "/api/v1/session", Runs = "/api/v1/runs", NewRun = """{"name":"x","user":"ada"}""";

    [Fact]
    public async Task A_key_becomes_a_cookie_that_no_script_can_read_and_no_other_site_can_send()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Write).Text);
        var (_, cookie) = await LogIn(server, text);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(text[^20..], cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        using var proxied = await Post(server, Session, new { key = text }, ("Origin", server.Url.Replace("http:", "https:", StringComparison.Ordinal)));
        Assert.Contains("secure", proxied.Headers.GetValues("Set-Cookie").Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_session_may_what_its_key_may_and_writes_name_its_owner()
    {
        var (read, write) = ("", "");
        await using var server = await RunningServer.StartAsync(prepare: w => (read, write) = (w.Keys.Create("r", Role.Read).Text, w.Keys.Create("w", Role.Write).Text));
        Assert.Equal(401, (await server.Client.Send("GET", Runs)).Status);
        foreach (var (key, status) in new[] { (read, 403), (write, 201) })
        {
            var (csrf, cookie) = await LogIn(server, key);
            Assert.Equal(200, (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status);
            var answer = (await server.Client.Send("POST", Runs, NewRun, headers: [("Cookie", Pair(cookie)), ("X-Vane-Csrf", csrf)])).Status;
            Assert.Equal(status, answer == 200 ? 201 : answer);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Writes_with_the_cookie_alone_are_refused(string? secret)
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Admin).Text);
        var (_, cookie) = await LogIn(server, text);
        (string, string)[] headers = secret is null ? [("Cookie", Pair(cookie))] : [("Cookie", Pair(cookie)), ("X-Vane-Csrf", secret)];
        foreach (var (method, target) in new[] { ("POST", Runs), ("DELETE", Session), ("DELETE", "/api/v1/runs/0123456789abcdef0123456789abcdef"), ("POST", "/api/2.0/mlflow/runs/create") })
        {
            Assert.Equal(403, (await server.Client.Send(method, target, method == "POST" ? NewRun : null, headers: headers)).Status);
        }

        Assert.Empty(server.Workspace.Runs.List());
    }

    [Fact]
    public async Task The_secret_of_one_session_is_none_of_another()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Admin).Text);
        var (csrf, _) = await LogIn(server, text);
        var (_, other) = await LogIn(server, text);
        Assert.Equal(403, (await server.Client.Send("POST", Runs, NewRun, headers: [("Cookie", Pair(other)), ("X-Vane-Csrf", csrf)])).Status);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Another_site_can_neither_log_in_nor_use_a_session(string header, string value)
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Admin).Text);
        var (csrf, cookie) = await LogIn(server, text);
        using var login = await Post(server, Session, new { key = text }, (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, login.StatusCode);
        Assert.Equal(403, (await server.Client.Send("GET", Session, headers: [("Cookie", Pair(cookie)), (header, value)])).Status);
        Assert.Equal(403, (await server.Client.Send("POST", Runs, NewRun, headers: [("Cookie", Pair(cookie)), ("X-Vane-Csrf", csrf), (header, value)])).Status);
    }

    [Fact]
    public async Task A_form_cannot_log_in()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Admin).Text);
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", null })
        {
            Assert.InRange((await server.Client.Send("POST", Session, $$"""{"key":"{{text}}"}""", type)).Status, 400, 499);
        }
    }

    [Fact]
    public async Task A_session_ends_with_its_key_and_with_logging_out()
    {
        var (key, text, other) = (default(ApiKey), "", "");
        await using var server = await RunningServer.StartAsync(prepare: w => ((key, text), other) = (w.Keys.Create("ada", Role.Admin), w.Keys.Create("bob", Role.Read).Text));
        var (csrf, cookie) = await LogIn(server, text);
        var (_, ofBob) = await LogIn(server, other);
        Assert.Equal(204, (await server.Client.Send("DELETE", Session, headers: [("Cookie", Pair(cookie)), ("X-Vane-Csrf", csrf)])).Status);
        Assert.Equal(401, (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status);
        (_, cookie) = await LogIn(server, text);
        server.Workspace.Keys.Revoke(key!.Id);
        for (var i = 0; i < 100 && (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status == 200; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(401, (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status);
        Assert.Equal(200, (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(ofBob)))).Status);
        using var again = await Post(server, Session, new { key = text });
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task A_key_that_expires_takes_its_session_along()
    {
        var text = "";
        var clock = new LaterClock();
        await using var server = await RunningServer.StartAsync(
            prepare: w =>
            {
                w.Keys.Create("root", Role.Admin);
                text = w.Keys.Create("ada", Role.Read, DateTimeOffset.UtcNow.AddHours(1)).Text;
            },
            clock: clock);
        var (_, cookie) = await LogIn(server, text);
        Assert.Equal(200, (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status);
        clock.Later = TimeSpan.FromHours(1);
        for (var i = 0; i < 200 && (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status == 200; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(401, (await server.Client.Send("GET", Runs, headers: ("Cookie", Pair(cookie)))).Status);
    }

    [Fact]
    public async Task Guessing_at_the_login_has_to_wait_like_guessing_anywhere()
    {
        var text = "";
        await using var server = await RunningServer.StartAsync(prepare: w => text = w.Keys.Create("ada", Role.Read).Text);
        for (var i = 0; i < 20; i++)
        {
            using var wrong = await Post(server, Session, new { key = $"vane_{i:x16}_wrong" });
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var last = await Post(server, Session, new { key = "vane_0000000000000000_wrong" });
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.Equal(429, (await server.Client.Send("GET", Runs, headers: ("Authorization", "Bearer " + text[..^1]))).Status);
        using var right = await Post(server, Session, new { key = text });
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
    }

    [Fact]
    public async Task Who_asks_is_told_without_a_key_and_a_made_up_cookie_is_nobody()
    {
        await using var server = await RunningServer.StartAsync(prepare: w => w.Keys.Create("ada", Role.Admin));
        var port = new Uri(server.Url).Port;
        var nobody = JsonNode.Parse((await server.Client.Send("GET", Session, headers: ("Cookie", $"vane_session_{port}=made-up"))).Body)!;
        Assert.True(nobody["keysNeeded"]!.GetValue<bool>());
        Assert.Null(nobody["name"]);
        Assert.Null(nobody["csrf"]);
        Assert.Equal(401, (await server.Client.Send("GET", Runs, headers: ("Cookie", $"vane_session_{port}=made-up"))).Status);
        await using var open = await RunningServer.StartAsync();
        Assert.False(JsonNode.Parse((await open.Client.Send("GET", Session)).Body)!["keysNeeded"]!.GetValue<bool>());
    }

    private static async Task<(string Csrf, string Cookie)> LogIn(RunningServer server, string key)
    {
        using var answer = await Post(server, Session, new { key });
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, body!.ToJsonString());
        return (body["csrf"]!.GetValue<string>(), answer.Headers.GetValues("Set-Cookie").Last());
    }

    private static string Pair(string cookie) => cookie[..cookie.IndexOf(';', StringComparison.Ordinal)];

    private static async Task<HttpResponseMessage> Post(RunningServer server, string target, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target);
        request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The time of this machine, and later where told.</summary>
    private sealed class LaterClock : TimeProvider
    {
        internal TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }
}
