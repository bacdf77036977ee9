using System.Text.RegularExpressions;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The guide shows what the commands really print.</summary>
public sealed partial class RegistryGuideTests
{
    [Fact]
    public async Task Each_command_of_the_registry_guide_prints_what_the_guide_shows()
    {
        using var story = new RegistryStory().Told();
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/registry.md"), TestContext.Current.CancellationToken);
        var shown = Example().Matches(guide);
        Assert.NotEmpty(shown);
        foreach (Match example in shown)
        {
            var ran = await story.RunAsync(Word().Matches(example.Groups["command"].Value).Select(w => w.Value.Trim('"')).ToArray());
            Assert.Equal(Trimmed(example.Groups["output"].Value), Trimmed(ran.Output + ran.Error));
        }
    }

    private static string Trimmed(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(l => l.TrimEnd()));

    [GeneratedRegex("""```console\n\$ vane (?<command>[^\n]*)\n(?<output>.*?)```""", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
