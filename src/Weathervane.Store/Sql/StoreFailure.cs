using Microsoft.Data.Sqlite;

namespace Weathervane.Store.Sql;

/// <summary>What SQLite's failures mean to a person: which file, what happened to the data, what to do.</summary>
internal static class StoreFailure
{
    private const int Busy = 5, ReadOnly = 8, DiskError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>The exception to throw in its place; the same one where SQLite's own words say it best.</summary>
    internal static Exception From(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        Busy => new IOException(
            $"{path}: another program kept the database locked for a minute, so nothing was written. Stop that program and run this again.", failure),
        ReadOnly => new IOException(
            $"{path}: the workspace cannot be written, so nothing was changed. Allow writing to its folder, or choose another with --workspace.", failure),
        CannotOpen => new IOException(
            $"{path}: the database cannot be opened. Check that its folder can be read and written, or choose another with --workspace.", failure),
        Full => new IOException(
            $"{path}: the disk is full. This step was undone, and all that was stored before is safe. Free some space and run it again.", failure),
        DiskError => new IOException(
            $"{path}: the disk failed ({failure.Message}). This step was undone, and all that was stored before is as safe as the disk. " +
            "Check the disk and its free space, and run it again.", failure),
        Corrupt or NotADatabase => new InvalidDataException(
            $"{path}: this is not a readable database; it is damaged, or another program wrote to it. It was left as it is. " +
            "Put back a copy of it, or choose another folder with --workspace.", failure),
        _ => failure,
    };
}
