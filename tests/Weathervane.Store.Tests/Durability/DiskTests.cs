using System.Diagnostics;

namespace Weathervane.Store.Tests.Durability;

/// <summary>Disks that are full or cannot be written, in a mount namespace of the test's own.</summary>
public sealed class DiskTests : IDisposable
{
    private readonly string _disk = Directory.CreateTempSubdirectory("vane-disk-").FullName;

    public void Dispose() => Directory.Delete(_disk, recursive: true);

    [Fact]
    public void A_full_disk_is_said_so_and_nothing_stored_before_is_lost()
    {
        RequireNamespaces();
        var lines = Run(WriterProcess.FillDisk, "mount -t tmpfs -o size=3m none \"$0\" && exec \"$1\"");
        Assert.StartsWith("files refused ", lines[0], StringComparison.Ordinal);
        // Either part of the store may be the first to meet the end of the disk: the file or the row that names it.
        Assert.Matches("No space left on device|store.db: the disk is full", lines[0]);
        Assert.Contains("store.db: the disk is full. This step was undone, and all that was stored before is safe. Free some space", lines[1], StringComparison.Ordinal);
        Assert.Equal(["files kept True", "rows kept True", "temporary files 0", "next version 1"], lines[2..]);
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_said_so()
    {
        RequireNamespaces();
        var lines = Run(WriterProcess.One, "mount -t tmpfs none \"$0\" && \"$1\" && mount -o remount,ro \"$0\" && exec \"$1\"");
        Assert.StartsWith("run ", lines[0], StringComparison.Ordinal);
        Assert.Matches("^refused .*store.db: the (workspace cannot be written|database cannot be opened).*--workspace", lines[1]);
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public void A_place_where_no_folder_can_be_made_is_said_so()
    {
        var file = Path.Combine(_disk, "file");
        File.WriteAllText(file, "x");
        var refused = Assert.Throws<IOException>(() => Workspace.Open(Path.Combine(file, "workspace"), TimeProvider.System));
        Assert.Contains("the workspace folder cannot be made", refused.Message, StringComparison.Ordinal);
        Assert.Equal("x", File.ReadAllText(file));
    }

    private string[] Run(string mode, string script)
    {
        using var process = WriterProcess.Start(mode, _disk, [.. Namespace, "sh", "-c", script, _disk]);
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Empty(error);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Root of its own user namespace where the tests run without rights.</summary>
    private static string[] Namespace => Environment.UserName == "root" ? ["unshare", "--mount"] : ["unshare", "--mount", "--map-root-user"];

    private void RequireNamespaces()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("needs Linux's mount namespaces");
        }

        using var process = Process.Start(new ProcessStartInfo(Namespace[0], [.. Namespace[1..], "mount", "-t", "tmpfs", "none", _disk]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Assert.Skip($"needs a mount namespace, which is not allowed here: {error.Trim()}");
        }
    }
}
