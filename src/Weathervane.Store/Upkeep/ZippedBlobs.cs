using System.IO.Compression;
using Weathervane.Store.Artifacts;

namespace Weathervane.Store.Upkeep;

/// <summary>The content inside an export; it can only be read.</summary>
internal sealed class ZippedBlobs(ZipArchive zip, string path, string prefix) : IBlobStore
{
    /// <inheritdoc/>
    public string Staging => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task KeepAsync(StagedBlob blob, CancellationToken cancel) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Stream? Open(string sha256) => zip.GetEntry(prefix + sha256)?.Open();

    /// <inheritdoc/>
    public bool Has(string sha256) => zip.GetEntry(prefix + sha256) is not null;

    /// <inheritdoc/>
    public string NameOf(string sha256) => $"{path}: {prefix}{sha256}";

    /// <inheritdoc/>
    public IEnumerable<StoredBlob> List() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<string> sha256) => throw new NotSupportedException();
}
