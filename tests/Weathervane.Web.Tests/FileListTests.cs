using Microsoft.Playwright;
using Weathervane.Store.Runs;

namespace Weathervane.Web.Tests;

/// <summary>A run's files by folder, and tables among them.</summary>
public sealed class FileListTests(Dashboard dashboard)
{
    [Fact]
    public async Task Files_are_gone_through_folder_by_folder_by_keys_and_the_link_opens_the_same_one()
    {
        await using var visit = await dashboard.Open($"/runs?run={Put(("readme.txt", "x"), ("plots/roc/curve.csv", "a,b\n1,2\n"), ("plots/bars.csv", "a,b\n"), ("plots.old/a.txt", "y"))}");
        await visit.Settle();
        Assert.Equal(["plots", "plots.old", "readme.txt"], (await visit.Page.Locator(".files li > :first-child").AllInnerTextsAsync()).Select(t => t.Trim()));
        Assert.Equal("2 files, 12 B", await visit.Page.Locator(".files li").First.Locator("> :last-child").InnerTextAsync());
        await visit.Button("plots").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**folder=plots");
        Assert.Equal(["roc", "bars.csv"], (await visit.Page.Locator(".files li > :first-child").AllInnerTextsAsync()).Select(t => t.Trim()));
        await visit.Button("roc").ClickAsync();
        await visit.Link("curve.csv").WaitForAsync();
        await visit.Page.ReloadAsync();
        var taken = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Link("curve.csv").ClickAsync());
        Assert.Equal("a,b\n1,2\n", await File.ReadAllTextAsync(await taken.PathAsync(), TestContext.Current.CancellationToken));
        await visit.Page.GetByRole(AriaRole.Navigation, new() { Name = "Folders" }).GetByRole(AriaRole.Button, new() { Name = "plots", Exact = true }).ClickAsync();
        await visit.Link("bars.csv").WaitForAsync();
        await visit.Button("All files").ClickAsync();
        await visit.Link("readme.txt").WaitForAsync();
        Assert.Empty(visit.Complaints);
    }

    [Theory]
    [InlineData("t.csv", "time,\"open, adj\",name\r\n2020-01-01,1.5,\"<img src=x onerror=alert(1)>\"\r\n2020-01-02,,\"two \"\"words\"\"\nand a line\"\r\n", "time|open, adj|name/2020-01-01|1.5|<img src=x onerror=alert(1)>/2020-01-02||two \"words\"\nand a line")]
    [InlineData("t.tsv", "a\tb\n1,5\t<b>x</b>\n", "a|b/1,5|<b>x</b>")]
    [InlineData("t.json", "[{\"a\":1,\"b\":\"<b>x</b>\"},{\"c\":true}]", "a|b|c/1|<b>x</b>|/||true")]
    public async Task A_small_table_stands_as_a_table_and_is_only_ever_shown(string name, string content, string expected)
    {
        await using var visit = await dashboard.Open($"/runs?run={Put((name, content))}");
        await visit.Button($"Show: {name}").ClickAsync();
        var rows = visit.Page.GetByRole(AriaRole.Dialog).Locator("tr");
        await rows.First.WaitForAsync();
        Assert.Equal(expected, string.Join('/', await rows.EvaluateAllAsync<string[]>("all => all.map(row => [...row.cells].map(cell => cell.textContent).join('|'))")));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Of_a_long_table_the_first_rows_stand_there_and_what_is_no_table_stays_a_text()
    {
        var id = Put(("long.csv", "n,m\n" + string.Concat(Enumerable.Range(0, 1234).Select(i => $"{i},{i}\n"))), ("one.csv", "just words\nand more\n"), ("deep.json", "[{\"a\":[1]}]"));
        await using var visit = await dashboard.Open($"/runs?run={id}");
        await visit.Button("Show: long.csv").ClickAsync();
        await visit.See("The first 500 of 1,234 rows; the file has all.");
        Assert.Equal(500, await visit.Page.GetByRole(AriaRole.Dialog).Locator("tbody tr").CountAsync());
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Button("Show: one.csv").ClickAsync();
        await visit.Page.Locator("pre").GetByText("just words").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Button("Show: deep.json").ClickAsync();
        await visit.Page.Locator("pre").GetByText("\"a\": [").WaitForAsync();
    }

    private string Put(params (string Name, string Content)[] files)
    {
        var run = dashboard.Workspace.Runs.Create(new NewRun { Name = "files", User = "ada", Start = DateTimeOffset.UnixEpoch });
        foreach (var (name, content) in files)
        {
            dashboard.Workspace.Artifacts.Put(run, name, System.Text.Encoding.UTF8.GetBytes(content));
        }

        return run.Id;
    }
}
