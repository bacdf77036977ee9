using System.Diagnostics;
using System.Text.Json;

namespace Weathervane.Tests;

/// <summary>Runs another program that works out numbers to compare with, and reads the JSON that it prints.</summary>
internal static class PeerProcess
{
    /// <summary>The distribution's Python, which ./test gives its packages.</summary>
    internal const string Python = "/usr/bin/python3";

    /// <summary>What the program prints. Where it or a Python module is missing the test is skipped, or fails if CI=true; its own errors always fail.</summary>
    /// <param name="program">The program.</param>
    /// <param name="script">Its first argument.</param>
    /// <param name="arguments">The others.</param>
    internal static JsonElement Run(string program, string script, params string[] arguments)
    {
        if (Path.IsPathRooted(program) && !File.Exists(program))
        {
            Repository.Missing($"needs {program}, which ./test installs");
        }

        var start = new ProcessStartInfo(program, [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // One thread: OpenMP's threads wait for each other for minutes on a machine that is busy otherwise.
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal))
        {
            Repository.Missing($"{errors.Result.Trim().Split('\n')[^1]}: ./test installs it");
        }

        Assert.True(process.ExitCode == 0, errors.Result);
        return JsonDocument.Parse(output).RootElement;
    }
}
