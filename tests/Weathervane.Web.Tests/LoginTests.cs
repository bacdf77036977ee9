using Weathervane.Server;
using Weathervane.Store;
using Weathervane.Store.Access;
using Weathervane.Store.Models;

namespace Weathervane.Web.Tests;

/// <summary>A server with keys: the dashboard asks for one, and may what it may.</summary>
public sealed class LoginTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_key_lets_in_until_logging_out_and_who_is_no_admin_may_not_promote()
    {
        await using var server = await Guarded.Start(Role.Write);
        await using var visit = await dashboard.Open(server.Url, "/models?name=btc");
        await visit.Page.GetByLabel("Key").FillAsync("vane_0000000000000000_wrong");
        await visit.Button("Log in").ClickAsync();
        await visit.See("The key is wrong, was revoked, or has expired.");
        await visit.Page.GetByLabel("Key").FillAsync(server.Key);
        await visit.Button("Log in").ClickAsync();
        await visit.Button("Promote version 1").WaitForAsync();
        Assert.True(await visit.Button("Promote version 1").IsDisabledAsync());
        await visit.Page.ReloadAsync();
        await visit.Button("Log out").ClickAsync();
        await visit.Page.GetByLabel("Key").WaitForAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task An_admin_promotes_under_the_keys_name_and_a_revoked_key_is_asked_for_again()
    {
        await using var server = await Guarded.Start(Role.Admin);
        await using var visit = await dashboard.Open(server.Url, "/models?name=btc");
        await visit.Page.GetByLabel("Key").FillAsync(server.Key);
        await visit.Button("Log in").ClickAsync();
        await visit.Button("Promote version 1").ClickAsync();
        await visit.Page.GetByLabel("Why?").FillAsync("The first.");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog).GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await visit.See("Version 1 serves:");
        Assert.StartsWith("ada (", server.Workspace.Models.Moves("btc").Single().By, StringComparison.Ordinal);
        server.Workspace.Keys.Revoke(server.KeyId);
        await visit.Page.WaitForTimeoutAsync(700);
        // The page may have asked by itself by now, when it heard of the move.
        await visit.Page.GotoAsync(server.Url + "/runs");
        await visit.Page.GetByLabel("Key").WaitForAsync();
    }

    [Fact]
    public async Task Who_may_write_tags_a_run_and_who_may_read_does_not()
    {
        var tagged = new Store.Runs.NewRun { Name = "kept", User = "ada", Tags = new Dictionary<string, string> { ["stage"] = "trial" } };
        await using var closed = await Guarded.Start(Role.Read);
        await using var reader = await dashboard.Open(closed.Url, $"/runs?run={closed.Workspace.Runs.Create(tagged).Id}");
        await reader.Page.GetByLabel("Key").FillAsync(closed.Key);
        await reader.Button("Log in").ClickAsync();
        await reader.See("trial");
        Assert.True(await reader.Button("Write a note").IsDisabledAsync() && await reader.Button("Add a tag").IsDisabledAsync());
        Assert.Equal(0, await reader.Button("Change the tag: stage").CountAsync());
        await using var server = await Guarded.Start(Role.Write);
        var run = server.Workspace.Runs.Create(tagged).Id;
        await using var writer = await dashboard.Open(server.Url, $"/runs?run={run}");
        await writer.Page.GetByLabel("Key").FillAsync(server.Key);
        await writer.Button("Log in").ClickAsync();
        await writer.Button("Change the tag: stage").ClickAsync();
        await writer.Page.Locator("textarea[name=value]").FillAsync("live");
        await writer.Button("Save").ClickAsync();
        await writer.Page.GetByText("live", new() { Exact = true }).WaitForAsync();
        Assert.Equal("live", server.Workspace.Runs.Get(run).Tags["stage"]);
        Assert.Empty(writer.Complaints);
    }

    [Fact]
    public async Task The_address_of_logging_in_leads_to_the_start()
    {
        await using var server = await Guarded.Start(Role.Read);
        await using var visit = await dashboard.Open(server.Url, "/login");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Log in", Level = 1 }).WaitForAsync();
        await visit.Page.GetByLabel("Key").FillAsync(server.Key);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Now", Exact = true }).WaitForAsync();
        Assert.Equal(server.Url + "/", visit.Page.Url);
        Assert.Empty(visit.Complaints);
    }

    private sealed class Guarded(string folder, Workspace workspace, VaneServer server, Role role) : IAsyncDisposable
    {
        internal string Url => server.Url;

        internal Workspace Workspace => workspace;

        internal string Key => _key.Text;

        internal string KeyId => _key.Key.Id;

        private readonly (ApiKey Key, string Text) _key = workspace.Keys.Create("ada", role);

        internal static async Task<Guarded> Start(Role role)
        {
            var folder = Path.Combine(Path.GetTempPath(), "vane-guarded-" + Guid.NewGuid().ToString("N"));
            var workspace = Workspace.Open(folder, TimeProvider.System);
            workspace.Models.Register(new NewVersion { Name = "btc", Author = "ada", Model = [1] });
            return new Guarded(folder, workspace, await VaneServer.StartAsync(workspace, new ServerOptions { Port = 0 }, TimeProvider.System), role);
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            workspace.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
