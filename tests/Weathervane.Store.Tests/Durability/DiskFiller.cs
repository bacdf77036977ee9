using System.Security.Cryptography;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;

namespace Weathervane.Store.Tests.Durability;

/// <summary>Fills a small disk through a workspace, first with files and then with rows, and looks at what is left.</summary>
internal static class DiskFiller
{
    private const int FileBytes = 50_000;

    internal static void Fill(string folder, Action<string> say)
    {
        var ballast = Path.Combine(folder, "ballast");
        File.WriteAllBytes(ballast, RandomNumberGenerator.GetBytes(FileBytes * 4));
        var workspaceFolder = Path.Combine(folder, "workspace");
        var workspace = Workspace.Open(workspaceFolder, TimeProvider.System);
        var run = workspace.Runs.Create(new NewRun { Name = "full", User = "ada" });
        var acknowledged = new Dictionary<long, byte[]>();
        say("files refused " + UntilRefused(() =>
        {
            var content = RandomNumberGenerator.GetBytes(FileBytes);
            acknowledged.Add(workspace.Models.Register(new NewVersion { Name = "gbp", Author = "ada", Model = content }).Version, content);
        }));

        // What room the last file left goes to the ballast; then only rows are written.
        var plug = Path.Combine(folder, "plug");
        UntilRefused(() => File.AppendAllBytes(plug, new byte[4096]));
        var step = 0;
        say("rows refused " + UntilRefused(() => workspace.Runs.LogMetric(run.Id, "step", step, step++)));
        workspace.Dispose();

        File.Delete(ballast);
        using var again = Workspace.Open(workspaceFolder, TimeProvider.System);
        var whole = acknowledged.All(a => again.Artifacts.Read(again.Models.Resolve($"gbp:{a.Key}"), ModelVersion.ModelFile).SequenceEqual(a.Value));
        say($"files kept {acknowledged.Count > 3 && whole}");
        // The last step was counted up before it was refused.
        say($"rows kept {again.Runs.History(run.Id, "step").Count == step - 1}");
        say($"temporary files {Directory.GetFiles(Path.Combine(workspaceFolder, "blobs"), ".*").Length}");
        say($"next version {again.Models.Register(new NewVersion { Name = "gbp", Author = "ada", Model = [1] }).Version - acknowledged.Count}");
    }

    private static string UntilRefused(Action write)
    {
        for (var i = 0; i < 100_000; i++)
        {
            try
            {
                write();
            }
            catch (IOException full)
            {
                return full.Message;
            }
        }

        return "never";
    }
}
