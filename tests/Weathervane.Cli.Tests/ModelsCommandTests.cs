using System.Text.Json;

namespace Weathervane.Cli.Tests;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly RegistryStory _story = new();

    public void Dispose() => _story.Dispose();

    [Fact]
    public async Task An_empty_place_says_what_to_do_next()
    {
        var list = await _story.RunAsync("models", "list");
        Assert.Equal((0, "No models yet: vane run samples/sp500.yaml trains one and registers it."), (list.Exit, list.Output.Trim()));
    }

    [Fact]
    public async Task The_list_tells_the_champion_from_the_newest()
    {
        var list = await _story.Told().RunAsync("models", "list");
        Assert.Matches(@"gbp + +2 + +1 + +2 +", list.Output);
        var json = JsonDocument.Parse((await _story.RunAsync("models", "list", "--json")).Output).RootElement[0];
        Assert.Equal((1, 2), (json.GetProperty("aliases").GetProperty("champion").GetInt32(), json.GetProperty("latest").GetInt32()));
    }

    [Fact]
    public async Task History_is_a_table_of_versions_with_scores_parameters_verdict_and_the_moves_below()
    {
        var history = await _story.Told().RunAsync("models", "history", "gbp");
        Assert.Equal(0, history.Exit);
        Assert.Matches(@"1 + 2026-03-01 12:00 + ada + champion + NOT PROVEN + +0\.6921 + +0\.51344 + max_depth=3 trees=50", history.Output);
        Assert.Matches(@"2 + 2026-03-01 12:00 + ada + + NOT PROVEN + +0\.6951 + +0\.51015 + bootstrap=true max_depth=10 trees=200", history.Output);
        Assert.Matches(@"champion + gbp:1 + ada + the first model + log_loss 0\.6921; no champion before", history.Output);
    }

    [Fact]
    public async Task Comparing_marks_each_metric_by_its_own_direction_and_lists_changed_parameters()
    {
        var compare = await _story.Told().RunAsync("models", "compare", "gbp:1", "gbp:2");
        Assert.Matches(@"log_loss + +0\.6921 + +0\.6951 + +\+0\.003 + +\+0\.43 % + worse", compare.Output);
        Assert.Matches(@"accuracy + +0\.51344 + +0\.51015 + +-0\.00329 + +-0\.64 % + worse", compare.Output);
        Assert.Matches(@"bootstrap + - + true", compare.Output);
        Assert.Matches(@"trees + 50 + 200", compare.Output);
        Assert.Contains("Both saw the same bars.", compare.Output, StringComparison.Ordinal);
        Assert.Contains("gbp:2 against gbp:1: no paired test. gbp:1: kept no walk-forward forecasts to compare. Only models of 'vane run' do.", compare.Output, StringComparison.Ordinal);
        // The other way round the same differences are gains.
        var back = await _story.RunAsync("models", "compare", "gbp:2", "gbp:1", "--json");
        var json = JsonDocument.Parse(back.Output).RootElement;
        Assert.Equal(["better", "better"], json.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("change").GetString()));
    }

    [Fact]
    public async Task A_worse_version_is_refused_with_the_figures_and_forced_with_a_record()
    {
        var refused = await _story.Told().RunAsync("models", "promote", "gbp:2", "--reason", "newer");
        Assert.Equal(2, refused.Exit);
        Assert.Contains("log_loss 0.6951 is worse than 0.6921 of the champion gbp:1", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);

        var forced = await _story.RunAsync("models", "promote", "gbp:2", "--reason", "newer", "--force");
        Assert.Equal(0, forced.Exit);
        Assert.StartsWith("gbp:2 is the champion: forced: ", forced.Output, StringComparison.Ordinal);

        var rollback = await _story.RunAsync("models", "rollback", "gbp", "--reason", "it was worse");
        Assert.Equal("gbp:1 is the champion again.", rollback.Output.Trim());
        Assert.Contains("gbp:1 (rollback)", (await _story.RunAsync("models", "history", "gbp")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promotion_asks_for_a_reason()
    {
        var missing = await _story.Told().RunAsync("models", "promote", "gbp:2");
        Assert.Equal(2, missing.Exit);
        Assert.Contains("--reason", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_gives_everything_of_a_version()
    {
        var show = await _story.Told().RunAsync("models", "show", "gbp:2");
        foreach (var part in new[] { "gbp:2", "2026-03-01 12:00 UTC by ada", "NOT PROVEN", _story.RunId, "b0b0", "primary", "lower", "max_depth", "model.vane" })
        {
            Assert.Contains(part, show.Output, StringComparison.Ordinal);
        }

        Assert.Contains("gbp:1", (await _story.RunAsync("models", "show", "gbp")).Output, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await _story.RunAsync("models", "show", "gbp:latest", "--json")).Output).RootElement;
        Assert.Equal("gbp:2", json.GetProperty("version").GetProperty("reference").GetString());
    }

    [Fact]
    public async Task Deleting_spares_what_is_in_use_and_a_whole_model_wants_to_be_named_as_such()
    {
        var inUse = await _story.Told().RunAsync("models", "delete", "gbp:1", "--reason", "old");
        Assert.Equal(2, inUse.Exit);
        Assert.Contains("it is in use as champion. Promote another version first", inUse.Error, StringComparison.Ordinal);
        var whole = await _story.RunAsync("models", "delete", "gbp", "--reason", "old");
        Assert.Equal(2, whole.Exit);
        Assert.Contains("or --all for the whole model", whole.Error, StringComparison.Ordinal);

        Assert.Equal("Deleted gbp:2.", (await _story.RunAsync("models", "delete", "gbp:2", "--reason", "old")).Output.Trim());
        Assert.Matches(@"2 +.*deleted by .*: old", (await _story.RunAsync("models", "history", "gbp", "--deleted")).Output);
        Assert.Equal("Deleted gbp:1.", (await _story.RunAsync("models", "delete", "gbp", "--all", "--reason", "old")).Output.Trim());
        Assert.Contains("No models yet", (await _story.RunAsync("models", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exported_bytes_are_the_registered_ones()
    {
        var path = Path.Combine(_story.Told().Folder, "out.vane");
        var export = await _story.RunAsync("models", "export", "gbp", "-o", path);
        Assert.Equal(0, export.Exit);
        Assert.Contains("model.vane of gbp:1", export.Output, StringComparison.Ordinal);
        Assert.Equal(RegistryStory.ModelBytes, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_export_that_fails_says_why_and_leaves_what_was_there()
    {
        _story.Told();
        var path = Path.Combine(_story.Folder, "out.vane");
        await File.WriteAllTextAsync(path, "older", TestContext.Current.CancellationToken);
        var unknown = await _story.RunAsync("models", "export", "gbp", "-o", path, "--file", "none");
        Assert.Equal(2, unknown.Exit);
        Assert.Contains("Its files: model.vane.", unknown.Error, StringComparison.Ordinal);

        var nowhere = await _story.RunAsync("models", "export", "gbp", "-o", Path.Combine(path, "below-a-file"));
        Assert.Equal(1, nowhere.Exit);
        Assert.Contains("the file cannot be written", nowhere.Error, StringComparison.Ordinal);

        foreach (var blob in Directory.GetFiles(Path.Combine(_story.Folder, "blobs"), "*", SearchOption.AllDirectories))
        {
            await File.AppendAllTextAsync(blob, "x", TestContext.Current.CancellationToken);
        }

        var damaged = await _story.RunAsync("models", "export", "gbp", "-o", path);
        Assert.Equal(1, damaged.Exit);
        Assert.Contains("model.vane of model gbp:1 is damaged", damaged.Error, StringComparison.Ordinal);
        Assert.Equal("older", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_bare_name_without_a_champion_is_not_the_newest()
    {
        _story.Told();
        await _story.RunAsync("models", "delete", "gbp:1", "--force", "--reason", "old");
        var export = await _story.RunAsync("models", "export", "gbp", "-o", Path.Combine(_story.Folder, "out.vane"));
        Assert.Equal(2, export.Exit);
        Assert.Contains("no version has been promoted to champion. Ask for one by number: gbp:2", export.Error, StringComparison.Ordinal);
        Assert.Contains("gbp:2", (await _story.RunAsync("models", "show", "gbp")).Output, StringComparison.Ordinal);
    }
}
