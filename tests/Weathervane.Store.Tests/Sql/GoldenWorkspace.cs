using System.IO.Compression;
using Weathervane.Store.Models;

namespace Weathervane.Store.Tests.Sql;

/// <summary>What is in the workspace that is kept of each schema. Once a new script is written, make its file by
/// <c>VANE_TEST_WRITER=golden VANE_TEST_WORKSPACE=workspace-v2.zip Weathervane.Store.Tests</c>.</summary>
internal static class GoldenWorkspace
{
    internal static void Write(string zip)
    {
        // This is run by the initialiser of the module, before whose end the writer's thread can use no type of it: neither its clock nor its lists.
        using var workspace = new TemporaryWorkspace(clock: TimeProvider.System);
        var run = workspace.NewRun();
        workspace.Store.Runs.LogMetric(run.Id, "undefined", double.NaN);
        var version = workspace.Store.Models.Register(new NewVersion
        {
            Name = "gbp",
            Author = "ada",
            RunId = run.Id,
            Model = [1, 2, 3],
            PrimaryMetric = "log_loss",
            Metrics = new VersionMetric[] { new("log_loss", 0.69) },
            Parameters = new Dictionary<string, string> { ["trees"] = "50" },
        });
        workspace.Store.Models.Promote(version, "ada", "first");
        workspace.Store.Dispose();
        ZipFile.CreateFromDirectory(workspace.Folder, zip, CompressionLevel.SmallestSize, includeBaseDirectory: false);
    }
}
