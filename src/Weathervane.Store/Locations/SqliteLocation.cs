using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Locations;

/// <summary>A SQLite file.</summary>
/// <param name="Path">The file's full path; it and its folder are made when they are missing.</param>
public sealed record SqliteLocation(string Path) : StoreLocation
{
    private const string FileName = "store.db";

    /// <inheritdoc/>
    public override bool Exists => File.Exists(Path);

    /// <inheritdoc/>
    public override string ToString() => Path;

    internal static SqliteLocation Of(string path) => path.EndsWith(".db", StringComparison.OrdinalIgnoreCase)
        ? new SqliteLocation(System.IO.Path.GetFullPath(path))
        : InFolder(path);

    internal static SqliteLocation InFolder(string folder) => new(System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, FileName)));

    internal override Database Open(TimeProvider clock, bool mayBeAway = false)
    {
        var (fresh, folder) = (!Exists, System.IO.Path.GetDirectoryName(Path)!);
        MakeFolder(folder);
        var database = new SqliteDatabase(Path, clock);
        if (fresh)
        {
            DiskSync.Folder(folder);
            if (System.IO.Path.GetDirectoryName(folder) is { } parent)
            {
                DiskSync.Folder(parent);
            }
        }

        return database;
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder}: the workspace folder cannot be made ({failure.Message}). Choose another with --workspace.", failure);
        }
    }
}
