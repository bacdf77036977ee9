using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Weathervane.Datasets;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>Runs a Python script of this folder on tables and reads the JSON that it prints.</summary>
internal static class PeerScript
{
    private const string Python = "/usr/bin/python3";

    /// <summary>What the script prints. Where Python or its packages are missing the test is skipped, or fails if CI=true.</summary>
    /// <param name="name">The script's name without ending.</param>
    /// <param name="tables">Name and rows; the script finds NAME.csv, label last, then the weight if rows have one, in the folder that it is given.</param>
    internal static JsonElement Run(string name, params IReadOnlyList<(string Name, Dataset Rows)> tables)
    {
        var folder = Directory.CreateTempSubdirectory("vane-peer").FullName;
        try
        {
            foreach (var table in tables)
            {
                Write(table.Rows, Path.Combine(folder, table.Name + ".csv"));
            }

            return Run(Path.Combine(Repository.Root, "tests/Weathervane.Tests/Learners/Peers", name + ".py"), folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonElement Run(string script, string folder)
    {
        if (!File.Exists(Python))
        {
            Missing($"{Python} is not there");
        }

        // One thread: OpenMP's threads wait for each other for minutes on a machine that is busy otherwise.
        var start = new ProcessStartInfo(Python, ["-B", script, folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        if (python.ExitCode != 0 && errors.Result.Contains("ModuleNotFoundError", StringComparison.Ordinal))
        {
            Missing("python3-sklearn is not installed");
        }

        Assert.True(python.ExitCode == 0, errors.Result);
        return JsonDocument.Parse(output).RootElement;
    }

    private static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Skip(reason);
    }

    private static void Write(Dataset rows, string path) => File.WriteAllLines(
        path,
        Enumerable.Range(0, rows.Rows).Select(i => string.Join(
            ',',
            Tables.Row(rows, i).Append(rows.Labels[i]).Concat(rows.Weights is { } weights ? [weights[i]] : []).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))));
}
