using System.Globalization;
using Microsoft.Playwright;
using Weathervane.Store.Runs;
using Weathervane.Store.Studies;

namespace Weathervane.Web.Tests;

/// <summary>When the trials of a search ran, and how their values are spread.</summary>
public sealed class StudyPageTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_timeline_has_every_trial_of_a_real_search_from_its_start_to_its_end()
    {
        await using var visit = await dashboard.Open("/studies?id=1");
        await visit.Settle();
        var lines = await Taken(visit, "Timeline of trials");
        var trials = dashboard.Workspace.Studies.Trials(1);
        Assert.Equal("Trial,State,Began,Ended,Seconds", string.Join(',', lines[0]));
        Assert.Equal(trials.Select(t => (t.Number, "complete", t.Seconds!.Value)), lines.Skip(1).Select(l => (int.Parse(l[0], CultureInfo.InvariantCulture), l[1], double.Parse(l[4], CultureInfo.InvariantCulture))));
        Assert.All(lines.Skip(1).Zip(trials), pair => Assert.Equal(pair.Second.Seconds!.Value, (DateTimeOffset.Parse(pair.First[3], CultureInfo.InvariantCulture) - DateTimeOffset.Parse(pair.First[2], CultureInfo.InvariantCulture)).TotalSeconds, 2e-3));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_list_says_how_many_trials_each_has_and_its_best_value_while_they_come()
    {
        var id = Study((0.5, 2), (0.25, 1), (null, 3));
        var name = dashboard.Workspace.Studies.Get($"{id}").Study.Name;
        await using var visit = await dashboard.Open("/studies");
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await row.WaitForAsync();
        Assert.Equal([name, "3", "log_loss", "0.2500", "random", "none", $"{id}"], (await row.Locator("td").AllInnerTextsAsync()).SkipLast(1));
        await visit.Page.Locator(".live.on").WaitForAsync();
        await visit.Page.WaitForTimeoutAsync(1500);
        dashboard.Workspace.Studies.AddTrial(id, new Trial(3, TrialState.Complete, new Dictionary<string, string> { ["n"] = "3" }, 0.125, 0.01));
        await row.GetByText("0.1250 ± 0.0100").WaitForAsync();
        Assert.Equal("4", await row.Locator("td").Nth(1).InnerTextAsync());
        // Its page, too, has each trial as it comes.
        await visit.Link(name).ClickAsync();
        await visit.See("Best log_loss: 0.1250 ± 0.0100, trial 3");
        dashboard.Workspace.Studies.AddTrial(id, new Trial(4, TrialState.Complete, new Dictionary<string, string> { ["n"] = "4" }, 0.0625));
        await visit.See("Best log_loss: 0.0625, trial 4");
        Assert.Equal(5, await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Trials", Exact = true }).Locator("tbody tr").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_long_search_shows_its_newest_trials_and_the_best_until_all_are_asked_for()
    {
        var id = Study([(0.1, 1), .. Enumerable.Range(1, 59).Select(n => ((double?)(0.2 + (0.001 * n)), (double?)1.0))]);
        await using var visit = await dashboard.Open($"/studies?id={id}");
        await visit.Settle();
        var rows = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Trials", Exact = true }).Locator("tbody tr");
        Assert.Equal([.. Enumerable.Range(30, 30).Reverse(), 0], (await rows.Locator("td:first-child").AllInnerTextsAsync()).Select(n => int.Parse(n, CultureInfo.InvariantCulture)));
        await visit.Button("Show all 60").ClickAsync();
        Assert.Equal(60, await rows.CountAsync());
    }

    [Fact]
    public async Task Drawn_words_and_numbers_follow_the_language_when_it_is_changed()
    {
        await using var visit = await dashboard.Open("/studies?id=1");
        await visit.Settle();
        foreach (var (english, french) in new[] { ("Timeline of trials", "Chronologie des essais"), ("log_loss over learning_rate and min_data_in_leaf", "log_loss selon learning_rate et min_data_in_leaf"), ("Best so far", "Meilleur jusqu’ici") })
        {
            var before = await Drawn(english);
            await visit.Button("FR: Français").ClickAsync();
            var after = await Drawn(french);
            Assert.NotEqual(before, after);
            await visit.Button("EN: English").ClickAsync();
            Assert.Equal(before, await Drawn(english));
        }

        async Task<string> Drawn(string title)
        {
            var canvas = visit.Page.GetByRole(AriaRole.Figure, new() { Name = title, Exact = true }).Locator("canvas").First;
            await canvas.WaitForAsync();
            await visit.Page.WaitForTimeoutAsync(300);
            return await canvas.EvaluateAsync<string>("c => c.toDataURL()");
        }
    }

    [Fact]
    public async Task The_distribution_steps_up_by_one_trial_at_each_value()
    {
        var id = Study((0.5, 2), (0.25, 1), (0.5, 1.5), (null, 3));
        await using var visit = await dashboard.Open($"/studies?id={id}");
        await visit.Settle();
        Assert.Equal(["log_loss,Share of trials", "0.25,0.3333", "0.5,1"], (await Taken(visit, "Distribution of log_loss")).Select(l => string.Join(',', l.Select(c => c.Length > 6 && c.StartsWith("0.", StringComparison.Ordinal) ? c[..6] : c))));
        // The one that failed has a time, too, though no value.
        Assert.Equal(4, (await Taken(visit, "Timeline of trials")).Count - 1);
        Assert.Contains("3.0 s", await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Trials" }).InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4.4)]
    [InlineData(9.9)]
    [InlineData(100)]
    public async Task A_timeline_tells_times_on_a_phone_too(double seconds)
    {
        await using var visit = await dashboard.Open("/models", o => o.ViewportSize = new() { Width = 390, Height = 780 });
        await visit.Page.AddInitScriptAsync("window.written = []; const write = CanvasRenderingContext2D.prototype.fillText; CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { written.push(text); return write.call(this, text, ...rest); };");
        await visit.Page.GotoAsync($"/studies?id={Study((0.5, seconds))}");
        await visit.Page.GetByRole(AriaRole.Figure, new() { Name = "Timeline of trials" }).Locator("canvas").WaitForAsync();
        await visit.Page.WaitForFunctionAsync("() => written.includes('Since the first trial began')");
        var times = (await visit.Page.EvaluateAsync<string[]>("() => written")).Where(text => text.EndsWith(" s", StringComparison.Ordinal) || text.EndsWith(" min", StringComparison.Ordinal)).Distinct().ToList();
        Assert.InRange(times.Count, 2, 5);
        Assert.All(times, text => Assert.DoesNotContain('.', text));
    }

    [Fact]
    public async Task Trials_without_times_say_so_in_place_of_a_timeline()
    {
        await using var visit = await dashboard.Open($"/studies?id={Study((0.5, null), (0.4, null))}", o => o.Locale = "fr-FR");
        await visit.See("La durée de ces essais n’a pas été conservée");
        Assert.Empty(visit.Complaints);
    }

    private long Study(params (double? Value, double? Seconds)[] trials)
    {
        var run = dashboard.Workspace.Runs.Create(new NewRun { Name = "study", User = "ada", Start = DateTimeOffset.UnixEpoch });
        var id = dashboard.Workspace.Studies.Create(new Study(run.Id, $"made-{run.Id}", "random", 1, "log_loss", HigherIsBetter: false, "{}"));
        foreach (var (number, (value, seconds)) in trials.Index())
        {
            dashboard.Workspace.Studies.AddTrial(id, new Trial(number, value is null ? TrialState.Failed : TrialState.Complete, new Dictionary<string, string> { ["n"] = $"{number}" }, value) { Seconds = seconds });
        }

        return id;
    }

    private static async Task<List<string[]>> Taken(Visit visit, string title)
    {
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button($"Download as CSV: {title}").ClickAsync());
        return [.. (await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Select(line => line.Split(','))];
    }
}
