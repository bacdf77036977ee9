using System.Security.Cryptography;

namespace Weathervane.Store.Artifacts;

/// <summary>Reads content and compares it with its hash.</summary>
internal static class BlobReading
{
    /// <summary>Content up to this size is checked before its first byte is handed out.</summary>
    internal const int CheckedBefore = 1 << 20;

    private const string Remedy = "Put the file back from a copy of the workspace, or make it again and register that.";

    /// <summary>Opens content; read to its end, it is what was stored, or an error.</summary>
    /// <param name="blobs">Where it is.</param>
    /// <param name="sha256">The hash under which it was stored.</param>
    /// <param name="size">The size that was recorded, in bytes.</param>
    /// <param name="what">What the content is, for the error: "report.html of run 3f2a".</param>
    /// <exception cref="InvalidDataException">It is missing or, where it is small, holds something else; larger content says so on its last read.</exception>
    internal static Stream OpenChecked(this IBlobStore blobs, string sha256, long size, string what)
    {
        var content = blobs.Open(sha256) ?? throw new InvalidDataException($"{blobs.NameOf(sha256)}: {what} is missing. {Remedy}");
        if (size > CheckedBefore)
        {
            return new VerifyingStream(content, sha256, size, Damaged);
        }

        using (content)
        {
            var bytes = new byte[size];
            var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var found = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, read)));
            return found == sha256 && content.ReadByte() < 0 ? new MemoryStream(bytes, writable: false) : throw Damaged(found);
        }

        InvalidDataException Damaged(string found) => new(
            found == sha256
                ? $"{blobs.NameOf(sha256)}: {what} is damaged: it is longer than the recorded {size} bytes. {Remedy}"
                : $"{blobs.NameOf(sha256)}: {what} is damaged: its SHA-256 is {found}, not the recorded {sha256}. {Remedy}");
    }
}
