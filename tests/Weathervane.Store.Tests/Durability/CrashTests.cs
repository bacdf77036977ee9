using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Store.Tests.Durability;

/// <summary>The short form: twenty kills, four writers at a time.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Rounds = 5, Writers = 4, MostLines = 25;
    private readonly TemporaryWorkspace _workspace = new();
    private long _whole;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Nothing_acknowledged_is_missing_after_processes_are_killed_at_any_moment()
    {
        var random = new Random(1);
        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var writers = Enumerable.Range(0, Writers).Select(_ => WriterProcess.Start(WriterProcess.Endless, _workspace.Folder)).ToList();
            var lines = writers.Select(w => (Writer: w, Patience: random.Next(1, MostLines))).AsParallel().WithDegreeOfParallelism(Writers)
                .SelectMany(w => LinesUntilKilled(w.Writer, w.Patience)).ToList();
            Assert.True(lines.Count >= Writers, "the writers wrote nothing");
            acknowledged.AddRange(lines);
            Look(_workspace.Reopen(), lines);
        }

        Look(_workspace.Store, acknowledged);
    }

    private static List<string> LinesUntilKilled(Process writer, int patience)
    {
        using (writer)
        {
            var lines = new List<string>();
            while (lines.Count < patience && writer.StandardOutput.ReadLine() is { } line)
            {
                lines.Add(line);
            }

            // SIGKILL, wherever it is now; what it had said by then counts too, but for a line that broke off.
            writer.Kill();
            writer.WaitForExit();
            var rest = writer.StandardOutput.ReadToEnd();
            lines.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return lines;
        }
    }

    private void Look(Workspace workspace, List<string> acknowledged)
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_workspace.Folder, "store.db")};Pooling=False"))
        {
            Assert.Equal("ok", connection.ExecuteScalar<string>("PRAGMA integrity_check"));
            Assert.Empty(connection.Query("PRAGMA foreign_key_check"));
        }

        var runs = workspace.Runs.List(new RunQuery { Limit = 50_000 }).ToDictionary(r => r.Id);
        var versions = (workspace.Models.List().Count > 0 ? workspace.Models.Versions("gbp") : []).ToDictionary(v => v.Version);
        foreach (var said in acknowledged.Select(l => l.Split(' ')))
        {
            Assert.True(
                said[0] switch
                {
                    "run" => runs.ContainsKey(said[1]),
                    "metric" => runs[said[1]].Metrics["step"] >= long.Parse(said[2], CultureInfo.InvariantCulture),
                    "file" => workspace.Artifacts.Read(runs[said[1]], said[2]).Length == 20_000,
                    _ => Hash(workspace, versions[long.Parse(said[1], CultureInfo.InvariantCulture)]) == said[2],
                },
                string.Join(' ', said));
        }

        // Also what was written and not yet said is whole; of rounds before it is not read again.
        foreach (var version in versions.Values.Where(v => v.Version > _whole))
        {
            var files = workspace.Artifacts.List(version);
            Assert.Equal(WriterProcess.FilesEach, files.Count);
            Assert.All(files, f => workspace.Artifacts.Read(version, f.Name));
        }

        _whole = versions.Keys.Append(_whole).Max();
        var numbers = acknowledged.Where(l => l.StartsWith("version", StringComparison.Ordinal)).ToList();
        Assert.Equal(numbers.Count, numbers.Select(l => l.Split(' ')[1]).Distinct().Count());
    }

    private static string Hash(Workspace workspace, ModelVersion version) =>
        Convert.ToHexStringLower(SHA256.HashData(workspace.Artifacts.Read(version, ModelVersion.ModelFile)));
}
