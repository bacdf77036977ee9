using Microsoft.Playwright;
using Weathervane.Tests;

namespace Weathervane.Web.Tests;

/// <summary>Both languages, both themes, narrow screens, the keyboard alone, and what axe-core finds.</summary>
public sealed class PeopleTests(Dashboard dashboard)
{
    private static readonly Lazy<string> Axe = new(() =>
    {
        var path = Path.Combine(Repository.Root, "web/node_modules/axe-core/axe.min.js");
        if (!File.Exists(path))
        {
            Repository.Missing("needs axe-core: (cd web && npm ci --ignore-scripts)");
        }

        return File.ReadAllText(path);
    });

    [Theory]
    [MemberData(nameof(PageTests.All), MemberType = typeof(PageTests))]
    public async Task Axe_finds_nothing_serious_at_either_size_in_either_theme_and_language(string path)
    {
        var axe = Axe.Value;
        // The policy lets no other script in: only this visitor goes without it.
        await using var visit = await dashboard.Open(path, o => o.BypassCSP = true);
        await visit.Settle();
        await visit.Page.EvaluateAsync(axe);
        var found = "";
        foreach (var language in (string[])["EN: English", "FR: Français"])
        {
            await visit.Button(language).ClickAsync();
            foreach (var width in (int[])[1280, 390])
            {
                await visit.Page.SetViewportSizeAsync(width, 800);
                await visit.Settle();
                foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
                {
                    await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                    // What hangs on colours alone is asked in both themes, all else in one.
                    found += await Serious(visit, scheme == ColorScheme.Light
                        ? "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"
                        : "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }", $"{language} {width} {scheme}: ");
                }

                found += await Small(visit, $"{language} {width}: ");
            }
        }

        Assert.True(found == "", found);
    }

    [Fact]
    public async Task A_window_that_grows_shows_its_columns_before_a_script_has_heard_of_it()
    {
        await using var visit = await dashboard.Open("/runs", o => o.ViewportSize = new() { Width = 390, Height = 800 });
        await visit.Page.AddInitScriptAsync("MediaQueryList.prototype.addEventListener = () => {};");
        await visit.Page.ReloadAsync();
        await visit.Settle();
        await visit.Page.SetViewportSizeAsync(1280, 800);
        var buttons = await visit.Page.Locator(".grid-head button").EvaluateAllAsync<float[]>("all => all.map(e => e.getBoundingClientRect().top)");
        Assert.Equal(9, buttons.Length);
        Assert.Single(buttons.Distinct());
        await visit.Page.SetViewportSizeAsync(390, 800);
        Assert.Equal(390, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Equal("", await Small(visit, ""));
    }

    [Fact]
    public async Task French_is_chosen_by_the_browser_or_by_hand_and_kept()
    {
        await using var visit = await dashboard.Open("/models", o => o.Locale = "fr-FR");
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Modèles" }).WaitForAsync();
        Assert.Equal("fr", await visit.Page.Locator("html").GetAttributeAsync("lang"));
        await visit.Button("EN: English").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Models" }).WaitForAsync();
        await visit.Page.ReloadAsync();
        await visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Models" }).WaitForAsync();
        await visit.Button("FR: Français").ClickAsync();
        await visit.Link("Exécutions").ClickAsync();
        await visit.Page.GetByText("exécutions").First.WaitForAsync();
    }

    [Fact]
    public async Task Numbers_and_dates_follow_the_language()
    {
        await using var visit = await dashboard.Open("/models?name=btc", o => o.Locale = "fr-FR");
        await visit.See("0,6931");
        await visit.Page.GotoAsync("/");
        await visit.See("mois");
    }

    [Fact]
    public async Task Dark_follows_the_system_and_a_choice_is_kept_before_the_first_paint()
    {
        await using var visit = await dashboard.Open("/", o => o.ColorScheme = ColorScheme.Dark);
        await visit.Settle();
        Assert.Equal("rgb(14, 19, 25)", await Ground(visit));
        await visit.Button("Light").ClickAsync();
        Assert.Equal("rgb(245, 246, 248)", await Ground(visit));
        // Scripts of the page itself come later than what is asked here: the colour is there before them.
        await visit.Page.RouteAsync("**/assets/*.js", route => route.AbortAsync());
        await visit.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Assert.Equal("light", await visit.Page.Locator("html").GetAttributeAsync("data-theme"));
    }

    [Theory]
    [MemberData(nameof(PageTests.All), MemberType = typeof(PageTests))]
    public async Task A_phone_shows_every_page_without_scrolling_sideways(string path)
    {
        await using var visit = await dashboard.Open(path, o => o.ViewportSize = new() { Width = 360, Height = 740 });
        await visit.Settle();
        Assert.Equal(360, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await visit.Page.EvaluateAsync("() => document.querySelectorAll('.chart button[aria-pressed=false]').forEach(b => b.click())");
        await visit.Page.WaitForFunctionAsync("() => document.querySelectorAll('.chart button[aria-pressed=true]').length === document.querySelectorAll('.figures').length");
        Assert.Equal("", await visit.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('.table-scroll, .grid')].filter(t => t.scrollWidth > t.clientWidth).map(t => t.ariaLabel).join()"));
        var navigation = await visit.Page.Locator("nav ul").BoundingBoxAsync();
        Assert.True(navigation is { Width: <= 360 } && navigation.Y + navigation.Height <= 740.5, $"{navigation?.Y} {navigation?.Height}");
    }

    [Fact]
    public async Task On_a_phone_a_row_is_a_card_that_names_its_columns_and_a_long_table_begins_with_ten()
    {
        await using var visit = await dashboard.Open($"/drift?series={SeededWorkspace.Daily}", o => o.ViewportSize = new() { Width = 390, Height = 740 });
        await visit.Settle();
        var table = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Features" });
        var rows = table.Locator("tbody tr");
        Assert.Equal(10, await rows.Filter(new() { Visible = true }).CountAsync());
        var cells = rows.First.Locator("td");
        Assert.Equal("\"Feature\"", await cells.First.EvaluateAsync<string>("c => getComputedStyle(c, '::before').content"));
        Assert.True((await cells.Nth(1).BoundingBoxAsync())!.Y > (await cells.First.BoundingBoxAsync())!.Y + 10, "cells stand below their row's name");
        // The keyboard goes on where the button was that is gone.
        var eleventh = await rows.Nth(10).Locator("td").First.EvaluateAsync<string>("c => c.textContent");
        await Unfold(visit, eleventh);
        Assert.Equal(67, await rows.Filter(new() { Visible = true }).CountAsync());
    }

    [Fact]
    public async Task A_desk_shows_all_columns_that_drift_forecasts_and_outcomes_and_the_rest_when_asked()
    {
        await using var visit = await dashboard.Open($"/drift?series={SeededWorkspace.Daily}&feature=time_of_week_sin", o => o.ViewportSize = new() { Width = 1280, Height = 800 });
        await visit.Settle();
        var rows = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Features" }).Locator("tbody tr");
        var shown = await rows.Locator("td:first-child").AllInnerTextsAsync();
        // Three drift; nine come after them. The chosen feature stands far below.
        Assert.Equal(["the forecasts", "the outcomes", "time_of_week_sin"], shown.Skip(12).Order(StringComparer.Ordinal));
        var drifting = await rows.Filter(new() { HasText = "DRIFT" }).CountAsync();
        Assert.InRange(drifting, 1, 12);
        Assert.All(await rows.AllInnerTextsAsync(), (row, place) => Assert.Equal(place < drifting, row.Contains("DRIFT", StringComparison.Ordinal)));
        await Unfold(visit, null);
        var all = await rows.Locator("td:first-child").AllInnerTextsAsync();
        Assert.Equal(67, all.Count);
        Assert.Equal(shown.Take(12), all.Take(12));
        Assert.Equal(all[12], await visit.Page.EvaluateAsync<string>("() => document.activeElement.querySelector('td').textContent"));
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal(all[12], await visit.Focused());
    }

    private static async Task Unfold(Visit visit, string? focused)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        if (focused is not null)
        {
            Assert.Equal(focused, await visit.Page.EvaluateAsync<string>("() => document.activeElement.querySelector('td').textContent"));
        }
    }

    [Fact]
    public async Task French_lines_do_not_end_before_a_sign_and_each_box_of_a_window_stands_beside_its_word()
    {
        await using var visit = await dashboard.Open($"/drift?series={SeededWorkspace.Daily}", o => o.Locale = "fr-FR");
        await visit.Settle();
        // The drawn titles have such signs, too; what the server words is English.
        Assert.Equal("", await visit.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('main :is(h1, h2, h3, p, dt, button)')].filter(e => !e.closest('[lang=en]')).map(e => e.textContent).filter(text => / [:;?!»]|« /.test(text)).join(' | ')"));
        Assert.Contains("les a appris\u00a0?", await visit.Page.Locator(".page-head").InnerTextAsync(), StringComparison.Ordinal);
        await visit.Page.GotoAsync("/runs");
        await visit.Button("Colonnes").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByText("Durée", new() { Exact = true }).WaitForAsync();
        Assert.Equal("", await visit.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('dialog label')].filter(l => l.getClientRects().length > 1 || l.querySelector('input').getBoundingClientRect().right > l.getBoundingClientRect().left + 24).map(l => l.textContent).join()"));
    }

    [Fact]
    public async Task On_a_phone_a_long_list_of_events_begins_with_five()
    {
        var models = dashboard.Workspace.Models;
        var versions = new[] { 1, 2 }.Select(_ => models.Register(new Store.Models.NewVersion { Name = "moved", Author = "ada", Model = [1] })).ToList();
        foreach (var turn in Enumerable.Range(0, 9))
        {
            models.Promote(versions[turn % 2], "ada", $"turn {turn}", force: true);
        }

        await using var visit = await dashboard.Open("/models?name=moved&view=history", o => o.ViewportSize = new() { Width = 390, Height = 740 });
        await visit.See("turn 8");
        var shown = visit.Page.Locator(".history li").Filter(new() { Visible = true });
        Assert.Equal(5, await shown.CountAsync());
        await visit.Button("Show all 9").ClickAsync();
        Assert.Contains("turn 3", await visit.Page.EvaluateAsync<string>("() => document.activeElement.closest('li')?.textContent ?? ''"), StringComparison.Ordinal);
        Assert.Equal(9, await shown.CountAsync());
        await visit.Page.ReloadAsync();
        await visit.Page.SetViewportSizeAsync(1280, 800);
        await visit.See("turn 0");
        Assert.Equal(9, await shown.CountAsync());
    }

    [Theory]
    [InlineData("/models?name=btc&view=compare&left=1&right=2", "kept no walk-forward forecasts")]
    [InlineData("/models?name=btc&view=history", "no champion before")]
    [InlineData("/models?name=none", "no model has this name")]
    [InlineData("/runs?filter=metrics.log_loss+%3C%3C+1", "missing")]
    public async Task The_servers_own_words_are_marked_as_English_on_a_French_page(string path, string told)
    {
        await using var visit = await dashboard.Open(path, o => o.Locale = "fr-FR");
        await visit.Page.Locator("[lang=en]").GetByText(told).Or(visit.Page.Locator("[lang=en]", new() { HasText = told })).First.WaitForAsync();
    }

    [Theory]
    [MemberData(nameof(PageTests.All), MemberType = typeof(PageTests))]
    public async Task Tab_alone_reaches_all_there_is_to_press_and_shows_where_it_stands(string path)
    {
        await using var visit = await dashboard.Open(path);
        await visit.Settle();
        await visit.Page.EvaluateAsync(
            """
            () => {
              window.reached = new Set();
              window.unseen = [];
              document.addEventListener('focusin', ({ target }) => {
                reached.add(target);
                if (getComputedStyle(target).outlineStyle === 'none') unseen.push(target.outerHTML.slice(0, 120));
              });
              window.missing = () => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
                .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !reached.has(e)).map(e => e.outerHTML.slice(0, 120));
            }
            """);
        for (var i = 0; i < 40 && await visit.Page.EvaluateAsync<int>("() => missing().length") > 0; i++)
        {
            for (var n = 0; n < 10; n++)
            {
                await visit.Page.Keyboard.PressAsync("Tab");
            }
        }

        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("() => missing()"));
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>("() => unseen"));
        // What a hand shows to be pressed can be pressed by keys: it is among those, or its grid or list moves by arrows.
        Assert.Empty(await visit.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('#app *')].filter(e => getComputedStyle(e).cursor === 'pointer' && getComputedStyle(e.parentElement).cursor !== 'pointer'
                && e.checkVisibility() && !e.matches('a[href], button, input, select, summary, label') && !e.closest('[role=grid], [role=listbox]')).map(e => e.outerHTML.slice(0, 120))
            """));
    }

    [Fact]
    public async Task The_keyboard_alone_goes_from_the_start_to_a_run_and_back()
    {
        await using var visit = await dashboard.Open("/");
        await visit.Settle();
        var keys = visit.Page.Keyboard;
        await keys.PressAsync("Tab");
        Assert.Equal("Skip to the content", await visit.Focused());
        await visit.TabTo("Runs");
        await keys.PressAsync("Enter");
        await visit.Page.Locator(".grid-body [role=row] a").First.WaitForAsync();
        await visit.Page.Locator(".grid").FocusAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        var active = await visit.Page.Locator(".grid").GetAttributeAsync("aria-activedescendant");
        Assert.Equal("run-row-1", active);
        await keys.PressAsync("Enter");
        await visit.Page.Locator(".crumbs").WaitForAsync();
        await visit.Page.GoBackAsync();
        await visit.Page.Locator(".grid").WaitForAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_promotes_a_version()
    {
        dashboard.Workspace.Models.Register(new Store.Models.NewVersion { Name = "by-keys", Author = "ada", Model = [1] });
        await using var visit = await dashboard.Open("/models?name=by-keys");
        await visit.Button("Promote version 1").FocusAsync();
        var keys = visit.Page.Keyboard;
        await keys.PressAsync("Enter");
        await visit.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await keys.PressAsync("Escape");
        await visit.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("Promote version 1", await visit.Focused());
        await keys.PressAsync("Enter");
        await visit.TabTo("Why?", 5);
        await keys.TypeAsync("By keys.");
        await visit.TabTo("Promote", 5);
        await keys.PressAsync("Enter");
        await visit.See("Version 1 serves:");
    }

    [Fact]
    public async Task The_keyboard_alone_rolls_back_and_the_history_says_so()
    {
        var models = dashboard.Workspace.Models;
        foreach (var _ in (int[])[1, 2])
        {
            models.Promote(models.Register(new Store.Models.NewVersion { Name = "back-by-keys", Author = "ada", Model = [1] }), "ada", "a test", force: true);
        }

        await using var visit = await dashboard.Open("/models?name=back-by-keys");
        await visit.See("Version 2 serves:");
        var keys = visit.Page.Keyboard;
        await visit.TabTo("Roll back");
        await keys.PressAsync("Enter");
        await visit.TabTo("Why?", 5);
        await keys.TypeAsync("It lost money.");
        await visit.TabTo("Roll back", 5);
        await keys.PressAsync("Enter");
        await visit.See("Version 1 serves:");
        Assert.Equal("Roll back", await visit.Focused());
        // From there back to the chosen tab, and along the tabs.
        for (var i = 0; i < 5 && await visit.Focused() != "Versions"; i++)
        {
            await keys.PressAsync("Tab");
        }

        foreach (var tab in new[] { "Compare", "Report", "History" })
        {
            await keys.PressAsync("ArrowRight");
            Assert.Equal(tab, await visit.Focused());
        }

        await visit.See("It lost money.");
        Assert.Equal("It lost money.", models.Moves("back-by-keys")[^1].Reason);
    }

    [Fact]
    public async Task The_keyboard_alone_filters_with_completion_marks_runs_and_shows_their_curves()
    {
        await using var visit = await dashboard.Open("/runs");
        await visit.Page.Locator(".grid-body [role=row] a").First.WaitForAsync();
        var keys = visit.Page.Keyboard;
        await visit.TabTo("Filter");
        await keys.TypeAsync("tags.st");
        await visit.Page.GetByRole(AriaRole.Option, new() { Name = "tags.stage", Exact = true }).WaitForAsync();
        await keys.PressAsync("Enter");
        await keys.TypeAsync("= 'live' AND run_name LIKE 'sweep-0000%'");
        await keys.PressAsync("Escape");
        await visit.See("1 run found");
        await visit.TabTo("Table");
        await keys.PressAsync("Tab");
        Assert.Equal("grid", await visit.Page.EvaluateAsync<string>("() => document.activeElement.role"));
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Space");
        await visit.Page.WaitForURLAsync("**mark=**");
        await keys.PressAsync("Shift+Tab");
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("ArrowRight");
        await visit.Page.Locator(".uplot canvas").WaitForAsync();
        Assert.Equal("Curves (1)", await visit.Focused());
        // The link shows the same to another.
        await using var other = await dashboard.Open(visit.Page.Url, "");
        await other.Page.Locator(".uplot canvas").WaitForAsync();
        Assert.Equal("tags.stage = 'live' AND run_name LIKE 'sweep-0000%'", await other.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" }).InputValueAsync());
        Assert.Empty(visit.Complaints.Concat(other.Complaints));
    }

    [Fact]
    public async Task Enter_does_what_a_window_asks_also_in_its_reason_and_Shift_begins_a_line()
    {
        dashboard.Workspace.Models.Register(new Store.Models.NewVersion { Name = "by-enter", Author = "ada", Model = [1] });
        await using var visit = await dashboard.Open("/models?name=by-enter");
        await visit.Button("Promote version 1").ClickAsync();
        var keys = visit.Page.Keyboard;
        await visit.Page.GetByLabel("Why?").FocusAsync();
        await keys.TypeAsync("One,");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("two.");
        await keys.PressAsync("Enter");
        await visit.See("Version 1 serves:");
        Assert.Equal("One,\ntwo.", Assert.Single(dashboard.Workspace.Models.Moves("by-enter")).Reason);
    }

    [Fact]
    public async Task Names_of_models_and_runs_are_only_ever_text()
    {
        var (name, workspace) = (Uri.EscapeDataString(SeededWorkspace.Hostile), dashboard.Workspace);
        var run = workspace.Runs.Create(new Store.Runs.NewRun
        {
            Name = SeededWorkspace.Hostile, User = SeededWorkspace.Hostile, Tags = new Dictionary<string, string> { [SeededWorkspace.Hostile] = SeededWorkspace.Hostile, ["mlflow.note.content"] = SeededWorkspace.Hostile },
        });
        workspace.Runs.Log(run.Id, new Store.Runs.RunLog { Params = new Dictionary<string, string> { [SeededWorkspace.Hostile] = SeededWorkspace.Hostile }, Metrics = [new Store.Runs.MetricPoint("hostile", 1), new Store.Runs.MetricPoint("hostile", 2, 1)] });
        workspace.Artifacts.Put(run, SeededWorkspace.Hostile + ".txt", System.Text.Encoding.UTF8.GetBytes(SeededWorkspace.Hostile));
        var study = workspace.Studies.Create(new Store.Studies.Study(run.Id, SeededWorkspace.Hostile, SeededWorkspace.Hostile, 1, SeededWorkspace.Hostile, false, "{}") { Pruner = SeededWorkspace.Hostile });
        foreach (var number in Enumerable.Range(0, 5))
        {
            workspace.Studies.AddTrial(study, new Store.Studies.Trial(
                number, Store.Studies.TrialState.Complete, new Dictionary<string, string> { [SeededWorkspace.Hostile] = $"{number}", ["word"] = SeededWorkspace.Hostile }, 0.5 + (0.1 * number), 0.1, SeededWorkspace.Hostile) { Seconds = 1 });
        }

        var filter = Uri.EscapeDataString("metrics.hostile > 0");
        foreach (var path in new[]
        {
            "/", "/models", "/runs", "/models?name=" + name, "/models?view=history&name=" + name, "/models?view=compare&name=" + name, "/models?view=report&name=" + name, "/models?name=none" + name, "/runs?filter=" + name,
            "/runs?run=" + run.Id, "/runs?run=" + name, $"/runs?view=curves&mark={run.Id}", $"/runs?view=groups&filter={filter}&y=hostile&by=params.{name}", $"/runs?view=parallel&filter={filter}&y=hostile&axis=params.{name}", "/studies", $"/studies?id={study}", "/studies?id=none" + name,
        })
        {
            await using var visit = await dashboard.Open(path);
            await visit.Settle();
            await visit.Page.WaitForFunctionAsync("text => document.body.innerText.includes(text) || [...document.querySelectorAll('input')].some(box => box.value.includes(text))", SeededWorkspace.Hostile);
            Assert.Equal(0, await visit.Page.Locator("img").CountAsync());
            Assert.Empty(visit.Complaints);
        }
    }

    [Fact]
    public async Task Nothing_moves_while_a_page_comes()
    {
        foreach (var path in new[] { "/", "/models?name=sp500", "/runs" })
        {
            await using var visit = await dashboard.Open(path);
            await visit.Settle();
            await visit.Page.WaitForTimeoutAsync(300);
            var shift = await visit.Page.EvaluateAsync<double>(
                """
                () => new Promise(done => { let sum = 0;
                  new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; }).observe({ type: 'layout-shift', buffered: true });
                  setTimeout(() => done(sum), 100); })
                """);
            // What browsers call good: a tenth of the window's height times the share of it that moved.
            Assert.InRange(shift, 0, 0.1);
        }
    }

    // Everything that a failure needs to be understood where it cannot be seen: the whole element and where it stands.
    private const string Shown = "const shown = e => { const r = e.getBoundingClientRect(); return `${e.outerHTML} at ${r.x},${r.y}, ${r.width} by ${r.height} px`; };";

    private static Task<string> Serious(Visit visit, string rules, string where) => visit.Page.EvaluateAsync<string>(
        $$"""
        async () => {
          {{Shown}}
          return (await axe.run(document, { iframes: false, runOnly: {{rules}} })).violations
            .filter(v => v.impact === 'serious' || v.impact === 'critical')
            .map(v => `{{where}}${v.id}:\n${v.nodes.map(n => `  ${shown(document.querySelector(n.target[0]))}: ${[...n.any, ...n.all, ...n.none].map(c => c.message).join('; ')}`).join('\n')}\n`).join('');
        }
        """);

    /// <summary>Buttons that are smaller than a finger needs, also where the room around them would excuse it.</summary>
    private static Task<string> Small(Visit visit, string where) => visit.Page.EvaluateAsync<string>(
        $$"""
        () => {
          {{Shown}}
          return [...document.querySelectorAll('button, .button, select')].filter(e => e.checkVisibility({ visibilityProperty: true }))
            .filter(e => { const r = e.getBoundingClientRect(); return r.width < 24 || r.height < 24; })
            .map(e => `{{where}}smaller than 24 px: ${shown(e)}\n`).join('');
        }
        """);

    private static Task<string> Ground(Visit visit) => visit.Page.Locator("body").EvaluateAsync<string>("b => getComputedStyle(b).backgroundColor");
}
