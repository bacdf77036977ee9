using System.Globalization;
using Microsoft.Playwright;
using Weathervane.Pipelines.Reports;
using Weathervane.Store.Models;

namespace Weathervane.Web.Tests;

/// <summary>Each page shows what the store holds.</summary>
public sealed class PageTests(Dashboard dashboard)
{
    internal static readonly string[] Pages =
    [
        "/", "/models", "/models?name=sp500", "/models?name=btc&view=compare&left=1&right=2", "/models?name=sp500&view=report", "/models?name=btc&view=history",
        "/runs", "/runs?view=parallel", "/runs?view=scatter", "/runs?view=groups", $"/runs?view=curves&mark={0:x32}&mark={1:x32}", $"/runs?run={7:x32}", "/studies", "/studies?id=1",
        "/experiments", "/experiments?id=1", "/data", "/drift",
    ];

    public static TheoryData<string> All => [.. Pages];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_page_opens_without_a_complaint_and_without_a_request_off_the_machine(string path)
    {
        await using var visit = await dashboard.Open(path);
        await visit.Settle();
        Assert.Empty(visit.Complaints);
        Assert.Empty(visit.Foreign);
        Assert.NotEqual("", await visit.Page.TitleAsync());
        Assert.False(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"), "the page is wider than the window");
    }

    [Fact]
    public async Task Now_shows_champions_with_their_verdicts_and_the_latest_runs()
    {
        await using var visit = await dashboard.Open("/");
        await visit.Settle();
        var card = visit.Page.GetByRole(AriaRole.Article).Filter(new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = "sp500", Exact = true }) });
        await card.GetByText("NOT PROVEN").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Cell, new() { Name = "sp500-tuned" }).WaitForAsync();
    }

    [Fact]
    public async Task Now_shows_the_latest_forecast_of_a_series_what_came_of_those_before_and_a_bar_that_comes_in()
    {
        await using var visit = await dashboard.Open("/");
        await visit.Settle();
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Latest forecast" }).GetByText("20 Apr 2020").WaitForAsync();
        Assert.Matches(@"Known since\s+\d+ yrs? ago", await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Latest forecast" }).InnerTextAsync());
        Assert.True(await visit.Page.Locator("canvas").CountAsync() >= 2, "candles and the running score");
        var (bars, store) = (dashboard.Workspace.Series.Bars(SeededWorkspace.Daily), dashboard.Workspace);
        var last = bars[bars.Count - 1];
        store.Series.Take(SeededWorkspace.Daily, [last with { Time = last.Time.AddDays(20) }]);
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Latest forecast" }).GetByText("08 May 2020").WaitForAsync();
    }

    [Fact]
    public async Task Versions_stand_with_metrics_verdicts_and_the_champion_marked()
    {
        await using var visit = await dashboard.Open("/models");
        await visit.Link("btc").ClickAsync();
        var rows = visit.Page.Locator("tbody tr");
        await rows.Nth(2).WaitForAsync();
        Assert.Equal(["v3", "v2", "v1"], await rows.Locator("td:first-child b").AllInnerTextsAsync());
        Assert.Contains("0.6931", await rows.Nth(2).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("BEATS", await rows.Nth(1).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("WORSE", await rows.Nth(0).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("champion", await visit.Page.Locator("tr.marked").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comparison_marks_each_metric_by_its_own_direction()
    {
        await using var visit = await dashboard.Open("/models?name=btc&view=compare&left=1&right=2");
        var loss = visit.Page.Locator("tr", new() { HasText = "log_loss" });
        await loss.GetByText("better").WaitForAsync();
        // 0.6902 - 0.6931 = -0.0029; -0.0029 / 0.6931 = -0.42 %
        Assert.Contains("−0.0029", await loss.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("−0.42%", await loss.InnerTextAsync(), StringComparison.Ordinal);
        await visit.Page.Locator("tr", new() { HasText = "accuracy" }).GetByText("better").WaitForAsync();
        await visit.Page.Locator("tr", new() { HasText = "num_leaves" }).GetByText("15").WaitForAsync();
        await visit.Page.GetByLabel("To", new() { Exact = true }).SelectOptionAsync("3");
        await loss.GetByText("worse").WaitForAsync();
        Assert.Contains("right=3", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_shown_inside_and_can_do_nothing()
    {
        await using var visit = await dashboard.Open("/models?name=sp500&view=report");
        await visit.Page.FrameLocator("iframe").GetByText("NOT PROVEN").First.WaitForAsync();
        Assert.Equal("", await visit.Page.Locator("iframe").GetAttributeAsync("sandbox"));
        // Its own style applies: the policy names the hash of it.
        Assert.Equal("rgb(245, 246, 248)", await visit.Page.FrameLocator("iframe").Locator("body").EvaluateAsync<string>("b => getComputedStyle(b).backgroundColor"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_run_shows_its_values_curve_parameters_and_files()
    {
        await using var visit = await dashboard.Open($"/runs?run={7:x32}");
        await visit.See("sweep-00007");
        await visit.Page.Locator(".uplot canvas").WaitForAsync();
        await visit.Button("Show the figures: log_loss").ClickAsync();
        Assert.Equal(5, await visit.Page.Locator(".figures tbody tr").CountAsync());
        await visit.Page.Locator(".pairs").GetByText("max_depth").WaitForAsync();
    }

    [Fact]
    public async Task A_kept_file_is_looked_at_in_a_window_and_only_ever_shown()
    {
        var run = dashboard.Workspace.Runs.Create(new Store.Runs.NewRun { Name = "with-files", User = "ada" });
        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        foreach (var (name, content) in new (string, byte[])[] { ("notes.txt", "<script>alert(1)</script>"u8.ToArray()), ("parts/a.json", "{\"depth\":3}"u8.ToArray()), ("dot.png", pixel), ("model.bin", [1, 2]) })
        {
            dashboard.Workspace.Artifacts.Put(run, name, content);
        }

        await using var visit = await dashboard.Open($"/runs?run={run.Id}");
        await visit.Settle();
        Assert.Equal(2, await visit.Page.Locator(".files button:not(.folder)").CountAsync());
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        foreach (var (name, shown) in new[] { ("notes.txt", "<script>alert(1)</script>"), ("parts/a.json", "\"depth\": 3") })
        {
            if (name.Contains('/', StringComparison.Ordinal))
            {
                await visit.Button("parts").ClickAsync();
            }

            await visit.Button($"Show: {name}").ClickAsync();
            await dialog.Locator("pre").GetByText(shown).WaitForAsync();
            await visit.Page.Keyboard.PressAsync("Escape");
        }

        await visit.Button("All files").ClickAsync();
        await visit.Button("Show: dot.png").ClickAsync();
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('dialog img')?.naturalWidth === 1");
        Assert.Empty(visit.Complaints);
        Assert.Empty(visit.Foreign);
    }

    [Fact]
    public async Task A_runs_own_metrics_stand_apart_from_those_of_its_baselines_which_are_a_table()
    {
        var run = dashboard.Workspace.Runs.Get(dashboard.Workspace.Models.Resolve("sp500:1").RunId!);
        await using var visit = await dashboard.Open($"/runs?run={run.Id}");
        await visit.Settle();
        Assert.DoesNotContain("/", await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Metrics", Exact = true }).Locator("tbody").InnerTextAsync(), StringComparison.Ordinal);
        var parts = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Metrics of each part" });
        var heads = await parts.Locator("th").AllInnerTextsAsync();
        var cells = await parts.Locator("tr", new() { HasText = "base-rate" }).Locator("td").AllInnerTextsAsync();
        Assert.Equal(["Part", "log_loss", "brier"], heads.Take(3).Select(h => h.Trim()));
        Assert.Equal(run.Metrics["base-rate/log_loss"].ToString("0.0000", CultureInfo.InvariantCulture), cells[heads.Select(h => h.Trim()).ToList().IndexOf("log_loss")]);
    }

    [Fact]
    public async Task A_study_shows_its_best_trial_importances_slices_and_all_trials()
    {
        await using var visit = await dashboard.Open("/studies");
        await visit.Link("lightgbm").ClickAsync();
        await visit.See("Best log_loss:");
        Assert.Equal(3, await visit.Page.Locator(".small-charts figure").CountAsync());
        await visit.Button("Show the figures: What mattered").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Figure, new() { Name = "What mattered" }).GetByRole(AriaRole.Cell, new() { Name = "num_leaves" }).WaitForAsync();
        await visit.Button("Show the figures: What mattered").ClickAsync();
        Assert.Equal(12, await visit.Page.Locator("tbody tr").CountAsync());
    }

    [Theory]
    [InlineData("/models?name=none", "no model has this name")]
    [InlineData("/runs?run=ffffffff", "there is no such run")]
    [InlineData("/studies?id=none", "none")]
    [InlineData("/experiments?id=77", "77")]
    public async Task What_is_not_there_is_told_in_words(string path, string told)
    {
        await using var visit = await dashboard.Open(path);
        await visit.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = told }).WaitForAsync();
        await visit.Button("Try again").First.WaitForAsync();
        var heading = await visit.Page.Locator("h1").InnerTextAsync();
        Assert.Contains(path[(path.LastIndexOf('=') + 1)..], heading, StringComparison.Ordinal);
        Assert.Equal($"{heading} – Weathervane", await visit.Page.TitleAsync());
    }

    [Fact]
    public async Task An_address_that_nothing_has_is_told_in_the_page_with_all_that_there_is()
    {
        await using var visit = await dashboard.Open("/");
        var answer = await visit.Page.GotoAsync("/nowhere/at/all");
        Assert.Equal(404, answer!.Status);
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" }).WaitForAsync();
        await visit.See("/nowhere/at/all");
        Assert.Equal(7, await visit.Page.Locator(".known a").CountAsync());
        await visit.Page.Locator(".known").GetByRole(AriaRole.Link, new() { Name = "Now" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Now", Exact = true }).WaitForAsync();
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("/", 3)]
    [InlineData("/runs", 1)]
    public async Task What_a_page_asks_for_before_its_scripts_are_there_is_asked_once(string path, int early)
    {
        await using var visit = await dashboard.Open(path);
        await visit.Settle();
        await visit.Page.Locator("main a").First.WaitForAsync();
        var asked = visit.Requests.Where(r => r.Contains("/api/v1/", StringComparison.Ordinal)).ToList();
        Assert.Single(asked, r => r.EndsWith("/session", StringComparison.Ordinal));
        // The first of them are those that theme.js asks for, and nothing asks for them again.
        Assert.All(asked.Skip(1).Take(early), r => Assert.Single(asked, other => other == r));
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => Object.keys(window.vaneAsked).length"));
    }

    [Fact]
    public async Task Two_versions_are_paired_bar_by_bar_with_interval_p_value_curves_and_importances()
    {
        await using var visit = await dashboard.Open("/models?name=sp500&view=compare&left=1&right=2");
        await visit.Settle();
        var table = visit.Page.GetByRole(AriaRole.Region, new() { Name = "On the bars that both were scored on" }).Locator("table");
        var first = dashboard.Workspace.Models.Resolve("sp500:1");
        var report = Server.Api.ComparisonReport.Of(
            ModelComparison.Of(first, dashboard.Workspace.Models.Resolve("sp500:2")), (version, file) => Server.Live.VersionFiles.FileOf(dashboard.Workspace, version, file), _ => null, DateTime.UtcNow);
        var (place, loss) = report.Metrics.Index().First(m => m.Item.Name == "log_loss");
        var gain = report.Models[0].Gains[place]!;
        var row = await table.Locator("tr", new() { HasText = loss.Name }).InnerTextAsync();
        Assert.Contains(gain.PValue < 0.001 ? "< 0.001" : gain.PValue.ToString("0.000", CultureInfo.InvariantCulture), row, StringComparison.Ordinal);
        Assert.Contains(Math.Abs(gain.Value).ToString("0.0000", CultureInfo.InvariantCulture), row, StringComparison.Ordinal);
        Assert.Contains(gain.Outcome switch { ReportOutcome.Beats => "better", ReportOutcome.Worse => "worse", _ => "may be luck" }, row, StringComparison.Ordinal);
        foreach (var chart in new[] { "Said and come true", "Ranking (ROC)", "What each leans on" })
        {
            await visit.Page.GetByRole(AriaRole.Figure, new() { Name = chart }).Locator("canvas").First.WaitForAsync();
        }

        Assert.Empty(visit.Complaints);
        await visit.Page.GotoAsync("/models?name=btc&view=compare&left=1&right=2");
        await visit.See("They cannot be paired bar by bar: btc:1: kept no walk-forward forecasts to compare.");
    }
}
