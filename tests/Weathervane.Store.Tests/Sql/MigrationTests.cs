using System.IO.Compression;
using Dapper;
using Microsoft.Data.Sqlite;
using Weathervane.Store.Models;
using Weathervane.Store.Sql;
using Weathervane.Tests;

namespace Weathervane.Store.Tests.Sql;

/// <summary>Every released schema must still open: a workspace of each is kept in Golden (see <see cref="GoldenWorkspace"/>).</summary>
public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    private static string Golden(long version) =>
        Path.Combine(Repository.Root, "tests/Weathervane.Store.Tests/Golden/baseline", $"workspace-v{version}.zip");

    [Fact]
    public void Scripts_are_numbered_from_1_without_holes() =>
        Assert.Equal(Enumerable.Range(1, Migrator.Scripts.Count).Select(n => (long)n), Migrator.Scripts.Select(s => s.Version));

    [Fact]
    public void A_workspace_of_every_older_schema_opens_with_all_that_was_in_it()
    {
        foreach (var script in Migrator.Scripts)
        {
            var folder = Path.Combine(_workspace.Folder, script.Name);
            ZipFile.ExtractToDirectory(Golden(script.Version), folder);
            using (var workspace = Workspace.Open(folder, TimeProvider.System))
            {
                var version = workspace.Models.Resolve("gbp");
                Assert.Equal((1L, "ada", 0.69, "50"), (version.Version, version.Author, version.Metrics["log_loss"].Value, version.Parameters["trees"]));
                Assert.Equal([1, 2, 3], workspace.Artifacts.Read(version, ModelVersion.ModelFile));
                var run = workspace.Runs.Get(version.RunId!);
                Assert.Equal(double.NaN, run.Metrics["undefined"]);
                Assert.Equal(2, workspace.Models.Register(new NewVersion { Name = "gbp", Author = "ada" }).Version);
            }

            // A released script that was edited would leave older workspaces with another schema than new ones.
            Assert.Equal(SchemaOf(_workspace.Folder), SchemaOf(folder));
        }
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_as_it_is()
    {
        _workspace.Store.Dispose();
        using (var connection = Connect(_workspace.Folder))
        {
            connection.Execute("INSERT INTO schema_migrations (version, name, applied_ms) VALUES (999, 'from_the_future', 0)");
        }

        var refused = Assert.Throws<InvalidDataException>(() => _workspace.Reopen());
        Assert.Contains(
            $"a newer vane wrote this workspace (schema 999; this program knows {Migrator.Scripts[^1].Version}). It was left as it is. Update vane",
            refused.Message, StringComparison.Ordinal);
    }

    private static List<string> SchemaOf(string folder)
    {
        using var connection = Connect(folder);
        return connection.Query<string>("SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY name").ToList();
    }

    private static SqliteConnection Connect(string folder) => new($"Data Source={Path.Combine(folder, "store.db")};Pooling=False");
}
