using Microsoft.Playwright;
using Weathervane.Store.LiveExperiments;
using Weathervane.Store.Models;

namespace Weathervane.Web.Tests;

/// <summary>Experiments: what the log says of them, starting one and ending it.</summary>
public sealed class ExperimentPageTests(Dashboard dashboard)
{
    [Fact]
    public async Task An_experiment_shows_its_sequence_its_evidence_and_how_long_it_takes_yet()
    {
        await Compared();
        await using var visit = await dashboard.Open("/experiments");
        await visit.Link("Experiment 1").ClickAsync();
        await visit.Settle();
        await visit.See("Is sp500:");
        var row = visit.Page.GetByRole(AriaRole.Region, new() { Name = "How the challengers stand" }).Locator("tbody tr");
        Assert.Contains("OPEN", await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await visit.Page.Locator("canvas").CountAsync() >= 2, "the sequence and the evidence");
        Assert.Matches("Not decided yet", await visit.Page.Locator(".lead").InnerTextAsync());
        Assert.Matches(@"at the spread so far \(0\.0\d+ nats a bar\) a gain of 0\.003 nats would likely be seen within about [\d,]+ bars of the start", await visit.Page.Locator(".plan").InnerTextAsync());
        await visit.Page.GetByLabel("Mean advantage with its confidence sequence").Locator("button").First.ClickAsync();
        Assert.True(await visit.Page.Locator(".figures tbody tr").CountAsync() > 100, "the table behind the chart");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task An_experiment_is_started_and_ended_with_a_reason()
    {
        await using var visit = await dashboard.Open("/experiments");
        await visit.Settle();
        await visit.Button("Start an experiment").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Series").SelectOptionAsync(SeededWorkspace.Daily);
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Champion" }).FillAsync("sp500");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Challengers" }).FillAsync("sp500:99, btc");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Start an experiment" }).ClickAsync();
        await visit.See("it has no version 99");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Challengers" }).FillAsync(Other().Reference);
        await dialog.GetByLabel("What for?").FillAsync("by hand");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Start an experiment" }).ClickAsync();
        await visit.See("by hand");
        var started = dashboard.Workspace.LiveExperiments.List().First(e => e.Reason == "by hand");
        Assert.Equal((LiveMode.Shadow, Other().Version), (started.Mode, started.Arms[1].Version));
        await visit.Button("Stop").ClickAsync();
        await dialog.GetByLabel("Why?").FillAsync("enough seen");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await visit.See("It has ended, and the champion stayed.");
        await visit.See("enough seen");
        Assert.NotNull(dashboard.Workspace.LiveExperiments.Get(started.Id).Ended);
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_verdict_shows_while_the_page_is_open_with_its_evidence()
    {
        var other = Other();
        var started = dashboard.Workspace.LiveExperiments.Start(
            new NewLiveExperiment { Series = SeededWorkspace.Daily, Champion = "sp500", Challengers = [other.Reference], Reason = "live" }, "ada");
        await using var visit = await dashboard.Open($"/experiments?id={started.Id}");
        await visit.See("Nothing yet: a verdict");
        await visit.Page.Locator(".live.on").WaitForAsync();
        await visit.Page.WaitForTimeoutAsync(1500);
        dashboard.Workspace.LiveExperiments.Judge(started.Id, 1, LiveEventKind.Worse, "e-value 41.2");
        await visit.See("e-value 41.2");
        await visit.See("WORSE");
        await visit.See("It has ended, and the champion stayed.");
    }

    [Fact]
    public async Task Who_may_only_read_is_offered_neither_start_nor_stop()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
        using (var workspace = Store.Workspace.Open(folder, TimeProvider.System))
        {
            var key = workspace.Keys.Create("reader", Store.Access.Role.Read).Text;
            await using var server = await Server.VaneServer.StartAsync(workspace, new Server.ServerOptions { Port = 0 }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
            await using var visit = await dashboard.Open(server.Url, "/experiments");
            await visit.Page.Locator("input").First.FillAsync(key);
            await visit.Page.Keyboard.PressAsync("Enter");
            await visit.See("No experiments yet");
            Assert.Equal(0, await visit.Button("Start an experiment").CountAsync());
        }

        Directory.Delete(folder, recursive: true);
    }

    private ModelVersion Other() => dashboard.Workspace.Models.Versions("sp500").First(v => !v.Aliases.Contains(ModelName.Champion));

    private async Task Compared()
    {
        while (dashboard.Workspace.Forecasts.List(SeededWorkspace.Daily, Other().Reference, limit: 2000).Count < 500)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
