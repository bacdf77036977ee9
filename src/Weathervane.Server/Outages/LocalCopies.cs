using System.Security.Cryptography;
using System.Text;

namespace Weathervane.Server.Outages;

/// <summary>A folder of this machine with copies of what a server needs to go on forecasting while its database or its store of files is away.</summary>
/// <remarks>Content lies under its SHA-256, which is compared on every read; what is damaged is removed and not used. The folder may be emptied at any time, and shared by
/// servers: files appear whole. Where it cannot be written nothing is kept, and nothing else fails.</remarks>
internal sealed class LocalCopies
{
    private const string Blobs = "blobs", Known = "known";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _folder, _store;
    private readonly long _mostBytes;
    private readonly Lock _sweeping = new();

    /// <summary>Nothing is made before something is kept.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="store">Of which store: entries of others in the same folder are not seen.</param>
    /// <param name="mostBytes">What content may take; the longest unused goes first.</param>
    internal LocalCopies(string folder, string store, long mostBytes) => (_folder, _store, _mostBytes) = (folder, store, mostBytes);

    /// <summary>Content; null where it is not there, or damaged.</summary>
    internal byte[]? Content(string sha256)
    {
        var path = PathOf(Blobs, sha256);
        if (Attempt(() => File.ReadAllBytes(path)) is not { } bytes)
        {
            return null;
        }

        if (HashOf(bytes) != sha256)
        {
            Attempt(() => File.Delete(path));
            return null;
        }

        // What is used is not old.
        Attempt(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow));
        return bytes;
    }

    /// <summary>Keeps content; anything larger than a quarter of the whole is left out.</summary>
    internal void KeepContent(string sha256, byte[] bytes)
    {
        if (bytes.Length <= _mostBytes / 4 && HashOf(bytes) == sha256)
        {
            Write(PathOf(Blobs, sha256), bytes);
            Sweep();
        }
    }

    /// <summary>What was kept under a name, and when it was last known to hold; null for nothing.</summary>
    internal (byte[] Bytes, DateTimeOffset Confirmed)? Find(string name)
    {
        var path = PathOf(Known, NameOf(name));
        return Attempt(() => File.ReadAllBytes(path)) is { } bytes ? (bytes, new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero)) : null;
    }

    /// <summary>Keeps something under a name.</summary>
    internal void Keep(string name, byte[] bytes) => Write(PathOf(Known, NameOf(name)), bytes);

    /// <summary>Notes that what is kept under a name holds at this moment.</summary>
    internal void Confirm(string name, DateTimeOffset now) => Attempt(() => File.SetLastWriteTimeUtc(PathOf(Known, NameOf(name)), now.UtcDateTime));

    internal void Forget(string name) => Attempt(() => File.Delete(PathOf(Known, NameOf(name))));

    private string PathOf(string part, string name) => Path.Combine(_folder, part, name);

    private string NameOf(string name) => HashOf(Encoding.UTF8.GetBytes($"{_store}\n{name}"));

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void Write(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        Attempt(() =>
        {
            // It decides what is served, and who is let in: others of this machine may neither read nor write it.
            MakePrivate(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        });
        Attempt(() => File.Delete(temporary));
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Private);
        }
    }

    private void Sweep()
    {
        lock (_sweeping)
        {
            Attempt(() =>
            {
                var left = _mostBytes;
                foreach (var file in new DirectoryInfo(Path.Combine(_folder, Blobs)).EnumerateFiles().OrderByDescending(f => f.LastWriteTimeUtc).ToList())
                {
                    left -= file.Length;
                    if (left < 0)
                    {
                        file.Delete();
                    }
                }
            });
        }
    }

    private static void Attempt(Action work) => Attempt(() =>
    {
        work();
        return "";
    });

    private static T? Attempt<T>(Func<T> work)
        where T : class
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
