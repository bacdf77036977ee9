using System.Data.Common;
using Dapper;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Artifacts;

/// <summary>Files of runs and model versions: stored once by content, named by rows, checked on every read.</summary>
/// <remarks>Putting a file under a name that is taken replaces it; the older row and content are kept.</remarks>
public sealed class ArtifactStore
{
    internal const string Scheme = "mlflow-artifacts:/";
    private readonly Database _database;
    private readonly BlobFolder _blobs;
    private readonly TimeProvider _clock;

    internal ArtifactStore(Database database, BlobFolder blobs, TimeProvider clock) => (_database, _blobs, _clock) = (database, blobs, clock);

    /// <summary>Stores a file of a run; durable when this returns.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">Its path below the run, with '/'.</param>
    /// <param name="content">Read from its position to its end.</param>
    /// <exception cref="ArgumentException">The name leaves the run's folder, or is none.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing was stored.</exception>
    public Artifact Put(Run run, string name, Stream content)
    {
        CheckName(name);
        var (sha256, size) = _blobs.Put(content);
        return _database.Write(c => Refer(c, RootOf(run.ArtifactUri) + name, name, sha256, size));
    }

    /// <summary>Stores a file of a run from memory; durable when this returns.</summary>
    /// <inheritdoc cref="Put(Run, string, Stream)"/>
    public Artifact Put(Run run, string name, byte[] content) => Put(run, name, new MemoryStream(content, writable: false));

    /// <summary>The files of a run, by name.</summary>
    public IReadOnlyList<Artifact> List(Run run) => ListAt(run.ArtifactUri);

    /// <summary>The files of a model version, by name.</summary>
    public IReadOnlyList<Artifact> List(ModelVersion version) => ListAt(version.Source);

    /// <summary>A file of a run.</summary>
    /// <exception cref="InputException">The run has no such file; those that it has are listed.</exception>
    /// <exception cref="InvalidDataException">The content is missing or damaged.</exception>
    public byte[] Read(Run run, string name) => ReadAt(run.ArtifactUri, name, $"run {run.Id}");

    /// <summary>A file of a model version, such as <see cref="ModelVersion.ModelFile"/>.</summary>
    /// <exception cref="InputException">The version has no such file; those that it has are listed.</exception>
    /// <exception cref="InvalidDataException">The content is missing or damaged.</exception>
    public byte[] Read(ModelVersion version, string name) => ReadAt(version.Source, name, $"model {version.Reference}");

    internal (string Sha256, long Size) PutBlob(ReadOnlyMemory<byte> content) => _blobs.Put(new MemoryStream(content.ToArray(), writable: false));

    /// <summary>The row that names stored content; call inside the transaction that makes what the name belongs to.</summary>
    internal Artifact Refer(DbConnection connection, string path, string name, string sha256, long size)
    {
        var now = _clock.NowMs();
        connection.Execute(
            "INSERT INTO blobs (sha256, size, created_ms) VALUES (@sha256, @size, @now) ON CONFLICT DO NOTHING", new { sha256, size, now });
        connection.Execute("UPDATE artifacts SET replaced_ms = @now WHERE path = @path AND replaced_ms IS NULL", new { path, now });
        connection.Execute(
            "INSERT INTO artifacts (artifact_id, path, sha256, created_ms) VALUES (@id, @path, @sha256, @now)",
            new { id = Counter.Next(connection, "artifact"), path, sha256, now });
        return new Artifact(name, sha256, size, Instant.FromMs(now));
    }

    internal static string RootOf(string uri) => uri[Scheme.Length..] + "/";

    internal static string CheckName(string name) =>
        name.Length is > 0 and <= 1000 && !name.Any(c => c is '\\' or '#' || char.IsControl(c)) && name.Split('/').All(part => part is not ("" or "." or ".."))
            ? name
            : throw new ArgumentException($"'{name}' is no name for a stored file: give a relative path with '/', without '..', '\\' or '#'.", nameof(name));

    private List<Artifact> ListAt(string uri) => _database.Read(c => Rows(c, RootOf(uri)));

    private byte[] ReadAt(string uri, string name, string owner)
    {
        var files = ListAt(uri);
        var file = files.FirstOrDefault(f => f.Name == name) ?? throw new InputException(
            owner,
            $"it has no file '{name}'.",
            files.Count == 0 ? "It has no files at all." : $"Its files: {string.Join(", ", files.Select(f => f.Name))}.");
        return _blobs.Read(file.Sha256, $"{name} of {owner}");
    }

    private static List<Artifact> Rows(DbConnection connection, string root) =>
    [
        // substr, not LIKE: a path may hold the wildcards.
        .. connection.Query<(string Path, string Sha256, long Size, long CreatedMs)>(
            """
            SELECT a.path, a.sha256, b.size, a.created_ms FROM artifacts a JOIN blobs b ON b.sha256 = a.sha256
            WHERE a.path > @root AND substr(a.path, 1, @length) = @root AND a.replaced_ms IS NULL ORDER BY a.path
            """,
            new { root, length = root.Length })
            .Select(r => new Artifact(r.Path[root.Length..], r.Sha256, r.Size, Instant.FromMs(r.CreatedMs))),
    ];
}
