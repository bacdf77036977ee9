using System.Data.Common;
using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Upkeep;

/// <summary>Copies content from one place to another, checked on the way.</summary>
internal static class BlobTransfer
{
    /// <summary>The content that rows refer to, also the rows that were replaced.</summary>
    internal static IReadOnlyList<(string Sha256, long Size)> Referred(Database database) => database.Read(Referred);

    internal static IReadOnlyList<(string Sha256, long Size)> Referred(DbConnection connection) => connection.Query<(string, long)>(
        "SELECT sha256, size FROM blobs WHERE sha256 IN (SELECT sha256 FROM artifacts) ORDER BY sha256").AsList();

    /// <summary>Copies content.</summary>
    /// <exception cref="InvalidDataException">Some is missing or damaged where it comes from.</exception>
    internal static async Task CopyAsync(IEnumerable<(string Sha256, long Size)> contents, IBlobStore from, IBlobStore to, Action copied, CancellationToken cancel)
    {
        foreach (var (sha256, size) in contents)
        {
            await using var content = from.OpenChecked(sha256, size, "a stored file");
            using var staged = await StagedBlob.WriteAsync(content, to.Staging, cancel);
            await to.KeepAsync(staged, cancel);
            copied();
        }
    }
}
