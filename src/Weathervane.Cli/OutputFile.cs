using System.IO.Compression;
using System.Text;

namespace Weathervane.Cli;

/// <summary>Files that a command writes: all of it or nothing, and what was there before stays until the new content is complete.</summary>
internal static class OutputFile
{
    /// <summary>Writes UTF-8 text without a mark, packed where the name ends in .gz.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; when it throws, the old file stays.</param>
    /// <exception cref="IOException">The disk is full or the place cannot be written; the message names the file.</exception>
    internal static void Write(string path, Action<TextWriter> write) => Replace(path, file =>
    {
        using var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
        using var text = new StreamWriter((Stream?)packed ?? file, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        write(text);
    });

    /// <summary>Writes bytes as they are, whatever the name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="IOException">The disk is full or the place cannot be written; the message names the file.</exception>
    internal static void Write(string path, byte[] content) => Replace(path, file => file.Write(content));

    private static void Replace(string path, Action<FileStream> write)
    {
        var temporary = path + ".part";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            throw new IOException($"{path}: the file cannot be written ({failure.Message}).", failure);
        }
        catch
        {
            Discard(temporary);
            throw;
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; a left-over .part file harms nothing.
        }
    }
}
