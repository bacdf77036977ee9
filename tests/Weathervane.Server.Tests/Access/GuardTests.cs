namespace Weathervane.Server.Tests.Access;

/// <summary>What a web page, another name or a climbing path could try.</summary>
public sealed class GuardTests
{
    private const string Search = "/api/2.0/mlflow/experiments/search", Create = "/api/2.0/mlflow/experiments/create";

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5180")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.1")]
    public async Task Another_name_for_this_machine_is_refused_so_that_no_page_can_rebind_its_own(string host)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(403, (await server.Client.Send("GET", Search, headers: ("Host", host))).Status);
        Assert.Equal(403, (await server.Client.Send("GET", "/health", headers: ("Host", host))).Status);
        Assert.Equal(403, (await server.Client.Send("POST", Create, """{"name":"x"}""", headers: ("Host", host))).Status);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("LOCALHOST:1234")]
    [InlineData("[::1]")]
    [InlineData("vane.example")]
    public async Task Names_that_it_knows_are_answered(string host)
    {
        await using var server = await RunningServer.StartAsync(new ServerOptions { AllowedHosts = ["vane.example"] });
        Assert.Equal(200, (await server.Client.Send("GET", Search, headers: ("Host", host))).Status);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Pages_of_other_sites_can_neither_read_nor_write(string header, string value)
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal(403, (await server.Client.Send("GET", Search, headers: (header, value))).Status);
        Assert.Equal(403, (await server.Client.Send("POST", Create, """{"name":"x"}""", headers: (header, value))).Status);
        Assert.Equal(403, (await server.Client.Send("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/x", "x", headers: (header, value))).Status);
        Assert.Null(server.Workspace.Experiments.Find("x"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task Writes_of_a_type_that_a_form_could_send_are_refused(string? type)
    {
        await using var server = await RunningServer.StartAsync();
        var (status, body) = await server.Client.Send("POST", Create, """{"name":"x"}""", type);
        Assert.Equal(400, status);
        Assert.Contains("Content-Type", body, StringComparison.Ordinal);
        Assert.Null(server.Workspace.Experiments.Find("x"));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("%252e%252e%252fetc")]
    [InlineData("a/../../b")]
    [InlineData("a/%2e/b")]
    [InlineData("..\\..\\x")]
    [InlineData("..%5c..%5cx")]
    [InlineData("/etc/passwd")]
    [InlineData("%2fetc%2fpasswd")]
    [InlineData("C:%5cx")]
    [InlineData("a%00b")]
    [InlineData("a%23b")]
    [InlineData("a//b")]
    public async Task Paths_that_climb_are_refused_in_every_writing(string path)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var (method, body) in new[] { ("GET", null), ("PUT", "x"), ("DELETE", null) })
        {
            Assert.Equal(400, (await server.Client.Send(method, "/api/2.0/mlflow-artifacts/artifacts/" + path, body)).Status);
        }

        Assert.Empty(server.Workspace.Artifacts.ListAt(""));
    }

    [Fact]
    public async Task Answers_say_to_browsers_that_they_are_no_pages()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Listening_for_other_machines_needs_a_key_first()
    {
        var refused = await Assert.ThrowsAsync<InputException>(() => RunningServer.StartAsync(new ServerOptions { Address = System.Net.IPAddress.Any }));
        Assert.Contains("vane keys create", refused.Message, StringComparison.Ordinal);
        await using var server = await RunningServer.StartAsync(
            new ServerOptions { Address = System.Net.IPAddress.Any }, workspace => workspace.Keys.Create("ada", Store.Access.Role.Admin));
    }
}
