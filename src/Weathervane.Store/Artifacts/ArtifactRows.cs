using System.Data.Common;
using Dapper;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Artifacts;

/// <summary>The rows that name stored content. A name's newest row counts; the ones before say until when they held.</summary>
internal static class ArtifactRows
{
    private const string Living = "SELECT a.path, a.sha256, b.size, a.created_ms FROM artifacts a JOIN blobs b ON b.sha256 = a.sha256 WHERE a.replaced_ms IS NULL AND ";

    /// <summary>Says that content is about to be put in its place, so that nobody removes it as unused before it is referred to.</summary>
    internal static void Announce(DbConnection connection, string sha256, long size, long now) => connection.Execute(
        "INSERT INTO blobs (sha256, size, created_ms) VALUES (@sha256, @size, @now) ON CONFLICT (sha256) DO UPDATE SET created_ms = excluded.created_ms",
        new { sha256, size, now });

    /// <summary>Gives stored content a name.</summary>
    /// <exception cref="IOException">The content is no longer announced.</exception>
    internal static void Refer(DbConnection connection, string path, string sha256, long now)
    {
        connection.Execute("UPDATE artifacts SET replaced_ms = @now WHERE path = @path AND replaced_ms IS NULL", new { path, now });
        var named = connection.Execute(
            "INSERT INTO artifacts (artifact_id, path, sha256, created_ms) SELECT @id, @path, sha256, @now FROM blobs WHERE sha256 = @sha256",
            new { id = Counter.Next(connection, "artifact"), path, sha256, now });
        if (named == 0)
        {
            throw Collected(path);
        }
    }

    internal static IOException Collected(string path) => new(
        $"{path}: its content was removed as unused before it had a name, since storing it took longer than the time of grace. Store it again.");

    internal static ArtifactRow? Find(DbConnection connection, string path) =>
        connection.QueryFirstOrDefault<ArtifactRow>(Living + "a.path = @path", new { path });

    /// <summary>All files below a folder, by path.</summary>
    /// <param name="connection">Reads.</param>
    /// <param name="root">The folder's path with a '/' at its end; empty for all there is.</param>
    internal static IEnumerable<ArtifactRow> Below(DbConnection connection, string root) => root.Length == 0
        ? connection.Query<ArtifactRow>(Living + "1 = 1 ORDER BY a.path")
        : connection.Query<ArtifactRow>(Living + "a.path >= @root AND a.path < @behind ORDER BY a.path", new { root, behind = Behind(root) });

    /// <summary>Takes the names of a file, or of all files below a folder, away; the rows stay.</summary>
    internal static int Replace(DbConnection connection, string path, long now) => connection.Execute(
        "UPDATE artifacts SET replaced_ms = @now WHERE replaced_ms IS NULL AND (path = @path OR (path >= @root AND path < @behind))",
        new { now, path, root = path + "/", behind = Behind(path + "/") });

    /// <summary>Removes the rows of all files below a folder, replaced ones too.</summary>
    internal static int Remove(DbConnection connection, string root) =>
        connection.Execute("DELETE FROM artifacts WHERE path >= @root AND path < @behind", new { root, behind = Behind(root) });

    // '0' follows '/': what lies between the two begins with the root. No LIKE, since a path may hold its wildcards, and an index serves this.
    private static string Behind(string root) => root[..^1] + "0";
}

/// <summary>A name of content.</summary>
internal sealed record ArtifactRow
{
    public string Path { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public long Size { get; init; }

    public long CreatedMs { get; init; }

    internal Artifact ToArtifact(string root) => new(Path[root.Length..], Sha256, Size, Instant.FromMs(CreatedMs));
}
