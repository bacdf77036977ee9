using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Locations;
using Weathervane.Store.Sql;
using Weathervane.Store.Sql.Sqlite;

namespace Weathervane.Store.Upkeep;

/// <summary>A store as a zip file that any other program can read: <c>store.json</c>, a file of JSON lines a table, and the content by its hash.</summary>
/// <remarks>A table's first line names its columns, each further one is a row: text, whole numbers, numbers with a fraction, null;
/// infinities as a list of one text, <c>["Infinity"]</c>, so that no text is mistaken for one.</remarks>
internal static class PortableStore
{
    private const string About = "store.json", Tables = "tables/", Blobs = "blobs/", Format = "vane-store";
    private const int FormatVersion = 1;

    /// <summary>Writes everything into a zip file, which must not be there yet.</summary>
    /// <returns>How many rows and files it holds.</returns>
    internal static async Task<(long Rows, int Files)> ExportAsync(Database database, IBlobStore blobs, string path, CancellationToken cancel)
    {
        if (File.Exists(path))
        {
            throw new InputException(path, "there is a file of this name, and nothing is put over it.", "Name another.");
        }

        var partial = path + ".partial";
        try
        {
            (long Rows, int Files) written;
            await using (var zip = await ZipFile.OpenAsync(partial, ZipArchiveMode.Create, cancel))
            {
                var begun = false;
                var (rows, referred) = database.Read(c =>
                {
                    // A read runs again after a lost connection; what is in a zip file stays there.
                    begun = begun ? throw new IOException($"{path}: the connection to the store was lost, and nothing was exported. Run it again.") : true;
                    return (StoreTables.All.Sum(table => WriteTable(zip, table, c, cancel)), BlobTransfer.Referred(c));
                });
                foreach (var (sha256, size) in referred)
                {
                    await using var content = blobs.OpenChecked(sha256, size, "a stored file");
                    await using var entry = await zip.CreateEntry(Blobs + sha256, CompressionLevel.Fastest).OpenAsync(cancel);
                    await content.CopyToAsync(entry, cancel);
                }

                written = (rows, referred.Count);
                await using var about = await zip.CreateEntry(About).OpenAsync(cancel);
                await JsonSerializer.SerializeAsync(about, new Manifest(Format, FormatVersion, Migrator.Scripts[^1].Version, rows, referred.Count), JsonSerializerOptions.Web, cancel);
            }

            DiskSync.File(partial);
            File.Move(partial, path);
            return written;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Puts all that a zip file holds into a store that is empty or not there yet.</summary>
    /// <returns>How many rows and files were put there.</returns>
    /// <exception cref="InvalidDataException">The file is no export, is damaged, or was written by a newer vane; nothing was put anywhere.</exception>
    internal static async Task<(long Rows, int Files)> ImportAsync(string path, WorkspaceLocation location, TimeProvider clock, CancellationToken cancel)
    {
        var temporary = Directory.CreateTempSubdirectory("vane-import-").FullName;
        try
        {
            await using var zip = await ZipFile.OpenReadAsync(path, cancel);
            var about = await ReadManifestAsync(zip, path, cancel);
            // Into a store of the schema that wrote it, which is then brought up to date as every store is.
            var file = Path.Combine(temporary, "store.db");
            using (var old = new SqliteDatabase(file, clock, about.Schema))
            {
                old.Write(c =>
                {
                    foreach (var table in StoreTables.All.Reverse().Where(old.Tables(c).Contains))
                    {
                        Dapper.SqlMapper.Execute(c, $"DELETE FROM {table}");
                    }

                    foreach (var table in StoreTables.All.Where(old.Tables(c).Contains))
                    {
                        ReadTable(zip, path, table, (columns, rows) => StoreTables.Write(c, table, columns, rows));
                    }
                });
            }

            using var rows = new SqliteDatabase(file, clock);
            return await StoreBackup.PutAsync(rows, new ZippedBlobs(zip, path, Blobs), location, clock, cancel);
        }
        catch (Exception damaged) when (damaged is JsonException or Microsoft.Data.Sqlite.SqliteException || (damaged is InvalidDataException && !damaged.Message.StartsWith(path, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{path}: this export is damaged ({damaged.Message}). Nothing was imported. Take another copy of it.", damaged);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static long WriteTable(ZipArchive zip, string table, DbConnection connection, CancellationToken cancel)
    {
        using var entry = zip.CreateEntry(Tables + table + ".jsonl", CompressionLevel.Fastest).Open();
        using var lines = new StreamWriter(entry) { NewLine = "\n" };
        lines.WriteLine(JsonSerializer.Serialize(StoreTables.Columns(connection, table)));
        long count = 0;
        foreach (var row in StoreTables.Read(connection, table))
        {
            cancel.ThrowIfCancellationRequested();
            lines.WriteLine(JsonSerializer.Serialize(row.Select(Portable)));
            count++;
        }

        return count;
    }

    private static void ReadTable(ZipArchive zip, string path, string table, Action<IReadOnlyList<string>, IEnumerable<object?[]>> read)
    {
        var entry = zip.GetEntry(Tables + table + ".jsonl") ?? throw new InvalidDataException($"{path}: this export has no table {table}; it is not whole. Nothing was imported.");
        using var lines = new StreamReader(entry.Open());
        var columns = JsonSerializer.Deserialize<string[]>(lines.ReadLine() ?? "[]")!;
        if (columns.Length == 0 || columns.Any(c => c.Length == 0 || !c.All(l => l is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')))
        {
            throw new InvalidDataException($"{path}: the columns of table {table} cannot be read. Nothing was imported.");
        }

        read(columns, Rows());

        IEnumerable<object?[]> Rows()
        {
            while (lines.ReadLine() is { } line)
            {
                var row = JsonSerializer.Deserialize<JsonElement[]>(line)!;
                yield return row.Length == columns.Length
                    ? [.. row.Select(Value)]
                    : throw new InvalidDataException($"{path}: a row of table {table} has {row.Length} values, not {columns.Length}. Nothing was imported.");
            }
        }
    }

    private static object? Portable(object? value) => value is double number && !double.IsFinite(number)
        ? new[] { number.ToString(CultureInfo.InvariantCulture) }
        : value;

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.Array => double.Parse(value[0].GetString()!, CultureInfo.InvariantCulture),
        _ => throw new InvalidDataException("a value is neither text nor a number"),
    };

    private static async Task<Manifest> ReadManifestAsync(ZipArchive zip, string path, CancellationToken cancel)
    {
        Manifest? about = null;
        if (zip.GetEntry(About) is { } entry)
        {
            await using var text = await entry.OpenAsync(cancel);
            about = await JsonSerializer.DeserializeAsync<Manifest>(text, JsonSerializerOptions.Web, cancel);
        }

        if (about?.Format != Format)
        {
            throw new InvalidDataException($"{path}: this is no export of a store. 'vane store export' writes one.");
        }

        return about.Version <= FormatVersion && about.Schema >= 1 && about.Schema <= Migrator.Scripts[^1].Version
            ? about
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: a newer vane wrote this export (schema {about.Schema}; this program knows {Migrator.Scripts[^1].Version}). Update vane."));
    }

    private sealed record Manifest(string Format, int Version, long Schema, long Rows, int Files);
}
