using System.Security.Cryptography;

namespace Weathervane.Store.Artifacts;

/// <summary>Content under its own hash: <c>blobs/3f/3f2a...</c>. A file there is whole, or not there.</summary>
internal sealed class BlobFolder(string folder)
{
    /// <summary>Stores content; when this returns it survives a power cut.</summary>
    /// <returns>The content's SHA-256 (64 lower-case hex digits) and size in bytes.</returns>
    /// <exception cref="IOException">The disk is full or failed; nothing is left behind.</exception>
    internal (string Sha256, long Size) Put(Stream content)
    {
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        try
        {
            var (sha256, size) = Write(content, temporary);
            var target = PathOf(sha256);
            var parent = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(parent))
            {
                Directory.CreateDirectory(parent);
                DiskSync.Folder(folder);
            }

            // Also over a file of that name: what is there has the same content, or is damaged.
            File.Move(temporary, target, overwrite: true);
            DiskSync.Folder(parent);
            return (sha256, size);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads content and compares it with its hash.</summary>
    /// <param name="sha256">The hash under which it was stored.</param>
    /// <param name="what">What the content is, for the error: "report.html of run 3f2a".</param>
    /// <exception cref="InvalidDataException">The file is missing or holds something else.</exception>
    internal byte[] Read(string sha256, string what)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{path}: {what} is missing. Put the file back from a copy of the workspace, or make it again and register that.");
        }

        var content = File.ReadAllBytes(path);
        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        return found == sha256
            ? content
            : throw new InvalidDataException(
                $"{path}: {what} is damaged: its SHA-256 is {found}, not the recorded {sha256}. " +
                "Put the file back from a copy of the workspace, or make it again and register that.");
    }

    private string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    private static (string Sha256, long Size) Write(Stream content, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var buffer = new byte[81920];
        long size = 0;
        for (int read; (read = content.Read(buffer)) > 0; size += read)
        {
            hash.AppendData(buffer, 0, read);
            file.Write(buffer, 0, read);
        }

        file.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }
}
