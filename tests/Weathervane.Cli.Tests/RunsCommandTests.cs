using System.Text.Json;
using Weathervane.Store;
using Weathervane.Store.Runs;

namespace Weathervane.Cli.Tests;

public sealed class RunsCommandTests : IDisposable
{
    private readonly RegistryStory _story = new();

    public void Dispose() => _story.Dispose();

    [Fact]
    public async Task An_empty_place_says_what_to_do_next_and_stays_empty()
    {
        var list = await _story.RunAsync("runs", "list");
        Assert.Equal((0, "No runs yet: vane run samples/sp500.yaml"), (list.Exit, list.Output.Trim()));
        Assert.Equal("[]", (await _story.RunAsync("runs", "list", "--json")).Output.Trim());
        var show = await _story.RunAsync("runs", "show", "abcd");
        Assert.Equal(2, show.Exit);
        Assert.Contains("there is no workspace here. Make one with 'vane run", show.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_story.Folder));
    }

    [Fact]
    public async Task The_list_shows_the_scores_that_people_look_at_first_in_front()
    {
        var list = await _story.Told().RunAsync("runs", "list");
        Assert.Equal(0, list.Exit);
        var lines = list.Output.TrimEnd().Split('\n');
        Assert.Matches(@"run + name + experiment + started \(UTC\) + +took + state + +log_loss + +accuracy", lines[0]);
        Assert.Matches($@"{_story.RunId[..8]} + gbp-forest + Default + 2026-03-01 12:00 + +0\.0 s + finished + +0\.6921 + +0\.51344", lines[2]);
    }

    [Fact]
    public async Task What_another_client_hid_in_a_name_is_spelt_out()
    {
        _story.Told();
        using (var workspace = Workspace.Open(_story.Folder, TimeProvider.System))
        {
            workspace.Runs.Create(new NewRun { Name = "a\u202eb\u001b[2J", User = "mallory" });
        }

        var list = await _story.RunAsync("runs", "list");
        Assert.Contains("a\\u202Eb\\u001B[2J", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_without_a_match_says_so()
    {
        var list = await _story.Told().RunAsync("runs", "list", "--experiment", "none");
        Assert.Contains("No run matches", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_shown_whole_by_the_first_digits_of_its_id()
    {
        var show = await _story.Told().RunAsync("runs", "show", _story.RunId[..6]);
        Assert.Equal(0, show.Exit);
        foreach (var part in new[] { _story.RunId, "2026-03-01 12:00 UTC by ada", "market", "0.51344", "trees", "tpe", "0.6921", "report.html" })
        {
            Assert.Contains(part, show.Output, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("mlflow.", show.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_has_names_and_full_numbers_and_null_for_NaN()
    {
        var show = await _story.Told().RunAsync("runs", "show", _story.RunId, "--json");
        var json = JsonDocument.Parse(show.Output).RootElement;
        Assert.Equal(0.51344, json.GetProperty("run").GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("run").GetProperty("metrics").GetProperty("undefined").ValueKind);
        Assert.Equal("finished", json.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal(2, json.GetProperty("studies")[0].GetProperty("trials").GetArrayLength());
        Assert.Equal("report.html", json.GetProperty("files")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("store.db", "this is not a database, not by far, but it is long enough to be looked at as one")]
    [InlineData("store.db", "SQLite format 3\0 and then nothing that fits")]
    public async Task A_damaged_database_is_one_clear_message_and_is_left_as_it_is(string file, string content)
    {
        Directory.CreateDirectory(_story.Folder);
        var path = Path.Combine(_story.Folder, file);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        var list = await _story.RunAsync("runs", "list");
        Assert.Equal(1, list.Exit);
        Assert.StartsWith($"vane: {path}: this is not a readable database", list.Error, StringComparison.Ordinal);
        Assert.Single(list.Error.TrimEnd().Split('\n'));
        Assert.Equal(content, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }
}
