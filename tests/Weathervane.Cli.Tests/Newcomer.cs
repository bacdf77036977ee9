using System.Diagnostics;
using System.Text.RegularExpressions;
using Weathervane.Tests;

namespace Weathervane.Cli.Tests;

/// <summary>Somebody in a folder with nothing but the samples, who types commands as the documents show them: each is a process of its own.</summary>
internal sealed partial class Newcomer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weathervane-newcomer");

    internal Newcomer()
    {
        var samples = _folder.CreateSubdirectory("samples");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples")))
        {
            File.Copy(file, Path.Combine(samples.FullName, Path.GetFileName(file)));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Where a file of the folder is.</summary>
    internal string At(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Runs a command.</summary>
    /// <param name="command">What is typed after <c>vane</c>; quotes keep blanks.</param>
    /// <param name="exit">What it must end with.</param>
    /// <returns>Its results.</returns>
    internal async Task<string> RunAsync(string command, int exit = 0)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "vane.dll"), .. Word().Matches(command).Select(w => w.Value.Trim('\''))])
        {
            WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == exit, $"'{command}' ended with {process.ExitCode}: {await error}");
        return output;
    }

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();
}
