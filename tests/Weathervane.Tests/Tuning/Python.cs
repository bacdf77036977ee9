using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Weathervane.Tests.Tuning;

/// <summary>Asks the distribution's Python (NumPy, SciPy, scikit-learn) for numbers to compare with.</summary>
internal static class Python
{
    private const string Program = "/usr/bin/python3";

    /// <summary>What a script prints, read as JSON; the test is skipped where a module is missing, and fails if CI=true.</summary>
    internal static JsonElement Ask(string module, string script)
    {
        var (exit, output, error) = Run($"import {module}\nimport json\nimport numpy as np\n{script}");
        if (exit != 0 && error.Contains("ModuleNotFoundError", StringComparison.Ordinal))
        {
            var reason = $"needs Python's {module}, which ./test installs";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Skip(reason);
        }

        Assert.True(exit == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>A list of lists of numbers as Python writes it.</summary>
    internal static string Rows(IEnumerable<double[]> rows) => $"[{string.Join(",", rows.Select(r => Row(r)))}]";

    internal static string Row(IEnumerable<double> row) => $"[{string.Join(",", row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";

    private static (int Exit, string Output, string Error) Run(string script)
    {
        if (!File.Exists(Program))
        {
            return (1, "", "ModuleNotFoundError: no Python");
        }

        var start = new ProcessStartInfo(Program, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
