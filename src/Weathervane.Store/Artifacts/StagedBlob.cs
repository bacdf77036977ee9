using System.Buffers;
using System.Security.Cryptography;

namespace Weathervane.Store.Artifacts;

/// <summary>Content in a temporary file of this machine, on the disk and with its hash known; gone when it is disposed of.</summary>
internal sealed class StagedBlob : IDisposable
{
    /// <summary>What the names of temporary files begin with.</summary>
    internal const string Prefix = ".vane-";

    private const int BufferBytes = 128 * 1024;

    private StagedBlob(string path, string sha256, long size) => (Path, Sha256, Size) = (path, sha256, size);

    internal string Path { get; }

    internal string Sha256 { get; }

    internal long Size { get; }

    /// <summary>Reads content to its end, in memory that does not grow with it.</summary>
    /// <exception cref="IOException">The disk is full or failed, or the content broke off; nothing is left behind.</exception>
    internal static async Task<StagedBlob> WriteAsync(Stream content, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var path = System.IO.Path.Combine(folder, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var size = await CopyAsync(content, file, hash, cancel);
            file.Flush(flushToDisk: true);
            return new StagedBlob(path, Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Removes temporary files that nobody has touched since a moment.</summary>
    /// <returns>How many there are; with <paramref name="remove"/> false they stay.</returns>
    internal static int Sweep(string folder, DateTimeOffset before, bool remove)
    {
        var left = Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFiles(Prefix + "*").Where(f => f.LastWriteTimeUtc < before.UtcDateTime).ToList()
            : [];
        foreach (var file in remove ? left : [])
        {
            file.Delete();
        }

        return left.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);

    private static async Task<long> CopyAsync(Stream content, FileStream file, IncrementalHash hash, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long size = 0;
            for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), cancel)) > 0; size += read)
            {
                hash.AppendData(buffer, 0, read);
                // Into the system's memory; a task of its own for it would cost more.
                file.Write(buffer.AsSpan(0, read));
            }

            return size;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
