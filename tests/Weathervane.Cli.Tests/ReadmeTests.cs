using System.Diagnostics;
using System.Text.RegularExpressions;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>The commands of README.md, run in order as a newcomer would, as real processes in a folder with nothing but the samples.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weathervane-readme");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_command_of_the_tour_works_and_ends_as_the_text_says()
    {
        var samples = _folder.CreateSubdirectory("samples");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples")))
        {
            File.Copy(file, Path.Combine(samples.FullName, Path.GetFileName(file)));
        }

        var commands = Command().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken))
            .Select(m => m.Groups[1].Value.TrimEnd()).ToList();
        Assert.True(commands.Count >= 10, "README.md lost its tour.");
        var outputs = new Dictionary<string, string>();
        foreach (var command in commands.Distinct())
        {
            outputs[command] = await RunAsync(command);
        }

        Assert.Contains("BEATS", outputs["run planted.csv"].TrimEnd().Split('\n')[^3], StringComparison.Ordinal);
        Assert.DoesNotContain("BEATS", outputs["run noise.csv"].TrimEnd().Split('\n')[^3], StringComparison.Ordinal);
        var forecasts = await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "forecasts.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("bar,knownAt,target,probability,direction,set,familiarity,part,series", forecasts[0]);
        Assert.StartsWith("2020-04-17", forecasts[^1], StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vane.dll"), .. command.Split(' ')])
        {
            WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"'{command}' ended with {process.ExitCode}: {await error}");
        return output;
    }

    [GeneratedRegex(@"^\./vane ([^#\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
