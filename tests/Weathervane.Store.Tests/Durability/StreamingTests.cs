using System.Globalization;
using Weathervane.Store.Tests.Artifacts;

namespace Weathervane.Store.Tests.Durability;

/// <summary>Files of any size pass through memory that does not grow with them. The short form stores 200 MB, with VANE_LONG=1 it is 2 GB.</summary>
public sealed class StreamingTests : IDisposable
{
    private const long Megabyte = 1 << 20;

    /// <summary>What buffers may take: a tenth of the short form's file; of a bucket's two parts of 16 MB each way, and the garbage of many requests.</summary>
    private const int MostOfFolder = 20, MostOfBucket = 64;

    private readonly string _folder = Directory.CreateTempSubdirectory("vane-stream-").FullName;

    private static long Bytes => (LongForm.Wanted ? 2048 : 200) * Megabyte;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_large_file_goes_into_a_folder_and_back_in_flat_memory() => Assert.InRange(Grown(null), 0, MostOfFolder);

    [Fact]
    public void A_large_file_goes_into_a_bucket_and_back_in_flat_memory()
    {
        var bucket = MotoServer.NewBucket();
        Assert.InRange(Grown($"s3://{bucket.Bucket}?endpoint=http://127.0.0.1:{MotoServer.Port.ToString(CultureInfo.InvariantCulture)}"), 0, MostOfBucket);
    }

    private long Grown(string? artifacts)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("reads the peak of memory from Linux's /proc");
        }

        var bytes = artifacts is null ? Bytes : Bytes / 2;
        using var process = WriterProcess.StartStreaming(_folder, artifacts, bytes);
        var said = process.StandardOutput.ReadToEnd();
        Assert.Empty(process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.StartsWith("grew ", said, StringComparison.Ordinal);
        var grown = long.Parse(said["grew ".Length..], CultureInfo.InvariantCulture);
        LongForm.Tell($"A file of {bytes / Megabyte} MB {(artifacts is null ? "into a folder" : "into a bucket")} and back: the process grew by {grown} MB beyond what one of 40 MB had taken");
        return grown;
    }
}
