using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Tests.Sql;

namespace Weathervane.Store.Tests.Durability;

/// <summary>Four writers at a time, killed at random moments. The short form kills 20 on SQLite and 8 on PostgreSQL; with VANE_LONG=1 it is 1,000
/// and 200, and the file that VANE_RESULTS names gets a line about each.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Writers = 4, MostLines = 25, RoundsEach = 10;
    private TemporaryWorkspace _workspace = new();
    private long _whole;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Nothing_acknowledged_in_SQLite_is_missing_after_processes_are_killed_at_any_moment() =>
        KillAndLook("SQLite", LongForm.Wanted ? 250 : 5, () => null);

    [Fact]
    public void Nothing_acknowledged_in_PostgreSQL_is_missing_after_processes_are_killed_at_any_moment() =>
        KillAndLook("PostgreSQL", LongForm.Wanted ? 50 : 2, () => SharedPostgres.NewDatabase());

    private void KillAndLook(string kind, int rounds, Func<PostgresLocation?> place)
    {
        var (random, started) = (new Random(1), Stopwatch.StartNew());
        var (kills, said) = (0, 0);
        while (kills < rounds * Writers)
        {
            // A new workspace now and then, or looking at all of it would take longer than killing.
            _workspace.Dispose();
            var location = place();
            _workspace = new TemporaryWorkspace(location is null ? null : _ => location);
            (_whole, var acknowledged) = (0, new List<string>());
            for (var round = 0; round < RoundsEach && kills < rounds * Writers; round++, kills += Writers)
            {
                var lines = Enumerable.Range(0, Writers)
                    .Select(_ => (Writer: WriterProcess.StartOn(WriterProcess.Endless, _workspace.Folder, location?.Url()), Patience: random.Next(1, MostLines))).ToList()
                    .AsParallel().WithDegreeOfParallelism(Writers).SelectMany(w => LinesUntilKilled(w.Writer, w.Patience)).ToList();
                Assert.True(lines.Count >= Writers, "the writers wrote nothing");
                acknowledged.AddRange(lines);
                Look(_workspace.Reopen(), lines);
            }

            Look(_workspace.Store, acknowledged);
            said += acknowledged.Count;
            LongForm.Tell(
                $"{kind}: {kills} processes of {WriterProcess.ThreadsEach} threads killed, {Writers} at a time; {said} acknowledged writes looked for, 0 missing, every store in order; {started.Elapsed.TotalMinutes:F0} minutes");
        }
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
        Assert.Empty(workspace.Upkeep.Check(cancel: TestContext.Current.CancellationToken).Problems);
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
