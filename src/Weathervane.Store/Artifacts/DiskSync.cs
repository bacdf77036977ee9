using System.Runtime.InteropServices;

namespace Weathervane.Store.Artifacts;

/// <summary>Makes files and folders' entries durable: a renamed file is safe only when its folder has reached the disk too.</summary>
internal static partial class DiskSync
{
    private const int ReadOnly = 0;

    /// <summary>Waits until the folder's entries are on the disk. Windows keeps them in its journal without being asked.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    internal static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(path, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"{path}: the folder cannot be opened to make it durable (error {Marshal.GetLastPInvokeError()}).");
        }

        var failed = Sync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (failed)
        {
            throw new IOException($"{path}: the disk did not confirm the folder (error {error}).");
        }
    }

    /// <summary>Waits until a file that others wrote is on the disk.</summary>
    internal static void File(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
