using System.Globalization;

namespace Weathervane.Cli.Tests;

public sealed class StoreCommandTests : IDisposable
{
    private readonly RegistryStory _story = new RegistryStory().Told();

    public void Dispose() => _story.Dispose();

    [Fact]
    public async Task A_damaged_file_is_named_and_the_check_ends_with_1()
    {
        var blob = Directory.GetFiles(Path.Combine(_story.Folder, "blobs"), "*", SearchOption.AllDirectories)[0];
        await File.WriteAllBytesAsync(blob, [1], TestContext.Current.CancellationToken);
        var checkedStore = await _story.RunAsync("store", "check");
        Assert.Equal(1, checkedStore.Exit);
        Assert.Contains($"{blob}: ", checkedStore.Output, StringComparison.Ordinal);
        Assert.Contains("1 problem: ", checkedStore.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _story.RunAsync("store", "backup", Path.Combine(_story.Folder, "backup"))).Exit);
    }

    [Fact]
    public async Task Deleting_for_good_frees_the_content_and_tells_how_much()
    {
        await _story.RunAsync("models", "delete", "gbp", "--all", "--reason", "over");
        var later = DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var removed = await _story.RunAsync("store", "gc", "--deleted-before", later, "--dry-run");
        Assert.Contains("Would remove for good: 0 runs, 0 experiments, the values and files of 2 model versions and 0 logged models, 0 old names of files.", removed.Output, StringComparison.Ordinal);
        removed = await _story.RunAsync("store", "gc", "--deleted-before", later);
        Assert.Contains("Removed for good: 0 runs, 0 experiments, the values and files of 2 model versions", removed.Output, StringComparison.Ordinal);
        // The content is younger than the time of grace.
        Assert.Contains("Removed 0 unused files", removed.Output, StringComparison.Ordinal);
        Assert.Contains("1 unused (vane store gc)", (await _story.RunAsync("store", "check")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store", "gc", "--grace", "0.01")]
    [InlineData("store", "gc", "--deleted-before", "yesterday")]
    [InlineData("store", "restore", "nowhere")]
    [InlineData("models", "at", "noon")]
    public async Task Wrong_input_ends_with_2(params string[] args)
    {
        var ran = await _story.RunAsync(args);
        Assert.Equal(2, ran.Exit);
        Assert.StartsWith("vane: ", ran.Error, StringComparison.Ordinal);
        Assert.Single(ran.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task The_past_of_all_aliases_is_shown_with_what_was_deleted_since()
    {
        await _story.RunAsync("models", "delete", "gbp:1", "--reason", "old", "--force");
        var then = await _story.RunAsync("models", "at", "2026-03-02T00:00Z");
        Assert.Matches("gbp +champion +1 +2026-03-01 12:00 +ada +the first model +deleted ", then.Output);
        Assert.Contains("no alias stood on any version", (await _story.RunAsync("models", "at", "2020-01-01")).Output, StringComparison.Ordinal);
        Assert.Contains("\"version\": 1", (await _story.RunAsync("models", "at", "2026-03-02", "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_to_other_kinds_of_store_tells_itself_as_JSON_too()
    {
        var zip = Path.Combine(_story.Folder, "all.zip");
        Assert.Contains("\"files\": 2", (await _story.RunAsync("store", "export", zip, "--json")).Output, StringComparison.Ordinal);
        var again = await _story.RunAsync("store", "export", zip);
        Assert.Equal(2, again.Exit);
        Assert.Contains("nothing is put over it", again.Error, StringComparison.Ordinal);
        Assert.Contains("\"problems\": []", (await _story.RunAsync("store", "check", "--json")).Output, StringComparison.Ordinal);
    }
}
