namespace Weathervane.Store.Artifacts;

/// <summary>Content in a folder: <c>blobs/3f/3f2a...</c>.</summary>
internal sealed class BlobFolder(string folder) : IBlobStore
{
    /// <inheritdoc/>
    public string Staging => folder;

    /// <inheritdoc/>
    public Task KeepAsync(StagedBlob blob, CancellationToken cancel)
    {
        var target = NameOf(blob.Sha256);
        var parent = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            DiskSync.Folder(folder);
        }

        File.Move(blob.Path, target, overwrite: true);
        DiskSync.Folder(parent);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Stream? Open(string sha256)
    {
        try
        {
            return new FileStream(NameOf(sha256), new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Has(string sha256) => File.Exists(NameOf(sha256));

    /// <inheritdoc/>
    public string NameOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);

    /// <inheritdoc/>
    public IEnumerable<StoredBlob> List() => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateDirectories().SelectMany(shard => shard.EnumerateFiles())
            .Select(file => new StoredBlob(file.Name, file.Length, file.LastWriteTimeUtc))
        : [];

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<string> sha256)
    {
        foreach (var path in sha256.Select(NameOf).Where(File.Exists))
        {
            File.Delete(path);
        }
    }
}
