namespace Weathervane.Store.Locations;

/// <summary>Where the parts of a workspace are.</summary>
public sealed record WorkspaceLocation
{
    private const string BlobsFolder = "blobs";

    /// <summary>A workspace in a folder, parts of which may lie elsewhere.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="store">The relational part; null is <c>store.db</c> in the folder.</param>
    /// <param name="artifacts">The content of files; null is <c>blobs</c> beside a SQLite file, or in the folder.</param>
    public WorkspaceLocation(string folder, StoreLocation? store = null, ArtifactLocation? artifacts = null)
    {
        Folder = Path.GetFullPath(folder);
        Store = store ?? SqliteLocation.InFolder(Folder);
        Artifacts = artifacts ?? new FolderLocation(Path.Combine(store is SqliteLocation file ? Path.GetDirectoryName(file.Path)! : Folder, BlobsFolder));
    }

    /// <summary>The folder's full path, for what is neither rows nor stored files.</summary>
    public string Folder { get; }

    /// <summary>Runs, models and all else that is rows.</summary>
    public StoreLocation Store { get; }

    /// <summary>Whether a part lies behind a network, which may be away while this machine is not.</summary>
    public bool IsElsewhere => Store is PostgresLocation || Artifacts is BucketLocation;

    /// <summary>The content of files.</summary>
    public ArtifactLocation Artifacts { get; }
}
