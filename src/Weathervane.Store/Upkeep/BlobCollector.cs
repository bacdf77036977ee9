using Dapper;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Upkeep;

/// <summary>What was removed, or would be.</summary>
/// <param name="Contents">How many contents nothing referred to.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Temporaries">Temporary files that a killed process left.</param>
public sealed record Collected(int Contents, long Bytes, int Temporaries);

/// <summary>Removes content that nothing refers to.</summary>
/// <remarks>Whoever stores content announces it in a row of <c>blobs</c> before it is put in its place, and names it in a later transaction. Here
/// rows and content are looked at and removed inside one write, so an announcement comes before, and the content is spared, or after, and the content
/// is put there anew.</remarks>
internal static class BlobCollector
{
    private const int AtOnce = 200;

    /// <summary>How old a temporary file must be to be nobody's.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    internal static Collected Run(Database database, IBlobStore blobs, TimeSpan grace, DateTimeOffset now, bool remove)
    {
        var before = now - grace;
        var there = blobs.List().ToDictionary(b => b.Sha256);
        var named = database.Read(c => c.Query<string>("SELECT sha256 FROM blobs").ToList());
        var old = there.Values.Where(b => b.Stored < before).Select(b => b.Sha256).Concat(named.Where(n => !there.ContainsKey(n)));
        var (contents, bytes) = (0, 0L);
        foreach (var chunk in old.Chunk(AtOnce))
        {
            var unused = remove
                ? database.Write(c =>
                {
                    var found = Unused(c, chunk, before);
                    blobs.Delete(found);
                    c.Execute("DELETE FROM blobs WHERE sha256 IN @found", new { found });
                    return found;
                })
                : database.Read(c => Unused(c, chunk, before));
            contents += unused.Count;
            bytes += unused.Sum(sha256 => there.TryGetValue(sha256, out var blob) ? blob.Size : 0);
        }

        return new Collected(contents, bytes, StagedBlob.Sweep(blobs.Staging, now - Abandoned, remove));
    }

    private static List<string> Unused(System.Data.Common.DbConnection connection, string[] chunk, DateTimeOffset before)
    {
        var used = connection.Query<string>(
            """
            SELECT b.sha256 FROM blobs b
            WHERE b.sha256 IN @chunk AND (b.created_ms >= @before OR EXISTS (SELECT 1 FROM artifacts a WHERE a.sha256 = b.sha256))
            """,
            new { chunk, before = before.ToUnixTimeMilliseconds() }).ToHashSet();
        return chunk.Where(sha256 => !used.Contains(sha256)).ToList();
    }
}
