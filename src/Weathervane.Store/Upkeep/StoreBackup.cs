using Weathervane.Store.Artifacts;
using Weathervane.Store.Locations;
using Weathervane.Store.Sql;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Upkeep;

/// <summary>Copies of a whole store: a backup is a workspace folder, whatever the store is kept in, and opens as one.</summary>
internal static class StoreBackup
{
    /// <summary>Writes a backup while others go on writing: the rows of one moment, then the content that they refer to.</summary>
    /// <returns>How many files were copied.</returns>
    internal static async Task<int> WriteAsync(Database database, IBlobStore blobs, string folder, TimeProvider clock, CancellationToken cancel)
    {
        var target = new WorkspaceLocation(folder);
        var rows = ((SqliteLocation)target.Store).Path;
        if (File.Exists(rows))
        {
            throw new InputException(folder, "there is a workspace here, and nothing is put over it.", "Name a folder that is empty or not there yet.");
        }

        // The name by which it is known comes last: a backup that broke off is none.
        var partial = rows + ".partial";
        Directory.CreateDirectory(folder);
        File.Delete(partial);
        database.BackUp(partial, clock);
        var copied = 0;
        using (var copy = new SqliteDatabase(partial, clock))
        {
            await BlobTransfer.CopyAsync(BlobTransfer.Referred(copy), blobs, target.Artifacts.Open(), () => copied++, cancel);
        }

        DiskSync.File(partial);
        File.Move(partial, rows);
        DiskSync.Folder(target.Folder);
        return copied;
    }

    /// <summary>Puts a backup into a store that is empty or not there yet. The backup stays as it is.</summary>
    /// <returns>How many rows and files were put there.</returns>
    internal static async Task<(long Rows, int Files)> RestoreAsync(string folder, WorkspaceLocation location, TimeProvider clock, CancellationToken cancel)
    {
        var source = new WorkspaceLocation(folder);
        if (!source.Store.Exists)
        {
            throw new InputException(folder, "there is no backup here.", "Name the folder that 'vane store backup' wrote.");
        }

        var temporary = Directory.CreateTempSubdirectory("vane-restore-").FullName;
        try
        {
            // In a copy, since a backup of an older schema is brought up to date first.
            var copy = Path.Combine(temporary, "store.db");
            SqliteDatabase.Copy(((SqliteLocation)source.Store).Path, copy);
            using var rows = new SqliteDatabase(copy, clock);
            return await PutAsync(rows, source.Artifacts.Open(), location, clock, cancel);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Puts rows and content into a store that is empty or not there yet: the content first, so that no row names what is not there.</summary>
    internal static async Task<(long Rows, int Files)> PutAsync(
        Database rows, IBlobStore content, WorkspaceLocation location, TimeProvider clock, CancellationToken cancel)
    {
        var blobs = location.Artifacts.Open();
        using var database = location.Store.Open(clock);
        // Asked before anything is copied, and once more in the transaction that writes.
        database.Read(c => StoreTables.RequireEmpty(database, c));
        var files = 0;
        await BlobTransfer.CopyAsync(BlobTransfer.Referred(rows), content, blobs, () => files++, cancel);
        return (StoreTables.Copy(rows, database, cancel), files);
    }
}
