using System.Text.RegularExpressions;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The guide shows what the commands really print, in the order in which it tells of them.</summary>
public sealed partial class StoreGuideTests
{
    /// <summary>Places that the guide names relative to where its reader is.</summary>
    private static readonly string[] Places = ["backups/monday", "restored", "team.zip", "moved/team.db"];

    [Fact]
    public async Task Each_command_of_the_stores_guide_prints_what_the_guide_shows()
    {
        using var story = new RegistryStory().Told();
        var here = Path.Combine(story.Folder, "here") + "/";
        Directory.CreateDirectory(here);
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/store.md"), TestContext.Current.CancellationToken);
        var examples = Console().Matches(guide).SelectMany(block => Example().Matches(block.Groups["text"].Value)).ToList();
        Assert.Equal(8, examples.Count);
        foreach (var example in examples)
        {
            var words = example.Groups["command"].Value.Split(' ').Select(w => Places.Contains(w) ? here + w : w).ToArray();
            var ran = words.Contains("--workspace") ? await Cli.RunAsync(words) : await story.RunAsync(words);
            Assert.Equal(Trimmed(example.Groups["output"].Value), Trimmed((ran.Output + ran.Error).Replace(here, "", StringComparison.Ordinal)));
        }
    }

    /// <summary>How many rows a store needs for the same story is not what the guide promises.</summary>
    private static string Trimmed(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(l => Rows().Replace(Spaces().Replace(l.Trim(), " "), "N rows")));

    [GeneratedRegex("```console\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Console();

    [GeneratedRegex(@"\$ vane (?<command>[^\n]*)\n(?<output>(?:(?!\$ vane ).)*)", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\d+ rows")]
    private static partial Regex Rows();

    [GeneratedRegex("  +")]
    private static partial Regex Spaces();
}
