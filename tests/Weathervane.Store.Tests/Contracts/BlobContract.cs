using System.Security.Cryptography;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Locations;

namespace Weathervane.Store.Tests.Contracts;

/// <summary>What every place for content has to do. A new one adds a class of three lines, and all of this is asked of it.</summary>
public abstract class BlobContract : IDisposable
{
    private const int SeveralParts = (16 << 20) + (1 << 20) + 7;
    private readonly string _folder = Directory.CreateTempSubdirectory("vane-blobs-").FullName;
    private readonly ArtifactLocation _location;
    private readonly IBlobStore _blobs;

    /// <param name="place">Where new content goes, given a folder of its own.</param>
    protected BlobContract(Func<string, ArtifactLocation> place)
    {
        _location = place(_folder);
        _blobs = _location.Open();
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(SeveralParts)]
    public async Task Content_of_any_size_comes_back_to_the_byte(int size)
    {
        var content = Content(size);
        var blob = await KeepAsync(content);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(content)), size), (blob.Sha256, blob.Size));
        await using var read = _blobs.OpenChecked(blob.Sha256, blob.Size, "it");
        var copy = new MemoryStream();
        await read.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
    }

    [Fact]
    public async Task Equal_content_is_kept_once_and_can_be_put_again()
    {
        await KeepAsync([1, 2, 3]);
        await KeepAsync([1, 2, 3]);
        var only = Assert.Single(_blobs.List());
        Assert.Equal(3, only.Size);
        Assert.InRange(only.Stored, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(10));
    }

    [Fact]
    public void What_is_not_there_is_none_and_an_empty_place_lists_nothing()
    {
        Assert.Null(_blobs.Open(new string('a', 64)));
        Assert.Empty(_blobs.List());
        var missing = Assert.Throws<InvalidDataException>(() => _blobs.OpenChecked(new string('a', 64), 3, "model.vane of gbp:1"));
        Assert.Contains("aa/aaaa", missing.Message, StringComparison.Ordinal);
        Assert.Contains("model.vane of gbp:1 is missing", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_the_rest_stays()
    {
        var (first, second) = (await KeepAsync([1]), await KeepAsync([2]));
        _blobs.Delete([first.Sha256, new string('b', 64)]);
        _blobs.Delete([]);
        Assert.Null(_blobs.Open(first.Sha256));
        Assert.Equal([second.Sha256], _blobs.List().Select(b => b.Sha256));
    }

    [Fact]
    public async Task Nothing_temporary_is_left_behind()
    {
        string staged;
        using (var blob = await StagedBlob.WriteAsync(new MemoryStream([1, 2]), _blobs.Staging, TestContext.Current.CancellationToken))
        {
            staged = blob.Path;
            Assert.True(File.Exists(staged));
            await _blobs.KeepAsync(blob, TestContext.Current.CancellationToken);
        }

        Assert.False(File.Exists(staged));
        Assert.Single(_blobs.List());
    }

    [Fact]
    public void A_workspace_keeps_its_files_there()
    {
        var folder = Path.Combine(_folder, "workspace");
        var content = Content(100_000);
        using var workspace = Workspace.Open(new WorkspaceLocation(folder, null, _location), TimeProvider.System);
        workspace.Artifacts.Put("0/r/model.bin", new MemoryStream(content));
        workspace.Artifacts.Put("0/r/copy.bin", new MemoryStream(content));
        using var read = workspace.Artifacts.OpenRead("0/r/model.bin");
        var copy = new byte[content.Length];
        read.ReadExactly(copy);
        Assert.Equal(content, copy);
        Assert.Single(_blobs.List());
        Assert.Equal(["copy.bin", "model.bin"], workspace.Artifacts.ListAt("0/r").Select(e => e.Name));
    }

    private static byte[] Content(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return content;
    }

    private async Task<(string Sha256, long Size)> KeepAsync(byte[] content)
    {
        using var staged = await StagedBlob.WriteAsync(new MemoryStream(content), _blobs.Staging, TestContext.Current.CancellationToken);
        await _blobs.KeepAsync(staged, TestContext.Current.CancellationToken);
        return (staged.Sha256, staged.Size);
    }
}
