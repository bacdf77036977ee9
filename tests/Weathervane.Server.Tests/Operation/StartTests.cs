using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Weathervane.Store;

namespace Weathervane.Server.Tests.Operation;

/// <summary>What is made when at the start of a server.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_host_that_was_begun_before_the_workspace_was_opened_serves_it()
    {
        var folder = Directory.CreateTempSubdirectory("vane-start-").FullName;
        try
        {
            var host = new ServerHost(new ServerOptions { Port = 0 });
            using var workspace = Workspace.Open(folder, TimeProvider.System);
            await using var server = await VaneServer.StartAsync(workspace, host, TimeProvider.System, TestContext.Current.CancellationToken);
            using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
            Assert.Equal((200, "OK"), await client.Send("GET", "/health"));
            Assert.Equal((200, "[]"), await client.Send("GET", "/api/v1/series"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Routes_are_mapped_once_and_only_when_they_are_asked_for()
    {
        await using var app = await new ServerHost(new ServerOptions { Port = 0 }).App;
        var mapped = 0;
        LaterRoutes.Add(app, routes =>
        {
            mapped++;
            routes.MapGroup("/a").MapGet("/b", (RequestDelegate)(_ => Task.CompletedTask));
        });
        Assert.Equal(0, mapped);
        var source = Assert.Single(((IEndpointRouteBuilder)app).DataSources);
        Assert.Equal("/a/b", Assert.IsType<RouteEndpoint>(Assert.Single(source.Endpoints)).RoutePattern.RawText);
        Assert.Same(source.Endpoints, source.Endpoints);
        Assert.Equal(1, mapped);
    }
}
