using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Weathervane.Store.Locations;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Tests.Sql;

namespace Weathervane.Store.Tests.Durability;

/// <summary>This test program as a process of its own that writes to a workspace and says on a line of its output what was acknowledged.</summary>
internal static class WriterProcess
{
    private const string ModeVariable = "VANE_TEST_WRITER", FolderVariable = "VANE_TEST_WORKSPACE", StoreVariable = "VANE_TEST_STORE", FilesVariable = "VANE_TEST_FILES", BytesVariable = "VANE_TEST_BYTES";

    /// <summary>Registers <see cref="VersionsEach"/> versions of <c>gbp</c>: lines <c>version N</c>.</summary>
    internal const string Versions = "versions";

    internal const int VersionsEach = 12, FilesEach = 9, ThreadsEach = 3;

    /// <summary>Runs, metrics, files and versions without end: lines <c>run ID</c>, <c>metric ID STEP</c>, <c>file ID NAME</c>, <c>version N SHA256</c>.</summary>
    internal const string Endless = "endless";

    /// <summary>Writes files until the disk is full, and then on: lines of what happened.</summary>
    internal const string FillDisk = "fill-disk";

    /// <summary>Writes one run: <c>run ID</c>, or <c>refused MESSAGE</c>.</summary>
    internal const string One = "one";

    /// <summary>Writes the workspace to keep of this schema into the zip file that stands in the folder's place.</summary>
    internal const string Golden = "golden";

    /// <summary>Stores a large file and reads it again: <c>grew MEGABYTES</c>.</summary>
    internal const string Streaming = "streaming";

    /// <summary>Starts it.</summary>
    /// <param name="mode">What it does.</param>
    /// <param name="folder">Its workspace.</param>
    /// <param name="store">Where the rows of <see cref="Endless"/> go; null is into the folder.</param>
    internal static Process StartOn(string mode, string folder, string? store)
    {
        var start = Information(mode, folder, []);
        start.Environment[StoreVariable] = store;
        return Process.Start(start)!;
    }

    /// <summary>Starts <see cref="StreamingWriter"/>.</summary>
    /// <param name="folder">Its workspace.</param>
    /// <param name="artifacts">Where content goes; null is into the folder.</param>
    /// <param name="bytes">The size of the large file.</param>
    internal static Process StartStreaming(string folder, string? artifacts, long bytes)
    {
        var start = Information(Streaming, folder, []);
        start.Environment[FilesVariable] = artifacts;
        start.Environment[BytesVariable] = bytes.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    internal static Process Start(string mode, string folder, params string[] prefix) => Process.Start(Information(mode, folder, prefix))!;

    private static ProcessStartInfo Information(string mode, string folder, string[] prefix)
    {
        var program = Path.ChangeExtension(typeof(WriterProcess).Assembly.Location, null);
        return new ProcessStartInfo(prefix.Length > 0 ? prefix[0] : program, prefix.Length > 0 ? [.. prefix[1..], program] : [])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [ModeVariable] = mode, [FolderVariable] = folder },
        };
    }

    [ModuleInitializer]
    internal static void RunInsteadOfTheTestsWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(ModeVariable) is not { Length: > 0 } mode)
        {
            return;
        }

        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        try
        {
            switch (mode)
            {
                case Versions: RegisterVersions(folder); break;
                case Endless: WriteWithoutEnd(folder); break;
                case FillDisk: DiskFiller.Fill(folder, Say); break;
                case Golden: GoldenWorkspace.Write(folder); break;
                case Streaming:
                    var files = Environment.GetEnvironmentVariable(FilesVariable);
                    StreamingWriter.Run(
                        folder, string.IsNullOrEmpty(files) ? null : ArtifactLocation.Parse(files),
                        long.Parse(Environment.GetEnvironmentVariable(BytesVariable)!, CultureInfo.InvariantCulture), Say);
                    break;
                default: WriteOne(folder); break;
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            Say($"refused {failure.Message}");
        }

        Environment.Exit(0);
    }

    private static void RegisterVersions(string folder)
    {
        using var workspace = Workspace.Open(folder, TimeProvider.System);
        for (var i = 0; i < VersionsEach; i++)
        {
            var version = workspace.Models.Register(new NewVersion { Name = "gbp", Author = "ada", Model = RandomNumberGenerator.GetBytes(1000) });
            Say($"version {version.Version}");
        }
    }

    private static void WriteWithoutEnd(string folder)
    {
        var store = Environment.GetEnvironmentVariable(StoreVariable);
        using var workspace = Workspace.Open(
            new WorkspaceLocation(folder, string.IsNullOrEmpty(store) ? null : StoreLocation.Parse(store)), TimeProvider.System);
        // Several threads, so that commits are shared and a kill falls between a commit and the answers to its writers.
        Parallel.For(0, ThreadsEach, new ParallelOptions { MaxDegreeOfParallelism = ThreadsEach }, _ => WriteWithoutEnd(workspace));
    }

    private static void WriteWithoutEnd(Workspace workspace)
    {
        while (true)
        {
            var run = workspace.Runs.Create(new NewRun { Name = "endless", User = "ada" });
            Say($"run {run.Id}");
            for (var step = 0; step < 3; step++)
            {
                workspace.Runs.LogMetric(run.Id, "step", step, step);
                Say($"metric {run.Id} {step}");
            }

            var content = RandomNumberGenerator.GetBytes(20_000);
            workspace.Artifacts.Put(run, "file.bin", content);
            Say($"file {run.Id} file.bin");
            // Several files a version, so that a kill often falls between the contents and the rows that name them.
            var files = Enumerable.Range(1, FilesEach - 1).ToDictionary(i => $"plots/{i}", _ => RandomNumberGenerator.GetBytes(2000));
            var version = workspace.Models.Register(new NewVersion { Name = "gbp", Author = "ada", RunId = run.Id, Model = content, Files = files });
            Say($"version {version.Version} {Convert.ToHexStringLower(SHA256.HashData(content))}");
        }
    }

    private static void WriteOne(string folder)
    {
        using var workspace = Workspace.Open(folder, TimeProvider.System);
        Say($"run {workspace.Runs.Create(new NewRun { Name = "one", User = "ada" }).Id}");
    }

    /// <summary>A line counts as acknowledged once it is out of this process.</summary>
    private static void Say(string line)
    {
        Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{line}\n"));
        Console.Out.Flush();
    }
}
