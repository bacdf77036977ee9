using System.Globalization;
using Microsoft.Playwright;
using Weathervane.Bars;
using Weathervane.Store.Live;
using Weathervane.Store.Models;
using Weathervane.Store.Retraining;
using Weathervane.Tests;

namespace Weathervane.Web.Tests;

/// <summary>What the bars of a series are like, and whether they are still such as were learnt from.</summary>
public sealed class SeriesHealthTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_card_shows_each_hole_and_each_correction_of_real_hours()
    {
        var name = "xbt-1h";
        var bars = BarReader.Read(Repository.Shared("data/btcusd_1h_kraken.csv.gz"), cancel: TestContext.Current.CancellationToken).Bars;
        bars = bars.Slice(0, Math.Min(bars.Count, 5000));
        dashboard.Workspace.Series.Put(name, "1h", []);
        dashboard.Workspace.Series.Take(name, bars.ToArray());
        var wrong = bars.ToArray().First(b => b.Close > b.Low);
        dashboard.Workspace.Series.Take(name, [wrong with { Close = wrong.Low }]);
        var card = QualityCard.Of(dashboard.Workspace.Series.Bars(name));
        await using var visit = await dashboard.Open("/data");
        await visit.Settle();
        var section = visit.Page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });
        var told = await section.Locator(".facts-panel").InnerTextAsync();
        Assert.Contains($"{card.Rows.ToString("N0", CultureInfo.InvariantCulture)} × 1h", told, StringComparison.Ordinal);
        Assert.Contains($"HOLES: {card.Gaps.Count.ToString("N0", CultureInfo.InvariantCulture)}", told, StringComparison.Ordinal);
        Assert.Contains(card.Calendar, told, StringComparison.Ordinal);
        Assert.Contains("LATE", told, StringComparison.Ordinal);
        await visit.Button($"Show the figures: Holes in {name}").ClickAsync();
        Assert.Equal(Math.Min(500, card.Gaps.Count), await section.Locator(".figures tbody tr").CountAsync());
        Assert.Equal(1, await section.GetByRole(AriaRole.Region, new() { Name = $"Corrections: {name}" }).Locator("tbody tr").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Drift_shows_every_feature_with_its_words_and_the_chosen_one_over_time()
    {
        await using var visit = await dashboard.Open($"/drift?series={SeededWorkspace.Daily}");
        await visit.Settle();
        var table = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Features" });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        var rows = await table.Locator("tbody tr").CountAsync();
        Assert.True(rows > 5, $"{rows} features: {await visit.Page.Locator("main").InnerTextAsync()}");
        Assert.Matches("DRIFT", await visit.Page.Locator(".chips").First.InnerTextAsync());
        var last = table.Locator("tbody tr").Last.GetByRole(AriaRole.Link);
        var feature = await last.InnerTextAsync();
        await last.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Figure, new() { Name = feature + " over time", Exact = true }).WaitForAsync();
        Assert.Contains("feature=", visit.Page.Url, StringComparison.Ordinal);
        await visit.Button($"Show the figures: {feature} over time").ClickAsync();
        var stretches = await visit.Page.Locator(".figures tbody tr").CountAsync();
        Assert.True(stretches > 150, $"{stretches} stretches in the table behind the chart");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Forecasts_and_outcomes_have_a_chart_over_time_a_table_and_a_link()
    {
        await using var visit = await dashboard.Open($"/drift?series={SeededWorkspace.Daily}");
        await visit.Settle();
        var table = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Features" });
        foreach (var (link, title, kind, columns) in new[]
        {
            ("the forecasts", "Forecasts over time (probability of up)", "forecast", "Median"),
            ("the outcomes", "Outcomes over time (share of ups)", "outcome", "Share of ups"),
        })
        {
            await table.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync();
            var chart = visit.Page.GetByRole(AriaRole.Figure, new() { Name = title, Exact = true });
            await chart.Locator("canvas").WaitForAsync();
            Assert.EndsWith($"kind={kind}", visit.Page.Url, StringComparison.Ordinal);
            Assert.Contains(link, await table.Locator("tr.marked").InnerTextAsync(), StringComparison.Ordinal);
            var taken = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button($"Download as CSV: {title}").ClickAsync());
            var lines = await File.ReadAllLinesAsync(await taken.PathAsync(), TestContext.Current.CancellationToken);
            Assert.Contains(columns, lines[0], StringComparison.Ordinal);
            Assert.True(lines.Length > 5, $"{lines.Length} lines");
            await visit.Button($"Show the figures: {title}").ClickAsync();
            Assert.Equal(lines.Length - 1, await chart.Locator(".figures tbody tr").CountAsync());
            await visit.Button($"Show the figures: {title}").ClickAsync();
        }

        // How both are spread, with what the test says of it.
        var spread = visit.Page.GetByRole(AriaRole.Figure, new() { Name = "the outcomes: learnt from and now", Exact = true });
        Assert.Matches(@"p (< )?0\.\d{3}; with all columns counted (< )?[01]\.\d{3}\.", await spread.InnerTextAsync());
        var bins = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Download as CSV: the outcomes: learnt from and now").ClickAsync());
        var shares = (await File.ReadAllLinesAsync(await bins.PathAsync(), TestContext.Current.CancellationToken)).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(["Down", "Up"], shares.Select(s => s[0]));
        Assert.All([1, 2], column => Assert.Equal(1, shares.Sum(s => double.Parse(s[column], System.Globalization.CultureInfo.InvariantCulture)), 1e-9));

        // A link shows the same, in French too.
        await using var other = await dashboard.Open(visit.Page.Url, "", o => o.Locale = "fr-FR");
        await other.Page.GetByRole(AriaRole.Figure, new() { Name = "Résultats dans le temps (part de hausses)", Exact = true }).Locator("canvas").WaitForAsync();
        Assert.Empty(visit.Complaints.Concat(other.Complaints));
    }

    [Fact]
    public async Task A_series_that_nobody_looks_through_is_not_said_to_be_without_drift()
    {
        await using var visit = await dashboard.Open($"/?series={SeededWorkspace.Daily}");
        await visit.Settle();
        await visit.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = SeededWorkspace.Daily }).GetByText("not checked: nothing is planned").WaitForAsync();
    }

    [Fact]
    public async Task Now_shows_what_earlier_champions_said_of_their_bars_and_until_when_they_answered()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
        var (today, clock) = (new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero), new SetClock());
        using (var workspace = Store.Workspace.Open(folder, clock))
        {
            foreach (var daysAgo in new[] { 20, 5 })
            {
                clock.Now = today.AddDays(-daysAgo);
                workspace.Models.Promote(workspace.Models.Register(new NewVersion { Name = "m", Author = "ada", Model = [1] }), "ada", "a test", force: true);
            }

            clock.Now = DateTimeOffset.UtcNow;
            workspace.Series.Put("s", "1d", ["m"]);
            workspace.Series.Take("s", [.. Enumerable.Range(0, 60).Select(day => new Bar(today.UtcDateTime.AddDays(day - 59), 100 + day, 102 + day, 99 + day, 101 + day, 10))]);
            foreach (var version in new[] { 1, 2 })
            {
                // Each has forecast all bars, as a version does once it is there.
                workspace.Forecasts.Keep("s", [.. Enumerable.Range(0, 60).Select(day => Said(version, today.AddDays(day - 59)))]);
            }

            await using var server = await Server.VaneServer.StartAsync(
                workspace, new Server.ServerOptions { Port = 0, Role = Server.ServerRole.Api }, clock, cancel: TestContext.Current.CancellationToken);
            await using var visit = await dashboard.Open(server.Url, "/");
            await visit.Settle();
            var card = visit.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Answers" });
            await card.GetByText("m:1 until " + today.AddDays(-5).ToString("dd MMM yyyy", CultureInfo.InvariantCulture)).WaitForAsync();
            await visit.Button("Show the figures: Bars and forecasts: s, 1d").ClickAsync();
            var said = await visit.Page.Locator(".figures tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.cells[6].textContent + ' ' + row.cells[5].textContent)");
            // The first bar was forecast by none. Version 1 came 20 days ago: of bars before, what the version of today says stands.
            Assert.Equal(["– –", .. Enumerable.Repeat("m:2 0.4000", 38), .. Enumerable.Repeat("m:1 0.6000", 15), .. Enumerable.Repeat("m:2 0.4000", 6)], said);
            Assert.Empty(visit.Complaints);
        }

        Directory.Delete(folder, recursive: true);

        KeptForecast Said(int version, DateTimeOffset bar) => new()
        {
            Model = "m", Version = version, Bar = bar, KnownAt = bar.AddDays(1), Target = bar.AddDays(1), Probability = version == 1 ? 0.6 : 0.4, Threshold = 0.5, Familiarity = 1, Made = clock.Now,
        };
    }

    [Fact]
    public async Task Now_begins_with_a_series_that_is_forecast_and_says_the_latest_of_each_in_a_line()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
        using (var workspace = Store.Workspace.Open(folder, TimeProvider.System))
        {
            workspace.Models.Promote(workspace.Models.Register(new NewVersion { Name = "m", Author = "ada", Model = [1], Verdict = "BEATS" }), "ada", "a test", force: true);
            var today = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
            workspace.Series.Put("a", "1d", []);
            workspace.Series.Put("b", "1d", ["m"]);
            foreach (var (name, probability) in new[] { ("s", 0.6), ("z", 0.3) })
            {
                workspace.Series.Put(name, "1d", ["m"]);
                workspace.Series.Take(name, [.. Enumerable.Range(0, 9).Select(day => new Bar(today.UtcDateTime.AddDays(day - 9), 100 + day, 102 + day, 99 + day, 101 + day, 10))]);
                workspace.Forecasts.Keep(name, [new KeptForecast { Model = "m", Version = 1, Bar = today.AddDays(-1), KnownAt = today, Target = today, Probability = probability, Threshold = 0.5, Familiarity = 1, Made = today }]);
            }

            await using var server = await Server.VaneServer.StartAsync(
                workspace, new Server.ServerOptions { Port = 0, Role = Server.ServerRole.Api }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
            await using var visit = await dashboard.Open(server.Url, "/");
            await visit.Settle();
            var chosen = visit.Page.Locator("[role=tab][aria-selected=true]");
            Assert.Equal("s", await chosen.InnerTextAsync());
            foreach (var (name, said) in new[] { ("s", "Up, 60.0%"), ("z", "Down, 70.0%") })
            {
                var line = Card(visit, name).Locator(".says");
                await line.GetByText("BEATS").WaitForAsync();
                Assert.Matches($@"^{said}\s+.*BEATS\s+(\d+ (min|hr)s?|\d+ sec|now).*", (await line.InnerTextAsync()).Replace('\n', ' '));
            }

            await Card(visit, "z").GetByRole(AriaRole.Link, new() { Name = "Down, 70.0%" }).ClickAsync();
            await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Latest forecast" }).GetByText("probability 70.0%").WaitForAsync();
            Assert.Equal("z", await chosen.InnerTextAsync());
            // What is missing is said with what brings it.
            await visit.Tab("a").ClickAsync();
            await visit.See("no model is named for this series");
            await visit.Tab("b").ClickAsync();
            await visit.See("the first comes with the next bar, once a version of m is champion");
            Assert.Equal(0, await Card(visit, "b").Locator(".says").CountAsync());
            Assert.Empty(visit.Complaints);
        }

        Directory.Delete(folder, recursive: true);

        static ILocator Card(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Article).Filter(new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });
    }

    private sealed class SetClock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    [Fact]
    public async Task Now_shows_how_a_model_is_looked_after_and_has_it_trained_again_on_a_word()
    {
        var folder = Path.Combine(Path.GetTempPath(), "vane-web-" + Guid.NewGuid().ToString("N"));
        // A model that a server can train again: another is refused.
        await SeededWorkspace.Run("run", Path.Combine(Repository.Root, "samples", "sp500.csv"), "--set", "name=sp500", "--set", "learners=[{logistic: {C: 0.01}}]", "--workspace", folder, "--quiet");
        using (var workspace = Store.Workspace.Open(folder, TimeProvider.System))
        {
            var version = workspace.ModelVersions.Get("sp500", 1);
            workspace.Models.Promote(version, "ada", "a test", force: true);
            workspace.Series.Put("s", "1d", ["sp500"]);
            // Bars up to today, so that what happens now falls on one of them.
            var today = DateTime.UtcNow.Date;
            workspace.Series.Take("s", [.. Enumerable.Range(0, 60).Select(day => new Bar(today.AddDays(day - 59), 100 + day, 102 + day, 99 + day, 101 + day, 10))]);
            workspace.Retraining.SetPlan("s", new RetrainingPlan { Schedule = "monthly", OnDecay = false }, "ada");
            // Only asked: this server leaves the work to others.
            await using var server = await Server.VaneServer.StartAsync(
                workspace, new Server.ServerOptions { Port = 0, Role = Server.ServerRole.Api }, TimeProvider.System, cancel: TestContext.Current.CancellationToken);
            await using var visit = await dashboard.Open(server.Url, "/");
            await visit.Settle();
            var card = visit.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Answers" });
            await card.GetByText("monthly, on drift").WaitForAsync();
            await card.GetByText("not yet", new() { Exact = true }).WaitForAsync();
            // Nobody has looked for drift here: that none was seen would say too much.
            await card.GetByText("another server checks").WaitForAsync();
            await visit.Page.Locator(".live.on").WaitForAsync();
            await visit.Page.WaitForTimeoutAsync(1500);
            var lease = workspace.Leases.Take("retraining/s", "a test", TimeSpan.FromMinutes(1))!;
            workspace.Retraining.Finish(lease, "s", SeriesEventKind.Drift, version, "DRIFT in 1 of 2 columns: <b>move</b>");
            // Told without loading anew, with its evidence.
            await card.GetByText("DRIFT", new() { Exact = true }).WaitForAsync();
            // All of it by the keyboard alone.
            await visit.Button("Train again now: s").FocusAsync();
            await visit.Page.Keyboard.PressAsync("Enter");
            var dialog = visit.Page.GetByRole(AriaRole.Dialog);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Train again now" }).ClickAsync();
            Assert.True(await dialog.Locator("textarea:invalid").IsVisibleAsync(), "without a reason nothing is asked");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).FocusAsync();
            await visit.TabTo("Why?", 5);
            await visit.Page.Keyboard.TypeAsync("the feed was mended");
            await visit.TabTo("Train again now", 5);
            await visit.Page.Keyboard.PressAsync("Enter");
            await card.GetByText("asked for").WaitForAsync();
            var plan = workspace.Retraining.PlanOf("s")!;
            Assert.True(plan is { Schedule: "monthly", OnDecay: false, Requested: not null, Request: "local: the feed was mended" }, plan.ToString());
            workspace.Retraining.Finish(lease, "s", SeriesEventKind.Kept, version, "as a refresh it fails its guardrail");
            await card.GetByText("Refresh refused").WaitForAsync();
            // The chart marks all of it, and the table behind says what the marks are.
            await visit.Button("Show the figures: Bars and forecasts: s, 1d").ClickAsync();
            var day = visit.Page.Locator(".figures tbody tr").Last;
            await day.GetByText("Refresh refused: as a refresh it fails its guardrail").WaitForAsync();
            Assert.Contains("Drift: DRIFT in 1 of 2 columns: <b>move</b>", await day.InnerTextAsync(), StringComparison.Ordinal);
            Assert.Contains("Promoted v1: ada: a test", await day.InnerTextAsync(), StringComparison.Ordinal);
            await card.GetByText("DRIFT", new() { Exact = true }).ClickAsync();
            await visit.See("as a refresh it fails its guardrail");
            await visit.See("DRIFT in 1 of 2 columns: <b>move</b>");
            Assert.Empty(visit.Complaints);
        }

        Directory.Delete(folder, recursive: true);
    }
}
