using System.Text.RegularExpressions;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The commands of README.md, run in order as a newcomer would, as real processes in a folder with nothing but the samples.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly Newcomer _newcomer = new();

    public void Dispose() => _newcomer.Dispose();

    [Fact]
    public async Task Every_command_of_the_tour_works_and_ends_as_the_text_says()
    {
        var commands = Command().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken))
            .Select(m => m.Groups[1].Value.TrimEnd()).ToList();
        Assert.True(commands.Count >= 10, "README.md lost its tour.");
        var outputs = new Dictionary<string, string>();
        foreach (var command in commands.Distinct())
        {
            outputs[command] = await _newcomer.RunAsync(command);
        }

        Assert.Contains("BEATS", outputs["run planted.csv"].TrimEnd().Split('\n')[^3], StringComparison.Ordinal);
        Assert.DoesNotContain("BEATS", outputs["run noise.csv"].TrimEnd().Split('\n')[^3], StringComparison.Ordinal);
        var forecasts = await File.ReadAllLinesAsync(_newcomer.At("forecasts.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("bar,knownAt,target,probability,direction,set,familiarity,part,series", forecasts[0]);
        Assert.StartsWith("2020-04-17", forecasts[^1], StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\./vane ([^#\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
