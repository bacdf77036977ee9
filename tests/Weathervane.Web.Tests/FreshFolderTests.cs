using Microsoft.Playwright;
using Weathervane.Server;

namespace Weathervane.Web.Tests;

/// <summary>A server over a folder with nothing in it.</summary>
public sealed class FreshFolderTests(Dashboard dashboard)
{
    [Fact]
    public async Task Every_page_says_what_brings_the_first_of_what_it_shows()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
        using (var workspace = Store.Workspace.Open(folder, TimeProvider.System))
        {
            await using var server = await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0, StopSeconds = 1 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
            await using var visit = await dashboard.Open(server.Url, "/");
            foreach (var (page, told) in new (string, string[])[]
            {
                ("/", ["vane run", "vane serve --demo", "vane up", "vane run"]), ("/models", ["vane run"]), ("/runs", ["vane run"]), ("/studies", ["vane tune"]),
                ("/experiments", ["vane ab start"]), ("/data", ["vane up"]), ("/drift", ["vane up"]),
            })
            {
                await visit.Page.GotoAsync(page);
                await visit.Settle();
                var commands = await visit.Page.Locator(".empty code").AllInnerTextsAsync();
                Assert.Equal(told.Length, commands.Count);
                Assert.All(commands.Zip(told), pair => Assert.StartsWith(pair.Second, pair.First, StringComparison.Ordinal));
                Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Alert).CountAsync());
            }

            Assert.Empty(visit.Complaints);
        }

        Directory.Delete(folder, recursive: true);
    }
}
