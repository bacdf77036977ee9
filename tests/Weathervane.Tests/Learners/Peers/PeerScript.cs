using System.Globalization;
using System.Text.Json;
using Weathervane.Datasets;

namespace Weathervane.Tests.Learners.Peers;

/// <summary>Runs a Python script of this folder on tables and reads the JSON that it prints.</summary>
internal static class PeerScript
{
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

            return PeerProcess.Run(PeerProcess.Python, Path.Combine(Repository.Root, "tests/Weathervane.Tests/Learners/Peers", name + ".py"), folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(Dataset rows, string path) => File.WriteAllLines(
        path,
        Enumerable.Range(0, rows.Rows).Select(i => string.Join(
            ',',
            Tables.Row(rows, i).Append(rows.Labels[i]).Concat(rows.Weights is { } weights ? [weights[i]] : []).Select(v => v.ToString("R", CultureInfo.InvariantCulture)))));
}
