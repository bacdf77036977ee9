using Microsoft.Playwright;
using Weathervane.Store.Models;

namespace Weathervane.Web.Tests;

/// <summary>Promoting and rolling back: with a reason, a confirmation, and everything kept.</summary>
public sealed class ModelActionTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_version_is_promoted_with_a_reason_then_rolled_back_and_history_tells_both()
    {
        Register("promoted", 0.69, 0.68);
        await using var visit = await dashboard.Open("/models?name=promoted");
        await visit.Button("Promote version 1").ClickAsync();
        await Confirm(visit, "The first one.", "Promote");
        await visit.See("Version 1 serves:");
        await visit.Button("Promote version 2").ClickAsync();
        await Confirm(visit, "It is better.", "Promote");
        await visit.See("Version 2 serves:");
        await visit.Button("Roll back").ClickAsync();
        await Confirm(visit, "It lost money.", "Roll back");
        await visit.See("Version 1 serves:");
        await visit.Tab("History").ClickAsync();
        await visit.Page.Locator(".history li").Nth(2).WaitForAsync();
        Assert.Equal(3, await visit.Page.Locator(".history li").CountAsync());
        Assert.Contains("rolled back to version 1", await visit.Page.Locator(".history li").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("It lost money.", await visit.Page.Locator(".history li").First.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(["set", "set", "rollback"], dashboard.Workspace.Models.Moves("promoted").Select(m => m.Kind.ToString().ToLowerInvariant()));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Without_a_reason_nothing_moves_and_cancelling_changes_nothing()
    {
        Register("reasonless", 0.69);
        await using var visit = await dashboard.Open("/models?name=reasonless");
        await visit.Button("Promote version 1").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        Assert.True(await visit.Page.Locator("textarea:invalid").IsVisibleAsync());
        await visit.Page.GetByLabel("Why?").FillAsync("   ");
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await visit.See("Say why: it is kept with the change.");
        await visit.Button("Cancel").ClickAsync();
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Dialog).CountAsync());
        Assert.Empty(dashboard.Workspace.Models.Moves("reasonless"));
    }

    [Fact]
    public async Task A_worse_version_is_refused_in_the_servers_words_and_moves_only_when_forced()
    {
        Register("worse", 0.68, 0.70);
        dashboard.Workspace.Models.Promote(dashboard.Workspace.Models.Resolve("worse:1"), "ada", "first");
        await using var visit = await dashboard.Open("/models?name=worse");
        await visit.Button("Promote version 2").ClickAsync();
        await Confirm(visit, "It is newer.", "Promote");
        await visit.See("it is not made champion");
        await visit.Page.GetByLabel("Also if its primary metric is worse").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await visit.See("Version 2 serves:");
    }

    [Fact]
    public async Task A_move_by_someone_else_shows_while_the_page_is_open()
    {
        Register("elsewhere", 0.69);
        await using var visit = await dashboard.Open("/models?name=elsewhere");
        await visit.See("No version serves");
        await visit.Page.Locator(".live.on").WaitForAsync();
        await visit.Page.WaitForTimeoutAsync(1500);
        dashboard.Workspace.Models.Promote(dashboard.Workspace.Models.Resolve("elsewhere:1"), "bob", "by hand");
        await visit.See("Version 1 serves:");
    }

    private void Register(string name, params double[] losses)
    {
        foreach (var loss in losses)
        {
            dashboard.Workspace.Models.Register(new NewVersion { Name = name, Author = "ada", Model = [1], PrimaryMetric = "log_loss", Metrics = [new("log_loss", loss)] });
        }
    }

    private static async Task Confirm(Visit visit, string reason, string button)
    {
        await visit.Page.GetByLabel("Why?").FillAsync(reason);
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }
}
