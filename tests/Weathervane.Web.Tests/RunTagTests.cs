using Microsoft.Playwright;
using Weathervane.Store.Runs;

namespace Weathervane.Web.Tests;

/// <summary>A run's tags and its note are written on its page, as MLflow's clients write them.</summary>
public sealed class RunTagTests(Dashboard dashboard)
{
    private const string Note = "mlflow.note.content";

    [Fact]
    public async Task A_tag_is_added_changed_and_removed_and_those_of_programs_are_left_alone()
    {
        var id = Create("tagged", new() { ["vane.verdict"] = "NOT PROVEN", ["mlflow.source.name"] = "train.py" });
        await using var visit = await dashboard.Open($"/runs?run={id}");
        await visit.Button("Add a tag").ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("stage");
        await visit.Page.Locator("textarea[name=value]").FillAsync("<b>trial</b>");
        await visit.Button("Save").ClickAsync();
        await visit.See("<b>trial</b>");
        Assert.Equal("<b>trial</b>", Tags(id)["stage"]);
        await visit.Button("Change the tag: stage").ClickAsync();
        Assert.Equal("<b>trial</b>", await visit.Page.Locator("textarea[name=value]").InputValueAsync());
        await visit.Page.Locator("textarea[name=value]").FillAsync("live");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByText("live", new() { Exact = true }).WaitForAsync();
        Assert.Equal("live", Tags(id)["stage"]);
        await visit.Button("Remove the tag: stage").ClickAsync();
        await visit.See("Its value: live");
        await visit.Button("Remove the tag").ClickAsync();
        await visit.Button("Remove the tag: stage").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.DoesNotContain("stage", Tags(id).Keys);
        await visit.See("train.py");
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("the tag: ") }).CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_name_that_no_tag_may_have_is_refused_in_the_servers_words()
    {
        var id = Create("refused", []);
        await using var visit = await dashboard.Open($"/runs?run={id}");
        await visit.Button("Add a tag").ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("a*b");
        await visit.Button("Save").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Alert).GetByText("a*b").WaitForAsync();
        await visit.Button("Cancel").ClickAsync();
        Assert.DoesNotContain("a*b", Tags(id).Keys);
    }

    [Fact]
    public async Task A_note_of_several_lines_is_written_by_keys_alone_and_an_empty_one_is_none()
    {
        var id = Create("noted", []);
        await using var visit = await dashboard.Open($"/runs?run={id}", o => (o.Locale, o.ViewportSize) = ("fr-FR", new() { Width = 390, Height = 780 }));
        await visit.Button("Écrire une note").FocusAsync();
        var keys = visit.Page.Keyboard;
        await keys.PressAsync("Enter");
        await visit.TabTo("À propos de noted", 5);
        await keys.TypeAsync("Une ligne.");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("<i>Deux</i>.");
        await visit.TabTo("Enregistrer", 5);
        await keys.PressAsync("Enter");
        await visit.Button("Modifier la note").WaitForAsync();
        Assert.Equal("Une ligne.\n<i>Deux</i>.", await visit.Page.Locator(".note-text").InnerTextAsync());
        Assert.Equal("Une ligne.\n<i>Deux</i>.", Tags(id)[Note]);
        Assert.Equal(390, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        await visit.Button("Modifier la note").ClickAsync();
        await visit.Page.GetByLabel("À propos de noted").FillAsync("  ");
        await visit.Button("Enregistrer").ClickAsync();
        await visit.Button("Écrire une note").WaitForAsync();
        Assert.DoesNotContain(Note, Tags(id).Keys);
        Assert.Empty(visit.Complaints);
    }

    // Long ago, so that the newest runs are those that other tests look for.
    private string Create(string name, Dictionary<string, string> tags) => dashboard.Workspace.Runs.Create(
        new NewRun { Name = name, User = "ada", Start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), Tags = tags }).Id;

    private IReadOnlyDictionary<string, string> Tags(string id) => dashboard.Workspace.Runs.Get(id).Tags;
}
