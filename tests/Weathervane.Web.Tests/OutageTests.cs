using System.Globalization;
using Microsoft.Playwright;
using Weathervane.Server;
using Weathervane.Store.Models;

namespace Weathervane.Web.Tests;

/// <summary>What a reader is told while the server is away, and that the page comes back by itself.</summary>
public sealed class OutageTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_page_opened_while_the_server_is_away_says_so_and_comes_back_with_it()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
        using (var workspace = Store.Workspace.Open(folder, TimeProvider.System))
        {
            workspace.Models.Register(new NewVersion { Name = "sp500", Author = "ada", Model = [1] });
            var server = await Start(workspace, 0);
            var url = server.Url;
            await using var visit = await dashboard.Open(url, "/");
            await visit.Settle();
            await visit.Page.Locator(".live.on").WaitForAsync();
            await server.DisposeAsync();
            await visit.Page.Locator(".live:not(.on)").WaitForAsync();
            foreach (var page in new[] { "Models", "Runs" })
            {
                await visit.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = page, Exact = true }).ClickAsync();
                await visit.See("The server does not answer");
            }

            // The names for the filter never change while one looks, and are read again all the same.
            await using (await Start(workspace, int.Parse(url[(url.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture)))
            {
                await visit.See("No runs yet");
                Assert.Equal(0, await visit.Page.GetByText("The server does not answer").CountAsync());
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_first_answer_that_fails_is_asked_for_again_without_a_click()
    {
        await using var visit = await dashboard.Open("/models");
        await visit.Settle();
        await visit.Page.RouteAsync("**/api/v1/session", route => route.AbortAsync());
        await visit.Page.ReloadAsync();
        await visit.See("The server does not answer");
        await visit.Page.UnrouteAsync("**/api/v1/session");
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Models" }).WaitForAsync();
    }

    [Fact]
    public async Task An_action_that_got_no_answer_tells_what_to_do_in_words()
    {
        dashboard.Workspace.Models.Register(new NewVersion { Name = "cut-off", Author = "ada", Model = [1] });
        await using var visit = await dashboard.Open("/models?name=cut-off");
        await visit.Settle();
        await visit.Page.RouteAsync("**/api/v1/models/**", route => route.AbortAsync());
        await visit.Button("Promote version 1").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Why?").FillAsync("a test");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }).ClickAsync();
        await dialog.GetByText("The server does not answer. Is ‘vane serve’ still running?").WaitForAsync();
        Assert.True(await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }).IsEnabledAsync());
    }

    private static Task<VaneServer> Start(Store.Workspace workspace, int port) =>
        VaneServer.StartAsync(workspace, new ServerOptions { Port = port, StopSeconds = 1 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
}
