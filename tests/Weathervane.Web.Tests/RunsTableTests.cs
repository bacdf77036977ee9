using Microsoft.Playwright;

namespace Weathervane.Web.Tests;

/// <summary>The table of runs: as long as there are runs, filtered and sorted by the server, its state in the address.</summary>
public sealed class RunsTableTests(Dashboard dashboard)
{
    private const string Rows = ".grid-body [role=row]";

    [Fact]
    public async Task Only_the_rows_in_sight_exist_and_the_last_one_can_be_reached()
    {
        await using var visit = await dashboard.Open("/runs?sort=start_time+ASC&filter=run_name+LIKE+'sweep-%25'");
        await visit.See("sweep-00000");
        Assert.InRange(await visit.Page.Locator(Rows).CountAsync(), 10, 80);
        await visit.Page.Locator(".grid").EvaluateAsync("grid => grid.scrollTop = grid.scrollHeight");
        await visit.See($"sweep-{Dashboard.Runs - 1:00000}");
        Assert.InRange(await visit.Page.Locator(Rows).CountAsync(), 10, 80);
    }

    [Fact]
    public async Task Columns_stand_below_one_another_beside_a_long_name_and_show_whole_times_in_both_languages()
    {
        foreach (var language in (string[])["en-GB", "fr-FR"])
        {
            await using var visit = await dashboard.Open("/runs", o => o.Locale = language);
            await visit.See("sweep-0299");
            await visit.Page.WaitForFunctionAsync($"() => !document.querySelector('{Rows} .bone')");
            Assert.Equal(1, await visit.Page.EvaluateAsync<int>($"() => new Set([...document.querySelectorAll('{Rows} > :nth-child(4)')].map(cell => cell.getBoundingClientRect().x)).size"));
            Assert.Equal("", await visit.Page.EvaluateAsync<string>($"() => [...document.querySelectorAll('{Rows} > :nth-child(4)')].filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText).join()"));
        }
    }

    [Fact]
    public async Task A_click_on_a_head_sorts_and_the_address_keeps_it()
    {
        await using var visit = await dashboard.Open("/runs?filter=run_name+LIKE+'sweep-%25'");
        await visit.Button("log_loss").ClickAsync();
        await visit.Page.Locator("[role=columnheader][aria-sort=ascending]").WaitForAsync();
        await visit.Page.WaitForFunctionAsync($"() => document.querySelectorAll('{Rows}').length > 10 && !document.querySelector('{Rows} .bone')");
        var first = await Losses(visit);
        Assert.Equal(first.Order(), first);
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("[role=columnheader][aria-sort=ascending]").WaitForAsync();
        Assert.Contains("sort=metrics.log_loss+ASC", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_finds_and_its_mistake_is_told_below_the_place_where_it_is()
    {
        await using var visit = await dashboard.Open("/runs");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" });
        await box.FillAsync("tags.stage = 'live' AND params.max_depth = '3'");
        await box.BlurAsync();
        // Every tenth run is live, every eighth has depth 3: both where n is a multiple of 40, 0 to 2999.
        await visit.See("75 runs found");
        await box.FillAsync("metrics.log_loss << 0.69");
        await box.BlurAsync();
        await visit.See("a value is missing");
        // The 19th character: 18 widths of one from the beginning of the text.
        var caret = visit.Page.Locator(".caret");
        Assert.Equal("margin-left: 18ch;", await caret.GetAttributeAsync("style"));
        Assert.Equal("true", await box.GetAttributeAsync("aria-invalid"));
        await box.FillAsync("status = 'FAILED'");
        await box.BlurAsync();
        await visit.See("60 runs found");
        Assert.Equal(0, await caret.CountAsync());
    }

    [Theory]
    [InlineData("en-GB", "1 run found", "2 runs found")]
    [InlineData("fr-FR", "1 exécution trouvée", "2 exécutions trouvées")]
    public async Task One_run_is_not_told_as_several(string language, string one, string two)
    {
        await using var visit = await dashboard.Open("/runs?filter=run_name+LIKE+'sweep-00007'", o => o.Locale = language);
        await visit.Page.GetByText(one, new() { Exact = true }).WaitForAsync();
        await visit.Page.GotoAsync("/runs?filter=run_name+IN+('sweep-00007','sweep-00008')");
        await visit.Page.GetByText(two, new() { Exact = true }).WaitForAsync();
    }

    [Fact]
    public async Task A_filter_that_no_run_passes_says_so_and_offers_all_of_them()
    {
        await using var visit = await dashboard.Open("/runs?filter=tags.stage+%3D+'LIVE'");
        await visit.See("No run passes this filter");
        await visit.Button("Show all runs").ClickAsync();
        await visit.Page.Locator(".grid-body [role=row] a").First.WaitForAsync();
        Assert.EndsWith("/runs", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal("", await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" }).InputValueAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Rows_are_asked_for_once()
    {
        await using var visit = await dashboard.Open("/runs");
        await visit.Page.Locator(".grid-body [role=row] a").First.WaitForAsync();
        Assert.Single(visit.Requests, r => r.Contains("/runs/table", StringComparison.Ordinal));
        await visit.Page.GetByRole(AriaRole.Columnheader, new() { Name = "log_loss" }).GetByRole(AriaRole.Button).ClickAsync();
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('[aria-sort=ascending]') && !document.querySelector('.grid-body .bone')");
        await visit.Settle();
        Assert.Single(visit.Requests, r => r.Contains("/runs/table", StringComparison.Ordinal) && r.Contains("log_loss+ASC", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_whose_end_is_in_sight_is_not_counted()
    {
        await using var visit = await dashboard.Open("/runs?filter=status+%3D+'FAILED'");
        await visit.See("60 runs found");
        Assert.DoesNotContain(visit.Requests, r => r.Contains("/runs/count", StringComparison.Ordinal));
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" }).FillAsync("tags.stage = 'live'");
        await visit.See("300 runs found");
        Assert.Single(visit.Requests, r => r.Contains("/runs/count", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_with_a_wrong_filter_does_not_count_for_ever()
    {
        await using var visit = await dashboard.Open("/runs?filter=metrics.log_loss+%3C");
        await visit.See("the filter is not complete, or not right");
        await visit.See("a value is missing");
    }

    [Fact]
    public async Task The_filter_completes_keys_comparisons_and_values()
    {
        await using var visit = await dashboard.Open("/runs");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" });
        await box.ClickAsync();
        await box.PressSequentiallyAsync("metrics.acc");
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "metrics.accuracy", Exact = true }).WaitForAsync();
        await box.PressAsync("Enter");
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = ">=", Exact = true }).ClickAsync();
        await box.PressSequentiallyAsync("0.5 ");
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "AND", Exact = true }).ClickAsync();
        Assert.Equal("metrics.accuracy >= 0.5 AND ", await box.InputValueAsync());
    }

    [Fact]
    public async Task A_filter_loses_no_letter_to_the_address_when_each_is_looked_for()
    {
        await using var visit = await dashboard.Open("/runs");
        var box = visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" });
        // A letter falls just after the search for those before it began, 300 ms after the one before.
        for (var delay = 296; delay <= 304; delay += 4)
        {
            await box.FillAsync("");
            await box.PressSequentiallyAsync("status = 'F", new() { Delay = delay });
            Assert.Equal("status = 'F", await box.InputValueAsync());
        }
    }

    [Fact]
    public async Task Columns_are_chosen_and_the_address_keeps_them()
    {
        await using var visit = await dashboard.Open("/runs");
        await visit.Button("Columns").ClickAsync();
        await visit.Page.GetByLabel("max_depth", new() { Exact = true }).CheckAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.Locator("[role=columnheader]", new() { HasText = "max_depth" }).WaitForAsync();
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("[role=columnheader]", new() { HasText = "max_depth" }).WaitForAsync();
    }

    [Fact]
    public async Task Marked_runs_stand_as_curves_over_one_another()
    {
        await using var visit = await dashboard.Open("/runs?sort=start_time+ASC&filter=run_name+LIKE+'sweep-%25'");
        await visit.Page.GetByLabel("Mark sweep-00000").CheckAsync();
        await visit.Page.GetByLabel("Mark sweep-00001").CheckAsync();
        await visit.Tab("Curves").ClickAsync();
        await visit.Page.Locator(".uplot canvas").WaitForAsync();
        Assert.Equal(2, await visit.Page.Locator(".legend li").CountAsync());
    }

    [Theory]
    [InlineData("/runs?view=curves&mark=", "No runs are marked")]
    [InlineData("/runs?column=&mark=", "Started (UTC)")]
    [InlineData("/runs?view=parallel&axis=", "Parameters and log_loss")]
    public async Task An_address_with_an_empty_part_shows_as_without_it(string path, string shown)
    {
        await using var visit = await dashboard.Open(path);
        await visit.Settle();
        await visit.Page.Locator("main").GetByText(shown).First.WaitForAsync();
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Alert).CountAsync());
        await visit.Page.GetByRole(AriaRole.Tab, new() { Name = "Curves", Exact = true }).WaitForAsync();
        Assert.Equal(path.Contains("axis", StringComparison.Ordinal) ? 2 : 0, await visit.Page.Locator(".toolbar :checked[type=checkbox]").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Curves_are_smoothed_and_stand_over_logarithms_as_the_address_says_and_their_table_has_them_as_they_are()
    {
        await using var visit = await dashboard.Open($"/runs?view=curves&mark={0:x32}&mark={1:x32}");
        var curves = visit.Page.GetByRole(AriaRole.Figure, new() { Name = "log_loss", Exact = true });
        await curves.Locator("canvas").WaitForAsync();
        var (plain, figures) = (await Drawn(curves), await Figures(curves));
        await visit.Page.GetByLabel("Smoothing").SelectOptionAsync("0.9");
        await visit.Page.WaitForTimeoutAsync(200);
        var smooth = await Drawn(curves);
        Assert.NotEqual(plain, smooth);
        await visit.Page.GetByLabel("Logarithmic").CheckAsync();
        await visit.Page.WaitForTimeoutAsync(200);
        Assert.NotEqual(smooth, await Drawn(curves));
        Assert.Contains("smooth=0.9", visit.Page.Url, StringComparison.Ordinal);
        Assert.Contains("scale=log", visit.Page.Url, StringComparison.Ordinal);
        // The first column is the step; behind the values as they are stand the smoothed ones.
        Assert.Equal(figures.Split('\n').Select(row => string.Join('\t', row.Split('\t')[..3])), (await Figures(curves)).Split('\n').Select(row => string.Join('\t', row.Split('\t')[..3])));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_curve_is_smoothed_as_worked_out_by_hand()
    {
        var run = dashboard.Workspace.Runs.Create(new Store.Runs.NewRun { Name = "by-hand", User = "ada", Start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        double[] values = [1, 2, double.NaN, 4, 8];
        dashboard.Workspace.Runs.Log(run.Id, new Store.Runs.RunLog { Metrics = [.. values.Select((value, step) => new Store.Runs.MetricPoint("curve", value, step))] });
        await using var visit = await dashboard.Open($"/runs?view=curves&mark={run.Id}&metric=curve&smooth=0.6");
        var curves = visit.Page.GetByRole(AriaRole.Figure, new() { Name = "curve", Exact = true });
        await curves.Locator("canvas").WaitForAsync();
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => curves.GetByRole(AriaRole.Button, new() { Name = "Download as CSV: curve", Exact = true }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal($"step,by-hand {run.Id[..6]},\"by-hand {run.Id[..6]}, smoothed by 60%\"", lines[0]);
        // Each value weighs 0.6 of the next, and a value that is none is as if it had not been:
        // (0.6 + 2) / 1.6, (0.36 + 0.6 * 2 + 4) / 1.96, (0.216 + 0.36 * 2 + 0.6 * 4 + 8) / 2.176.
        double?[] smoothed = [1, 2.6 / 1.6, null, 5.56 / 1.96, 11.336 / 2.176];
        Assert.Equal(values.Length, lines.Length - 1);
        foreach (var (line, value, expected) in lines.Skip(1).Zip(values, smoothed))
        {
            var cells = line.Split(',');
            Assert.Equal(double.IsNaN(value) ? "" : value.ToString(System.Globalization.CultureInfo.InvariantCulture), cells[1]);
            Assert.Equal(expected is null, cells[2].Length == 0);
            Assert.True(expected is null || Math.Abs(double.Parse(cells[2], System.Globalization.CultureInfo.InvariantCulture) - expected.Value) < 1e-12, line);
        }
    }

    [Fact]
    public async Task Runs_are_grouped_by_a_parameter_with_their_number_mean_and_best()
    {
        const string filter = "run_name IN ('sweep-00000','sweep-00008','sweep-00016','sweep-00001')";
        await using var visit = await dashboard.Open($"/runs?view=groups&by=params.max_depth&y=accuracy&filter={Uri.EscapeDataString(filter)}");
        await visit.See("4 of 4 runs have a value and are in a group.");
        var rows = visit.Page.GetByRole(AriaRole.Region, new() { Name = "accuracy by max_depth" }).Locator("tbody tr");
        Assert.Equal(["3", "4"], await rows.Locator("td:first-child").AllInnerTextsAsync());
        Assert.Equal(["3", "1"], await rows.Locator("td:nth-child(2)").AllInnerTextsAsync());
        var known = new[] { 0, 8, 16 }.Select(n => dashboard.Workspace.Runs.Get(n.ToString("x32", System.Globalization.CultureInfo.InvariantCulture))).ToList();
        var (mean, best) = (known.Average(r => r.Metrics["accuracy"]), known.MaxBy(r => r.Metrics["accuracy"])!);
        var error = Math.Sqrt(known.Sum(r => Math.Pow(r.Metrics["accuracy"] - mean, 2)) / 2 / 3);
        var cells = await rows.First.Locator("td").AllInnerTextsAsync();
        Assert.Equal([mean.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), double.Parse(error.ToString("g2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture).ToString(System.Globalization.CultureInfo.InvariantCulture), best.Metrics["accuracy"].ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture), best.Name], cells.Skip(2));
        // The chart's intervals; a group of one has none.
        var taken = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Button("Download as CSV: accuracy by max_depth").ClickAsync());
        var lines = (await File.ReadAllLinesAsync(await taken.PathAsync(), TestContext.Current.CancellationToken)).Select(l => l.Split(',')).ToList();
        var ends = lines[1].Skip(2).Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal((mean - (2 * error), mean + (2 * error)), (ends[0], ends[1]), EqualityComparer<(double Low, double High)>.Create((x, y) => Math.Abs(x.Low - y.Low) + Math.Abs(x.High - y.High) < 1e-12, _ => 0));
        Assert.Equal(["", ""], lines[2].Skip(2));
        // Of a loss the least is best.
        await visit.Page.GetByLabel("Metric").SelectOptionAsync("metrics.log_loss");
        var least = known.MinBy(r => r.Metrics["log_loss"])!;
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "log_loss by max_depth" }).Locator("tbody tr").First.GetByText(least.Name).WaitForAsync();
        Assert.NotEqual(known.MaxBy(r => r.Metrics["log_loss"])!.Name, least.Name);
        await visit.Page.Locator(".table-scroll tbody tr").First.GetByRole(AriaRole.Link, new() { Name = "3", Exact = true }).ClickAsync();
        await visit.See("3 runs found");
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Parallel_lines_begin_with_the_parameters_that_the_metric_goes_with()
    {
        await using var visit = await dashboard.Open("/runs?view=parallel");
        await visit.Page.Locator("figure canvas").WaitForAsync();
        // Of some fifty parameters of all runs the losses were made from these two: those of one run each tell nothing.
        var chosen = await visit.Page.Locator(".toolbar label:has([type=checkbox]:checked)").AllInnerTextsAsync();
        Assert.Equal(["eta", "max_depth"], chosen.Select(c => c.Trim()).Order());
        await visit.Page.GetByLabel("learner", new() { Exact = true }).CheckAsync();
        await visit.Page.WaitForURLAsync("**axis=params.learner**");
        Assert.Equal(3, await visit.Page.Locator(".toolbar :checked[type=checkbox]").CountAsync());
    }

    [Fact]
    public async Task On_a_phone_each_run_is_a_card_below_the_other_and_keys_move_through_them()
    {
        await using var visit = await dashboard.Open("/runs?filter=run_name+LIKE+'sweep-%25'", o => o.ViewportSize = new() { Width = 390, Height = 780 });
        await visit.See("sweep-02999");
        await visit.Page.WaitForFunctionAsync($"() => !document.querySelector('{Rows} .bone')");
        Assert.Equal("", await visit.Page.EvaluateAsync<string>($"() => [...document.querySelectorAll('{Rows} > *')].filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText).join()"));
        Assert.Equal("", await visit.Page.EvaluateAsync<string>(
            $$"""
            () => [...document.querySelectorAll('{{Rows}} > *')].filter(cell => {
              const [own, card] = [cell.getBoundingClientRect(), cell.parentElement.getBoundingClientRect()];
              return own.top < card.top || own.bottom > card.bottom || own.right > innerWidth;
            }).map(cell => cell.innerText).join()
            """));
        await visit.Page.Locator(".grid").FocusAsync();
        await visit.Page.Keyboard.PressAsync("End");
        await visit.See("sweep-00000");
        Assert.True(await visit.Page.GetByText("sweep-00000").IsVisibleAsync());
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Locator(".crumbs").WaitForAsync();
    }

    private static Task<string> Drawn(ILocator chart) => chart.Locator("canvas").First.EvaluateAsync<string>("c => c.toDataURL()");

    private static async Task<string> Figures(ILocator chart)
    {
        var button = chart.GetByRole(AriaRole.Button, new() { Name = "Show the figures: log_loss", Exact = true });
        await button.ClickAsync();
        var text = await chart.Locator(".figures tbody").InnerTextAsync();
        await button.ClickAsync();
        return text;
    }

    [Fact]
    public async Task A_run_that_is_logged_while_the_page_is_open_appears()
    {
        await using var visit = await dashboard.Open("/runs");
        await visit.Page.Locator(".live.on").WaitForAsync();
        await visit.Page.WaitForTimeoutAsync(1500);
        dashboard.Workspace.Runs.Create(new Store.Runs.NewRun { Name = "just-now", User = "ada" });
        await visit.Page.Locator(Rows, new() { HasText = "just-now" }).First.WaitForAsync();
    }

    private static async Task<List<double>> Losses(Visit visit)
    {
        var head = await visit.Page.Locator("[role=columnheader]").AllInnerTextsAsync();
        var place = head.ToList().FindIndex(h => h.Trim() == "log_loss");
        var rows = await visit.Page.Locator(Rows).AllAsync();
        var values = new List<(string Row, double Loss)>();
        foreach (var row in rows)
        {
            var cells = await row.Locator("[role=gridcell]").AllInnerTextsAsync();
            values.Add((await row.GetAttributeAsync("aria-rowindex") ?? "", double.Parse(cells[place], System.Globalization.CultureInfo.InvariantCulture)));
        }

        return [.. values.OrderBy(v => int.Parse(v.Row, System.Globalization.CultureInfo.InvariantCulture)).Select(v => v.Loss)];
    }
}
