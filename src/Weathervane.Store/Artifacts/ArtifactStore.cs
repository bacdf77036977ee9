using System.Data.Common;
using Weathervane.Store.Models;
using Weathervane.Store.Runs;
using Weathervane.Store.Sql;

namespace Weathervane.Store.Artifacts;

/// <summary>Files of runs and model versions: stored once by content, named by rows, checked on every read.</summary>
/// <remarks>Putting a file under a name that is taken replaces it; the older row and content are kept. A path is a name below the root of all
/// files, as MLflow's clients ask for it: <c>0/3f2a.../artifacts/report.html</c>.</remarks>
public sealed class ArtifactStore
{
    /// <summary>How the places of artefacts begin, as MLflow writes them.</summary>
    public const string Scheme = "mlflow-artifacts:/";

    /// <summary>The most parts of a stored file's path: an export makes folders of them.</summary>
    public const int MostParts = 100;

    private const int LongestName = 1000;
    private readonly Database _database;
    private readonly IBlobStore _blobs;
    private readonly TimeProvider _clock;

    internal ArtifactStore(Database database, IBlobStore blobs, TimeProvider clock) => (_database, _blobs, _clock) = (database, blobs, clock);

    /// <summary>Stores a file of a run; durable when this returns.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">Its path below the run, with '/'.</param>
    /// <param name="content">Read from its position to its end.</param>
    /// <exception cref="ArgumentException">The name leaves the run's folder, or is none.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing was stored.</exception>
    public Artifact Put(Run run, string name, Stream content) => Put(RootOf(run.ArtifactUri) + CheckName(name), content) with { Name = name };

    /// <summary>Stores a file of a run from memory; durable when this returns.</summary>
    /// <inheritdoc cref="Put(Run, string, Stream)"/>
    public Artifact Put(Run run, string name, byte[] content) => Put(run, name, new MemoryStream(content, writable: false));

    /// <summary>Stores a file under a path; durable when this returns.</summary>
    /// <inheritdoc cref="PutAsync(string, Stream, CancellationToken)"/>
    public Artifact Put(string path, Stream content) => PutAsync(path, content, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Stores a file under a path, of any size in little memory; durable when this has finished.</summary>
    /// <param name="path">Below the root of all files, with '/'.</param>
    /// <param name="content">Read from its position to its end.</param>
    /// <param name="cancel">Stops before the file is named; nothing is stored then.</param>
    /// <exception cref="ArgumentException">The path leaves the root, is none, or has more than <see cref="MostParts"/> parts.</exception>
    /// <exception cref="IOException">The disk is full or failed; nothing was stored.</exception>
    public async Task<Artifact> PutAsync(string path, Stream content, CancellationToken cancel)
    {
        if (CheckName(path).Count(c => c == '/') is var folders && folders >= MostParts)
        {
            throw new ArgumentException($"A stored file's path has at most {MostParts} parts, and this one has {folders + 1}.", nameof(path));
        }

        var kept = await KeepAsync(content, cancel);
        return await _database.WriteAsync(c => Refer(c, path, path, kept));
    }

    /// <summary>Stores a file of a run, of any size in little memory; durable when this has finished.</summary>
    /// <inheritdoc cref="Put(Run, string, Stream)"/>
    public async Task<Artifact> PutAsync(Run run, string name, Stream content, CancellationToken cancel) =>
        (await PutAsync(RootOf(run.ArtifactUri) + CheckName(name), content, cancel)) with { Name = name };

    /// <summary>The files of a run, by name.</summary>
    public IReadOnlyList<Artifact> List(Run run) => Below(RootOf(run.ArtifactUri));

    /// <summary>The files of a model version, by name.</summary>
    public IReadOnlyList<Artifact> List(ModelVersion version) => Below(RootOf(version));

    /// <summary>The files and folders that lie directly below a path, by name; none where there is no such folder.</summary>
    /// <param name="path">A folder below the root of all files, with '/'; empty for the root.</param>
    public IReadOnlyList<ArtifactEntry> ListAt(string path)
    {
        var root = path.Length == 0 ? "" : CheckName(path.TrimEnd('/')) + "/";
        return _database.Read(c => ArtifactRows.Below(c, root)
            .Select(r => (Name: r.Path[root.Length..], r.Size))
            .GroupBy(f => f.Name.Split('/')[0])
            .Select(g => g.Any(f => f.Name.Length > g.Key.Length) ? new ArtifactEntry(g.Key, true, 0) : new ArtifactEntry(g.Key, false, g.First().Size))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .ToList());
    }

    /// <summary>The file at a path; null where there is none.</summary>
    public Artifact? Find(string path) => _database.Read(c => ArtifactRows.Find(c, path))?.ToArtifact("");

    /// <summary>What is known of a file of a run; its content is not looked at.</summary>
    /// <exception cref="InputException">The run has no such file; those that it has are listed.</exception>
    public Artifact Get(Run run, string name) => At(RootOf(run.ArtifactUri), name, $"run {run.Id}");

    /// <summary>What is known of a file of a model version; its content is not looked at.</summary>
    /// <exception cref="InputException">The version has no such file; those that it has are listed.</exception>
    public Artifact Get(ModelVersion version, string name) => At(RootOf(version), name, $"model {version.Reference}");

    /// <summary>Opens content that was found before, whatever its name stands for since; its <see cref="Stream.Length"/> is known.</summary>
    /// <inheritdoc cref="OpenRead(Run, string)"/>
    public Stream OpenRead(Artifact file) => _blobs.OpenChecked(file.Sha256, file.Size, file.Name);

    /// <summary>A file of a run.</summary>
    /// <exception cref="InputException">The run has no such file; those that it has are listed.</exception>
    /// <exception cref="InvalidDataException">The content is missing or damaged.</exception>
    public byte[] Read(Run run, string name) => ReadAll(OpenRead(run, name));

    /// <summary>A file of a model version, such as <see cref="ModelVersion.ModelFile"/>.</summary>
    /// <exception cref="InputException">The version has no such file; those that it has are listed.</exception>
    /// <exception cref="InvalidDataException">The content is missing or damaged.</exception>
    public byte[] Read(ModelVersion version, string name) => ReadAll(OpenRead(version, name));

    /// <summary>Opens a file of a run; its <see cref="Stream.Length"/> is known.</summary>
    /// <exception cref="InputException">The run has no such file; those that it has are listed.</exception>
    /// <exception cref="InvalidDataException">The content is missing or, where it has at most 1 MiB, damaged; larger content that is damaged throws this on its
    /// last read, before its last bytes are handed out.</exception>
    public Stream OpenRead(Run run, string name) => OpenAt(RootOf(run.ArtifactUri), name, $"run {run.Id}");

    /// <summary>Opens a file of a model version; its <see cref="Stream.Length"/> is known.</summary>
    /// <inheritdoc cref="OpenRead(Run, string)"/>
    public Stream OpenRead(ModelVersion version, string name) => OpenAt(RootOf(version), name, $"model {version.Reference}");

    /// <summary>Opens the file at a path; its <see cref="Stream.Length"/> is known.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    /// <inheritdoc cref="OpenRead(Run, string)"/>
    public Stream OpenRead(string path) => Find(path) is { } file
        ? _blobs.OpenChecked(file.Sha256, file.Size, path)
        : throw new InputException("artefacts", $"there is no file '{path}'.") { Kind = InputKind.NotFound };

    /// <summary>Takes a file's name away, or those of all files below a folder. Rows and content are kept as history.</summary>
    /// <returns>How many files there were; none is no error.</returns>
    public int Delete(string path)
    {
        CheckName(path);
        return _database.Write(c => ArtifactRows.Replace(c, path, _clock.NowMs()));
    }

    /// <summary>For how long an announcement alone keeps content from being collected; afterwards it is looked for once more before it is named.</summary>
    /// <remarks>Shorter than the least time of grace (<see cref="StoreUpkeep.LeastGrace"/>), by more than clocks differ.</remarks>
    internal TimeSpan Sure { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Stores content that is yet to be named.</summary>
    internal KeptContent Keep(ReadOnlyMemory<byte> content) =>
        KeepAsync(new MemoryStream(content.ToArray(), writable: false), CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The row that names stored content; call inside the transaction that makes what the name belongs to.</summary>
    internal Artifact Refer(DbConnection connection, string path, string name, KeptContent content)
    {
        // Whoever collects does so inside a write: what is there now stays until this one is committed, and is referred to afterwards.
        if (_clock.GetElapsedTime(content.Announced) > Sure && !_blobs.Has(content.Sha256))
        {
            throw ArtifactRows.Collected(path);
        }

        var now = _clock.NowMs();
        ArtifactRows.Refer(connection, path, content.Sha256, now);
        return new Artifact(name, content.Sha256, content.Size, Instant.FromMs(now));
    }

    /// <summary>Where the files of a version's source are, as MLflow writes it.</summary>
    /// <param name="source"><c>mlflow-artifacts:/PATH</c>, <c>models:/m-ID</c>, <c>models:/NAME/VERSION</c> or <c>runs:/ID/PATH</c>.</param>
    /// <exception cref="InputException">It is none of these, or names what is not there.</exception>
    public string PlaceOf(string source) => _database.Read(c => SourcePlace.Of(c, source));

    /// <summary>Asks the store of contents for one that it cannot have, so that a program knows that it answers.</summary>
    /// <exception cref="IOException">It cannot be reached.</exception>
    internal void Ping() => _blobs.Has(new string('0', 64));

    private string RootOf(ModelVersion version) => RootOf(PlaceOf(version.Source));

    internal static string RootOf(string uri) => uri[Scheme.Length..] + "/";

    internal static string CheckName(string name) =>
        name.Length is > 0 and <= LongestName && !name.Any(c => c is '\\' or '#' || char.IsControl(c)) && name.Split('/').All(part => part is not ("" or "." or ".."))
            ? name
            : throw new ArgumentException($"'{name}' is no name for a stored file: give a relative path with '/', without '..', '\\' or '#'.", nameof(name));

    private async Task<KeptContent> KeepAsync(Stream content, CancellationToken cancel)
    {
        using var staged = await StagedBlob.WriteAsync(content, _blobs.Staging, cancel);
        var announced = _clock.GetTimestamp();
        // Announced before it is in its place, so that nobody who collects unused content takes it away between here and its name.
        await _database.WriteAsync(
            c =>
            {
                ArtifactRows.Announce(c, staged.Sha256, staged.Size, _clock.NowMs());
                return 0;
            },
            prepares: true);
        await _blobs.KeepAsync(staged, cancel);
        return new KeptContent(staged.Sha256, staged.Size, announced);
    }

    private List<Artifact> Below(string root) => _database.Read(c => ArtifactRows.Below(c, root).Select(r => r.ToArtifact(root)).ToList());

    private Stream OpenAt(string root, string name, string owner)
    {
        var file = At(root, name, owner);
        return _blobs.OpenChecked(file.Sha256, file.Size, $"{name} of {owner}");
    }

    private Artifact At(string root, string name, string owner)
    {
        if (Find(root + name) is { } file)
        {
            return file with { Name = name };
        }

        var files = Below(root);
        throw new InputException(
            owner,
            $"it has no file '{name}'.",
            files.Count == 0 ? "It has no files at all." : $"Its files: {string.Join(", ", files.Select(f => f.Name))}.") { Kind = InputKind.NotFound };
    }

    private static byte[] ReadAll(Stream content)
    {
        using (content)
        {
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            return bytes;
        }
    }
}

/// <summary>Content that is in its place and not yet named.</summary>
/// <param name="Sha256">Its hash.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Announced">The clock's timestamp just before it was announced.</param>
internal sealed record KeptContent(string Sha256, long Size, long Announced);
